"""Building the native kernels: once for each machine and version, into the user's cache folder."""

import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

import jax
import platformdirs

SOURCES = Path(__file__).parent
FLAGS = ("-std=c++17", "-O3", "-march=native", "-ffp-contract=fast", "-fPIC", "-shared", "-w")
"""Contraction to fused multiply-adds is part of the result, so it is asked for by name."""

PATIENCE = 300
"""Seconds after which a compiler that does not return is given up."""


def library() -> Path:
    """Return the shared library with the kernels, built now if this is its first use.

    The file's name holds a digest of everything it depends on: sources, flags, compiler, jaxlib
    and processor. It is written under another name and renamed, so that processes that build at
    the same time do not disturb one another.

    Raises:
        OSError: when there is no compiler, it fails, or the folder cannot be written; the message
            says which.
    """
    compiler = _compiler()
    path = folder() / f"kernels-{digest(compiler)}.so"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".building")
    os.close(handle)
    try:
        _compile(compiler, Path(name))
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return path


def folder() -> Path:
    """Return the folder of the built kernels."""
    return platformdirs.user_cache_path("basinet") / "native"


def digest(compiler: list[str]) -> str:
    """Return a name for a build: the same where the same library would come out."""
    told = hashlib.sha256(" ".join([*compiler, *FLAGS, version("jaxlib"), _processor()]).encode())
    for source in sorted(SOURCES.glob("*.[ch]*")):
        told.update(source.read_bytes())
    return told.hexdigest()[:16]


def _compile(compiler: list[str], target: Path) -> None:
    command = [*compiler, *FLAGS, f"-I{jax.ffi.include_dir()}", str(SOURCES / "kernels.cc")]
    try:
        done = subprocess.run(
            [*command, "-o", str(target)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise OSError(f"{compiler[0]} did not finish within {PATIENCE} seconds") from error
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if "error" in line] or ["no message"]
        raise OSError(f"{compiler[0]} failed: {reasons[0]}")


def _compiler() -> list[str]:
    """The command of the C++ compiler: that of the environment variable CXX, else the system's."""
    for words in (shlex.split(os.environ.get("CXX", "")), ["c++"], ["g++"], ["clang++"]):
        if words and shutil.which(words[0]):
            return words
    raise OSError("no C++ compiler was found")


def _processor() -> str:
    """What distinguishes processors for which different code is made, as a folder may be shared."""
    facts = [platform.system(), platform.machine(), platform.processor()]
    described = Path("/proc/cpuinfo")
    if described.exists():
        wanted = ("model name", "flags", "Features", "CPU part", "isa")
        lines = described.read_text(encoding="utf-8", errors="replace").splitlines()
        facts += sorted({line for line in lines if line.startswith(wanted)})
    return "\n".join(facts)
