"""Processes that do a command of the library and are killed before their k-th file-system event.

Usage: python crashing.py, which reads requests from standard input, one JSON object a line: `at`,
the number of the event before which the process is killed (0 for never); `place`, the folder in
which the command runs, `job`, the folder in it whose events count, and `words`. It answers each
with how the process ended, how many events it counted and what it said. Each request has a process
of its own, forked from this one, which has imported everything and computed nothing.

An event is one that touches the folder: a file that is opened for writing, renamed or removed, a
folder that is made, a write that is brought to the disk.
"""

import json
import os
import signal
import sys
import tempfile
from pathlib import Path

EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"}
PATIENCE = 120


def main() -> None:
    warm_up()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as counted:
            child = os.fork()
            if not child:
                begin(said.fileno())
                do(request, counted.fileno())
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            said.seek(0)
            counted.seek(0)
            answer = {
                "code": status,
                "events": int(counted.read() or 0),
                "said": said.read().decode(errors="replace"),
            }
            print(json.dumps(answer), flush=True)


def warm_up() -> None:
    """Import what commands do, and say at once what takes theory seconds."""
    import importlib
    import pkgutil

    import jax  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import optuna  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    import basinet

    for found in pkgutil.walk_packages(basinet.__path__, "basinet."):
        if not found.name.endswith(("dwave", "on_ray", "__main__", "watched")):
            importlib.import_module(found.name)
    from basinet.phases import drawing, results

    results.transitions = drawing.transitions = lambda: (0.0601, 0.0731)


def begin(said: int) -> None:
    """Make the streams those of a new process, which no mistake lets live for long."""
    empty = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((empty, 0), (said, 1), (said, 2)):
        os.dup2(ours, theirs)
    signal.alarm(PATIENCE)


def do(request: dict, counted: int) -> None:
    """Do a command, count its events, and be killed before the one that is asked for."""
    os.chdir(request["place"])
    folder, last = str(Path(request["job"]).absolute()), request["at"]
    count, synced, wrote = 0, os.fsync, os.pwrite

    def event() -> None:
        nonlocal count
        count += 1
        wrote(counted, str(count).encode(), 0)
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def is_inside(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        return str(Path(os.fsdecode(path)).absolute()).startswith(folder)

    def watch(name: str, arguments: tuple) -> None:
        if name == "open":
            path, _, flags = arguments
            writing = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writing and is_inside(path):
                event()
        elif (name in EVENTS and any(map(is_inside, arguments))) or (
            name == "sqlite3.connect" and is_inside(str(arguments[0]).removeprefix("file:"))
        ):
            event()

    def fsync(handle: int) -> None:
        event()
        synced(handle)

    def pwrite(*arguments) -> int:
        event()
        return wrote(*arguments)

    os.fsync, os.pwrite = fsync, pwrite
    sys.addaudithook(watch)
    from basinet.cli import main as command

    command(request["words"])
    sys.exit()


if __name__ == "__main__":
    main()
