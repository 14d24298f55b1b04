"""The machine that measures: processor, memory, versions, commit."""

import contextlib
import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import basinet
from basinet._memory import installed
from basinet.runs import environment


def describe_machine() -> dict[str, Any]:
    """Return what a reader of measurements must know about the machine, as plain values.

    Beside what `basinet.runs.environment` says: the name of the processor, the cores that this
    process may use, the memory in gigabytes, the load before the measurement (1 for each busy
    core), the version of optax, and the commit when the package is used from a checkout. What
    cannot be found out is None.
    """
    return environment() | {
        "processor": processor_name(),
        "cores": usable_cores(),
        "memory_gb": memory_gb(),
        "load": _load(),
        "threads": {name: os.environ[name] for name in _THREADS if name in os.environ},
        "optax": _version("optax"),
        "commit": commit(Path(basinet.__file__).parents[1]),
    }


_THREADS = ("XLA_FLAGS", "OMP_NUM_THREADS", "JAX_PLATFORMS", "JAX_DISABLE_MOST_OPTIMIZATIONS")
"""Environment variables that change how fast things are."""


def processor_name() -> str | None:
    """Return the model of the processor as its maker calls it."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() in ("model name", "Model", "Hardware") and value.strip():
                return value.strip()
    if platform.system() == "Darwin":
        return _output(["sysctl", "-n", "machdep.cpu.brand_string"])
    return platform.processor() or platform.machine() or None


def usable_cores() -> int | None:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def memory_gb() -> float | None:
    """Return the main memory in units of 10^9 bytes."""
    found = installed()
    return None if found is None else round(found / 1e9, 1)


def commit(folder: Path) -> str | None:
    """Return the commit of a checkout, with "+ changes" where files differ from it."""
    if not (folder / ".git").exists():
        return None
    found = _output(["git", "-C", str(folder), "rev-parse", "HEAD"])
    if found is None:
        return None
    changed = _output(["git", "-C", str(folder), "status", "--porcelain", "--", "basinet"])
    return f"{found} + changes" if changed else found


def _load() -> float | None:
    """The mean number of busy processes in the last minute."""
    with contextlib.suppress(AttributeError, OSError):
        return round(os.getloadavg()[0], 2)
    return None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _output(command: list[str]) -> str | None:
    """What a program prints, or None where there is no such program or it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
