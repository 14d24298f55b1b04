"""Building the native kernels: once for each machine and version, into the user's cache folder.

A library that is loaded is run. So only one is loaded that the user owns, that nobody else can
write, and whose checksum is the one that was noted when it was built; any other is built anew.
"""

import hashlib
import logging
import os
import platform
import shlex
import shutil
import stat
import subprocess
import sys
from importlib.metadata import version
from itertools import count
from pathlib import Path

import jax
import platformdirs

from basinet._files import sync_folder, temporary_folder, tidy

SOURCES = Path(__file__).parent
FLAGS = ("-std=c++17", "-O3", "-march=native", "-ffp-contract=fast", "-fPIC", "-shared", "-w")
"""Contraction to fused multiply-adds is part of the result, so it is asked for by name."""

PATIENCE = 300
"""Seconds after which a compiler that does not return is given up."""


def library(*, afresh: bool = False) -> Path:
    """Return the shared library with the kernels, built now if this is its first use.

    The file's name holds a digest of everything it depends on: sources, flags, compiler, jaxlib
    and processor. It is written under another name and renamed, so that processes that build at
    the same time do not disturb one another.

    Args:
        afresh: build it even if it is there.

    Raises:
        OSError: when there is no compiler, it fails, or the folder cannot be written or is
            somebody else's; the message says which.
    """
    compiler = _compiler()
    folder_ = _own_folder()
    path = _place(folder_, digest(compiler))
    if not afresh and _is_whole(path):
        return path
    logging.getLogger("basinet").warning(
        "building the native kernels, once for this machine; this takes a while"
    )
    tidy(folder_)
    with temporary_folder(folder_) as temporary:
        made = temporary / path.name
        _compile(compiler, made)
        made.chmod(0o700)
        noted = temporary / _note(path).name
        noted.write_text(_checksum(made))
        for file in (made, noted):
            with file.open("rb+") as opened:
                os.fsync(opened.fileno())
        made.replace(path)
        noted.replace(_note(path))
        sync_folder(folder_)
    return path


def is_built() -> bool:
    """Return whether a library is there that would be loaded.

    Raises:
        OSError: as `library` does.
    """
    return _is_whole(_place(_own_folder(), digest(_compiler())))


def folder() -> Path:
    """Return the folder of the built kernels."""
    return platformdirs.user_cache_path("basinet") / "native"


def digest(compiler: list[str]) -> str:
    """Return a name for a build: the same where the same library would come out."""
    told = hashlib.sha256(" ".join([*compiler, *FLAGS, version("jaxlib"), processor()]).encode())
    for source in sorted(SOURCES.glob("*.[ch]*")):
        told.update(source.read_bytes())
    return told.hexdigest()[:16]


def processor() -> str:
    """Return what distinguishes processors for which different code is made.

    The folder may be shared by several machines.
    """
    facts = [platform.system(), platform.machine(), platform.processor()]
    described = Path("/proc/cpuinfo")
    if described.exists():
        wanted = ("model name", "flags", "Features", "CPU part", "isa")
        lines = described.read_text(encoding="utf-8", errors="replace").splitlines()
        facts += sorted({line for line in lines if line.startswith(wanted)})
    return "\n".join(facts)


def _own_folder() -> Path:
    """The folder, made if need be, which nobody else can write."""
    path = folder()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    status = path.stat()
    if not _is_mine(status):
        raise OSError(f"the folder {path} belongs to another user")
    if status.st_mode & 0o022:
        path.chmod(0o700)
    return path


def _place(folder_: Path, name: str) -> Path:
    """The first name for a library under which there is no folder."""
    for number in count():
        path = folder_ / f"kernels-{name}{f'-{number}' if number else ''}.so"
        if not path.is_dir() and not _note(path).is_dir():
            return path
    raise AssertionError("there is always a next number")


def _note(path: Path) -> Path:
    """The file that holds the checksum of a library."""
    return path.with_suffix(".sha256")


def _is_whole(path: Path) -> bool:
    """Whether a library is the one that was built: its owner, its permissions, its content."""
    try:
        for file in (path, _note(path)):
            status = file.lstat()
            if not (stat.S_ISREG(status.st_mode) and _is_mine(status)) or status.st_mode & 0o022:
                return False
        return _note(path).read_bytes().strip() == _checksum(path).encode()
    except OSError:
        return False


def _is_mine(status: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or status.st_uid == os.getuid()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _compile(compiler: list[str], target: Path) -> None:
    command = [*compiler, *FLAGS, f"-I{jax.ffi.include_dir()}", str(SOURCES / "kernels.cc")]
    # The compiler runs below a process that ends it when this one is gone.
    watched = [sys.executable, "-I", str(SOURCES / "watched.py"), *command, "-o", str(target)]
    theirs, ours = os.pipe()
    try:
        done = subprocess.run(
            watched, stdin=theirs, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise OSError(f"{compiler[0]} did not finish within {PATIENCE} seconds") from error
    finally:
        os.close(theirs)
        os.close(ours)
    if done.returncode or not target.is_file():
        lines = done.stderr.decode(errors="replace").splitlines()
        reasons = [line for line in lines if "error" in line] or lines[-1:] or ["no message"]
        raise OSError(f"{compiler[0]} failed: {reasons[0]}")


def _compiler() -> list[str]:
    """The command of the C++ compiler: that of the environment variable CXX, else the system's."""
    try:
        named = shlex.split(os.environ.get("CXX", ""))
    except ValueError as error:
        raise OSError(f"the environment variable CXX is no command: {error}") from error
    for words in (named, ["c++"], ["g++"], ["clang++"]):
        if words and shutil.which(words[0]):
            return words
    raise OSError("no C++ compiler was found")
