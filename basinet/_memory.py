"""How much memory a machine has."""

import contextlib
import ctypes
import os


def installed() -> int | None:
    """Return the main memory in bytes; None where the system does not say."""
    with contextlib.suppress(AttributeError, ValueError, OSError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(AttributeError, OSError):
        kilobytes = ctypes.c_ulonglong()
        asked = ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory  # pyright: ignore[reportAttributeAccessIssue]
        asked(ctypes.byref(kilobytes))
        return kilobytes.value * 1024
    return None
