"""How much memory a process may use."""

import contextlib
import ctypes
import math
import os
from pathlib import Path


def installed() -> int | None:
    """Return how many bytes of memory this process can have; None where the system does not say.

    That is the main memory, or less where a container or a batch system allows less.
    """
    known = [size for size in (_of_machine(), _of_process(), *_of_group()) if size is not None]
    return min(known, default=None)


def refuse_above(needed: float, what: str, remedy: str) -> None:
    """Refuse what takes more memory than this process can have, before any of it is made.

    Args:
        needed: bytes.
        what: takes them, in words.
        remedy: what to do.

    Raises:
        MemoryError: with what is needed and what there is.
    """
    there = installed()
    if there is not None and needed > there:
        taken = f"{needed / 1e9:,.1f} GB" if math.isfinite(needed) else "more than 2^63 bytes"
        raise MemoryError(
            f"{what} takes {taken} of memory, and this machine has {there / 1e9:,.1f} GB; {remedy}"
        )


def _of_machine() -> int | None:
    with contextlib.suppress(AttributeError, ValueError, OSError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(AttributeError, OSError):
        kilobytes = ctypes.c_ulonglong()
        asked = ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory  # pyright: ignore[reportAttributeAccessIssue]
        asked(ctypes.byref(kilobytes))
        return kilobytes.value * 1024
    return None


def _of_process() -> int | None:
    """The limit of the address space, as `ulimit -v` sets it."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def _of_group(
    root: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")
) -> list[int]:
    """The limits of the control groups that this process is in, of both versions of them."""
    found = []
    with contextlib.suppress(OSError):
        for line in own.read_text(encoding="utf-8").splitlines():
            _, controllers, place = line.split(":", 2)
            if controllers == "":
                found += _limits(root, place, "memory.max")
            elif "memory" in controllers.split(","):
                found += _limits(root / "memory", place, "memory.limit_in_bytes")
    return found


def _limits(root: Path, place: str, name: str) -> list[int]:
    """The limits of a group and of those above it; a container may show only the root."""
    folder, found = root / place.strip("/"), []
    for above in (folder, *folder.parents):
        with contextlib.suppress(OSError, ValueError):
            found.append(int((above / name).read_text(encoding="utf-8")))
        if above == root:
            break
    return found
