"""Holding a folder, so that two processes do not work in it at once.

The lock is one of the operating system on the file `.basinet.lock`, which also says who holds it.
When the process ends, however it ends, the lock ends with it, and the next one takes it over.
Where a file system knows no locks, what the file says must do: a process of this machine that does
not exist any more holds nothing.
"""

import contextlib
import json
import os
import socket
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, final

from basinet._ending import at_the_end
from basinet._files import explained
from basinet._locks import lock, unlock

LOCK = ".basinet.lock"
"""The file that is locked."""

_ours: ContextVar[frozenset[str]] = ContextVar("_ours", default=frozenset())
"""The folders that the present line of work has asked to hold."""

_held: set[str] = set()
"""The folders that this process holds."""

_guard = threading.Lock()


@final
class FolderInUseError(OSError):
    """Another process, or another thread of this one, works in a folder."""


@contextlib.contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold a folder that exists until the block is left.

    Whoever holds a folder may hold it once more inside the block, also in a thread that was
    started with a copy of its context.

    Raises:
        FolderInUseError: when somebody else holds it; the message names process, host and time.
        OSError: when the folder cannot be written.
    """
    name = os.path.realpath(path)
    if name in _ours.get() and name in _held:
        yield
        return
    handle = _take(path)
    with _guard:
        _held.add(name)
    _ours.set(_ours.get() | {name})
    try:
        yield
    finally:
        _give_back(path, handle)
        with _guard:
            _held.discard(name)
        _ours.set(_ours.get() - {name})


def give_back_all() -> None:
    """Give all folders back that this process holds, for a process that ends at once."""
    for name in list(_held):
        with contextlib.suppress(OSError):
            (Path(name) / LOCK).unlink()


at_the_end(give_back_all)


def _take(path: Path) -> int:
    """Lock the file of a folder and write into it who holds it."""
    file = path / LOCK
    while True:
        with explained(file):
            # A link would have whatever it leads to overwritten.
            handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            taken, holder = lock(handle), _read(handle)
            if taken is False or (taken is None and _lives(holder)):
                raise FolderInUseError(_said(path, holder, sure=taken is False))
            # Another process may have removed the file between opening and locking it.
            if _is_there(handle, file):
                break
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
    # On a full disk the lock holds all the same, but cannot say whose it is.
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(_me()).encode(), 0)
    return handle


def _is_there(handle: int, file: Path) -> bool:
    with contextlib.suppress(OSError):
        return os.path.samestat(os.fstat(handle), file.stat())
    return False


def _give_back(path: Path, handle: int) -> None:
    with contextlib.suppress(OSError):
        (path / LOCK).unlink()
    with contextlib.suppress(OSError):
        unlock(handle)
    os.close(handle)


def _me() -> dict[str, Any]:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"process": os.getpid(), "host": socket.gethostname(), "since": since}


def _read(handle: int) -> dict[str, Any]:
    """Who wrote into a lock's file, empty where it does not say."""
    with contextlib.suppress(OSError, ValueError, RecursionError):
        found = json.loads(os.pread(handle, 4096, 0))
        if isinstance(found, dict) and isinstance(found.get("process"), int):
            return found
    return {}


def _lives(holder: dict[str, Any]) -> bool:
    """Whether a holder may be alive, as far as this machine can tell."""
    if not holder:
        return False
    if holder.get("host") != socket.gethostname():
        return True
    try:
        os.kill(holder["process"], 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return holder["process"] != os.getpid()


def _is_stopped(holder: dict[str, Any]) -> bool:
    """Whether a holder is a process of this machine that was stopped, by Ctrl-Z say."""
    if holder.get("host") != socket.gethostname():
        return False
    with contextlib.suppress(OSError):  # only Linux has these files
        status = Path(f"/proc/{holder['process']}/status").read_text(encoding="utf-8")
        return "\nState:\tT" in status
    return False


def _said(path: Path, holder: dict[str, Any], *, sure: bool) -> str:
    who = "another process"
    if holder:
        who = "process {process} on {host} since {since}".format_map(
            {"host": "?", "since": "?"} | holder
        )
    what_to_do = "wait until that has ended, or choose another folder"
    if _is_stopped(holder):
        number = holder["process"]
        what_to_do = f"that is stopped: let it go on with kill -CONT {number}, or end it"
    if not sure:  # nobody can tell whether a process of another machine is still alive
        what_to_do += f"; if it has ended, remove {path / LOCK}"
    return f"{path} is in use by {who}; {what_to_do}"
