"""The kernels that a wheel brings: built ahead, one library for each set of instructions.

A library of the same instructions that is built here (`build.py`) gives the same numbers to the
last bit, whichever compiler made either; one of other instructions rounds otherwise. A checkout
has none of these, and neither has a wheel that was built without a compiler.
"""

import ctypes
from pathlib import Path

HERE = Path(__file__).parent / "lib"
"""Apart, as no module of Python is one of them."""

LEVELS = ("portable", "avx2", "avx512")
"""In the order of what `basinet_level` of the portable library says that the processor has."""


def shipped_library() -> Path | None:
    """Return the library for this processor, or None where the package brought none.

    It is believed as much as the package's own code, beside which it lies.

    Raises:
        OSError: when the portable library does not load.
    """
    there = of_levels()
    if LEVELS[0] not in there:
        return None
    level = ctypes.CDLL(str(there[LEVELS[0]])).basinet_level()
    best = [name for name in LEVELS[: level + 1] if name in there][-1]
    return there[best]


def of_levels() -> dict[str, Path]:
    """Return the libraries that are there, by the set of instructions."""
    found = {path.name: path for path in HERE.glob("kernels-*.*")}
    return {
        name: found[file]
        for name in LEVELS
        for file in (f"kernels-{name}{suffix}" for suffix in (".so", ".dylib", ".dll"))
        if file in found
    }
