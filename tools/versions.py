"""Try the oldest and the newest dependencies on every Python from 3.11 to 3.14 that is on PATH.

    make versions
    python tools/versions.py [--set lowest|newest] [--python 3.12] [--tests tests/saving]

For each interpreter and each set an environment is made: with the lowest versions that
pyproject.toml allows, of the library and of its extras (but Ray), or with the newest there are. In
it `tools/everyday.py` is run, and then the tests that are named, if some are. Prints a line for
each and the interpreters that were not found, and ends with 1 if something failed. Needs uv.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SETS = {"lowest": "lowest-direct", "newest": "highest"}
EXTRAS = ("bench", "dimod", "sweep", "tune", "viz")
SHOWN = ("jax", "numpy", "scipy", "scikit-learn", "typer")


def find(version: str) -> str | None:
    """Return the interpreter of a version on PATH; None where there is none that runs."""
    for name in (f"python{version}", "python3", "python"):
        path = shutil.which(name)
        if path is None:
            continue
        told = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"
        done = subprocess.run([path, "-c", told], capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.split()[0] == version:
            return done.stdout.split(maxsplit=1)[1].strip()
    return None


def logged(log: Path, *command: str | Path, cwd: Path = ROOT) -> None:
    """Run a command with its output in a file; its end is raised as the error where it fails."""
    with log.open("a") as to:
        to.write(f"$ {' '.join(map(str, command))}\n")
        to.flush()
        # The environment that is tried is its own; no folder of modules from here.
        environment = {
            k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")
        }
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=environment,
            stdout=to,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise RuntimeError("\n".join(log.read_text(errors="replace").splitlines()[-12:]))


def attempt(python: str, resolution: str, tests: list[str], work: Path) -> str:
    """Make an environment, use the library in it, and return the versions that it holds."""
    log, wanted, place = work / "log", work / "requirements.txt", work / "environment"
    extras = [*EXTRAS, "test"] if tests else EXTRAS
    named = [word for extra in extras for word in ("--extra", extra)]
    logged(log, "uv", "venv", "--python", python, place)
    inside = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    chosen = ("--resolution", resolution, "--no-build", "--python", inside)
    logged(
        log,
        "uv",
        "pip",
        "compile",
        *chosen,
        *named,
        "--no-annotate",
        "-o",
        wanted,
        "pyproject.toml",
    )
    logged(log, "uv", "pip", "install", "--no-build", "--python", inside, "-r", wanted)
    logged(log, "uv", "pip", "install", "--no-deps", "--python", inside, "--editable", ROOT)
    logged(log, inside, ROOT / "tools" / "everyday.py", cwd=work)
    if tests:
        logged(log, inside, "-m", "pytest", "-q", "-x", "-m", "not slow", *tests)
    pins = dict(line.split("==") for line in wanted.read_text().splitlines() if "==" in line)
    return ", ".join(f"{name} {pins[name].split()[0]}" for name in SHOWN)


def main() -> None:
    """Try each interpreter with each set."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--set", choices=SETS, action="append", help="one of the sets alone")
    parser.add_argument("--python", choices=PYTHONS, action="append", help="one version alone")
    parser.add_argument("--tests", nargs="*", default=[], help="tests to run in each environment")
    options = parser.parse_args()
    os.environ["PATH"] = f"{os.environ['PATH']}{os.pathsep}{Path(sys.executable).parent}"
    if shutil.which("uv") is None:
        sys.exit("uv is needed: pip install uv, or make versions")
    wanted = options.python or PYTHONS
    there = {version: python for version in wanted if (python := find(version)) is not None}
    failed = 0
    for version, python in there.items():
        for name in options.set or SETS:
            started = time.perf_counter()
            with tempfile.TemporaryDirectory() as folder:
                try:
                    said = attempt(python, SETS[name], options.tests, Path(folder))
                except RuntimeError as error:
                    failed += 1
                    said = f"FAILED\n{error}"
            took = time.perf_counter() - started
            print(f"Python {version}, {name} dependencies, {took:.0f} s: {said}", flush=True)
    for version in wanted:
        if version not in there:
            print(f"Python {version}: not on PATH, not tried")
    if not there:
        sys.exit("no interpreter was found")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
