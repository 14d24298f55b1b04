"""Programs that are compiled in half the time, where the compiler has the switch for it."""

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

SWITCH = "xla_cpu_use_fusion_emitters"


@contextmanager
def fewer_fusions() -> Iterator[None]:
    """XLA reads its switches when the first device is asked for; this process alone has this one.

    XLA ends a process that names a switch which it does not know.
    """
    before = os.environ.get("XLA_FLAGS")
    if known():
        os.environ["XLA_FLAGS"] = f"{before or ''} --{SWITCH}=false".strip()
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("XLA_FLAGS", None)
        else:
            os.environ["XLA_FLAGS"] = before


def known() -> bool:
    """Whether the compiler that is installed has the switch."""
    found = find_spec("jaxlib")
    if found is None or found.origin is None:
        return False
    for library in sorted(Path(found.origin).parent.glob("*.so")):
        if library.stat().st_size:
            with (
                library.open("rb") as file,
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held,
            ):
                if held.find(SWITCH.encode()) >= 0:
                    return True
    return False
