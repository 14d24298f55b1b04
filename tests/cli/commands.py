"""The command, in this process or in one of its own, and a small table to learn from."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from basinet.cli import main

SMALL = ("--set", "hidden=32", "--epochs", "2")
PROCESS = {
    **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
    "COLUMNS": "100",
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
    "JAX_PLATFORMS": "cpu",
    "OMP_NUM_THREADS": "1",
    "PYTHONPATH": str(Path(__file__).parents[2]),
}
"""The environment of a process of its own: quick to compile, and not this one's settings."""

COMMAND = (sys.executable, "-m", "basinet")


class Result(NamedTuple):
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def call(*words: object) -> Result:
    """Run the command in this process, where compiled functions are kept."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(word) for word in words])
            code = 0
        except SystemExit as end:
            code = end.code
    return Result(code, out.getvalue(), err.getvalue())


def call_apart(*words: object, cwd: Path) -> Result:
    """Run the command as a user does, in a process of its own with pipes."""
    arguments = [*COMMAND, *map(str, words)]
    done = subprocess.run(
        arguments, cwd=cwd, env=PROCESS, capture_output=True, text=True, check=False, timeout=120
    )
    return Result(done.returncode, done.stdout, done.stderr)


@contextlib.contextmanager
def started(*words: object, cwd: Path, **pipes: Any) -> Iterator[subprocess.Popen[str]]:
    """Start the command in a process of its own, which ends with the block, and its pipes too."""
    arguments = [*COMMAND, *map(str, words)]
    with subprocess.Popen(arguments, cwd=cwd, env=PROCESS, text=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()  # does nothing to one that has ended


def table(samples: int, kinds: tuple[str, ...] = ("ash", "elm", "oak")) -> str:
    """A CSV file of four features; the kind of each row shifts one of them."""
    rng = np.random.default_rng(0)
    y = np.arange(samples) % len(kinds)
    x = rng.normal(size=(samples, 4)) + 3 * np.eye(4)[y]
    rows = [",".join([f"{v:.4f}" for v in row] + [kinds[k]]) for row, k in zip(x, y, strict=True)]
    return "\n".join(["a,b,c,d,kind", *rows]) + "\n"
