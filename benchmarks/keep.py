"""Keep what commands print in `benchmarks/printed`, for the pages that state numbers of it.

    python benchmarks/keep.py few-bits "python benchmarks/few_bits.py"
    python benchmarks/keep.py few-bits      # again, by the commands that the file names

The file has a line with versions and processor time, and then each command behind a `$` and what
it printed, without a word changed. The second form makes it anew: `git diff` shows what moved.
Commands begin with `python` or `basinet`, and are those of this checkout, whichever is installed;
they run one after the other in an empty folder, which is removed. Where one fails, nothing is kept.
"""

import argparse
import os
import resource
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from basinet._files import write_atomically
from basinet.runs import environment

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "benchmarks" / "printed"
PROGRAMS = {"python": (sys.executable,), "basinet": (sys.executable, "-m", "basinet")}


def commands(text: str) -> list[str]:
    """Return the commands that a kept file names."""
    return [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]


def arguments(command: str) -> list[str]:
    """Return the words of a command, with the programs and scripts of this checkout."""
    program, *rest = shlex.split(command)
    if program not in PROGRAMS:
        raise SystemExit(f"{command!r} begins with {program!r}; expected python or basinet")
    found = [str(ROOT / one) if one.startswith("benchmarks/") else one for one in rest]
    return [*PROGRAMS[program], *found]


def printed(command: str, folder: str) -> str:
    """Return what a command prints; its progress and its errors go where ours go."""
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    variables = os.environ | {"PYTHONPATH": paths, "COLUMNS": "160", "NO_COLOR": "1"}
    words = arguments(command)
    done = subprocess.run(
        words, check=False, cwd=folder, env=variables, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise SystemExit(f"{command!r} ended with {done.returncode}; nothing is kept")
    lines = [line.rstrip() for line in done.stdout.strip("\n").splitlines()]
    return "\n".join([f"$ {command}", *lines])


def made_with() -> str:
    """Return the versions and the processor time of all commands, as the first line of a file."""
    found = environment()
    commit = _git("rev-parse", "--short", "HEAD")
    if _git("status", "--porcelain", "--", ".", ":!benchmarks/printed"):
        commit += " and changes"
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        f"basinet {found['basinet']} ({commit}), Python {found['python']}, "
        f"JAX {found['jax']}, NumPy {found['numpy']}, native kernels {found['native kernels']}, "
        f"{used.ru_utime + used.ru_stime:.3g} s of processor time on {found['processor']}"
    )


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], check=True, cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    """Run the commands and keep what they print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="the file, without folder and ending")
    parser.add_argument("commands", nargs="*", help="each in quotes; without any those of the file")
    options = parser.parse_args()
    path = FOLDER / f"{options.name}.txt"
    wanted = options.commands
    if not wanted:
        if not path.is_file():
            parser.error(f"{path} is not there yet: give the commands, each in quotes")
        wanted = commands(path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        found = [printed(command, folder) for command in wanted]
    FOLDER.mkdir(exist_ok=True)
    write_atomically(path, "\n\n".join([made_with(), *found]) + "\n")
    print(f"kept in {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
