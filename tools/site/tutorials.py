"""The notebooks as pages of the site, with what their cells show.

Cells run when the site is built with its gallery, and again only where the notebook has changed.
"""

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "https://github.com/basinet/basinet/blob/main"
BOOKS = ROOT / "examples" / "notebooks"
NEEDS = {"sweeps_on_a_cluster": "ray"}
"""What a notebook needs beyond what builds the site; without it its cells stand alone."""


def names() -> list[str]:
    """Return the notebooks in the order in which their page lists them."""
    page = (ROOT / "docs" / "notebooks.md").read_text(encoding="utf-8")
    return list(dict.fromkeys(re.findall(r"examples/notebooks/(\w+)\.ipynb", page)))


def write(folder: Path, kept: Path | None) -> list[str]:
    """Write a page for each notebook and return their names.

    Args:
        folder: where the pages are written.
        kept: a folder where what cells have shown is kept; None does not run them.
    """
    folder.mkdir(parents=True)
    for name in names():
        book = json.loads((BOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
        found = None if kept is None else _run(name, kept)
        text = page(name, book["cells"], found)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        for picture in () if kept is None else (kept / name).glob("*.png"):
            shutil.copy(picture, folder)
    return names()


def _run(name: str, kept: Path) -> list[list[dict[str, Any]]] | None:
    """What the cells of a notebook show; None where something that it needs is missing."""
    if name in NEEDS and importlib.util.find_spec(NEEDS[name]) is None:
        return None
    file, folder = BOOKS / f"{name}.ipynb", kept / name
    now = hashlib.sha256(file.read_bytes()).hexdigest()
    stamp = folder / "sha256"
    if not stamp.is_file() or stamp.read_text() != now:
        shutil.rmtree(folder, ignore_errors=True)
        script = Path(__file__).with_name("cells.py")
        words = [sys.executable, "-W", "ignore", str(script), str(file), str(folder)]
        subprocess.run(words, check=True)
        stamp.write_text(now)
    return json.loads((folder / "shown.json").read_text(encoding="utf-8"))


def page(
    name: str,
    cells: Sequence[dict[str, Any]],
    found: Sequence[Sequence[dict[str, Any]]] | None,
) -> str:
    """Return a notebook as a page: its words, its code, and what each cell shows."""
    parts, number = [], 0
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        parts += [_output(one) for one in found[number]] if found is not None else []
        number += 1
    ran = "Its cells ran when this site was built." if found is not None else ""
    file = f"{HOST}/examples/notebooks/{name}.ipynb"
    parts.insert(1, f"This page is a notebook: [{name}.ipynb]({file}). {ran}".rstrip())
    return "\n\n".join(parts) + "\n"


def _output(one: dict[str, Any]) -> str:
    if "picture" in one:
        head = f"```{{image}} {one['picture']}\n:alt: what the cell above shows"
        return f"{head}\n:width: {one['width']}px\n```"
    if "page" in one:
        return f'```{{raw}} html\n<div class="shown">\n{one["page"]}\n</div>\n```'
    return f"```text\n{one['text']}\n```"
