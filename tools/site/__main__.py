"""Build the site of the documentation: `python tools/site [--out build/site] [--no-gallery]`.

Sphinx reads a folder that is put together first: the pages of `docs/`, those that stand beside the
code, a page for each chapter's names, for each reproduction and for each notebook, and the scripts
of the gallery. A warning is an error, and so is a public name that no example shows, or a page that
would load something from another host. With `--links` the addresses of other sites are asked
instead.
"""

import argparse
import importlib.util
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import figures
import outward
import pages
import reference
import reproduced
import tutorials

from basinet import data
from basinet.exchange import write_page
from basinet.saving import load_model

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Put the source together and let Sphinx build it."""
    parser = argparse.ArgumentParser(description="Build the site.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site")
    parser.add_argument(
        "--no-gallery", action="store_true", help="run neither its scripts nor the tutorials"
    )
    parser.add_argument("--links", action="store_true", help="ask the addresses of other sites")
    options = parser.parse_args()
    if options.links and not reachable():
        print(f"there is no network: {pages.HOST} does not answer; no address was asked")
        return 1
    missing = [] if options.links else reference.without_example()
    if missing:
        print(f"no example in docs/site/examples shows {', '.join(missing)}")
        return 1
    source = options.out / "source"
    plain = options.no_gallery or options.links
    assemble(source, None if plain else options.out / "tutorials")
    builder = "linkcheck" if options.links else "html"
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-W", "--keep-going", "-q"]
    if plain:
        command += ["-D", "plot_gallery=0"]
    done = subprocess.run([*command, str(source), str(options.out / builder)], check=False)
    if done.returncode or options.links:
        return done.returncode
    elsewhere = list(outward.loaded(options.out / builder))
    for page, address in elsewhere:
        print(f"{page} loads {address}: put it beside the pages")
    if not elsewhere:
        print(f"{options.out / builder / 'index.html'}")
    return int(bool(elsewhere))


def reachable() -> bool:
    """Say whether the place where the code is hosted answers at all, within ten seconds."""
    try:
        urllib.request.urlopen(pages.HOST, timeout=10).close()
    except urllib.error.HTTPError:
        return True  # it answered
    except OSError:
        return False
    return True


def formulas() -> Path:
    """Return the script that draws formulas, with its fonts in it, of an installed package."""
    package = importlib.util.find_spec("sphinx-mathjax-offline")
    if package is None or package.origin is None:
        raise SystemExit('the site needs its extra: pip install -e ".[docs]"')
    return Path(package.origin).parent / "static" / "mathjax" / "tex-svg.js"


def assemble(source: Path, kept: Path | None) -> None:
    """Write all that Sphinx reads into a folder, which is made anew but for the gallery's pages.

    Args:
        source: the folder.
        kept: where what the tutorials show is kept; None does not run them.
    """
    drawn = source / "gallery"
    for old in source.iterdir() if source.is_dir() else ():
        if old != drawn:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    source.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "docs" / "images", source / "images")
    figures.write(source / "scripts")
    for name in ("conf.py", "contents.toml"):
        shutil.copy(ROOT / "docs" / "site" / name, source / name)
    for name in ("static", "inventories"):
        shutil.copytree(ROOT / "docs" / "site" / name, source / name)
    shutil.copy(formulas(), source / "static")
    demo = source / "extra" / "demo.html"
    demo.parent.mkdir(exist_ok=True)
    model = load_model(ROOT / "basinet" / "live" / "models" / "digits.safetensors")
    write_page(model, demo, data.load("digits"), "A network that settles")
    chapters = reference.write(source / "reference")
    below = {path: f"../{name}" for path, name in pages.homes().items()}
    results = reproduced.write(
        source / "reproduced", lambda text, page: pages.moved(text, page, below)
    )
    books = tutorials.write(source / "tutorials", kept)
    pages.write(source, reference=chapters, reproduced=results, tutorials=books)


if __name__ == "__main__":
    sys.exit(main())
