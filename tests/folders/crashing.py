"""Run a command of the library in this process, and kill it before the k-th file-system event.

Usage: python crashing.py K FOLDER WORDS... An event is one that touches the folder: a file that is
opened for writing, renamed or removed, a folder that is made, a write that is brought to the disk.
"""

import os
import signal
import sys
from pathlib import Path

EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"}


def main() -> None:
    last, folder, *words = int(sys.argv[1]), str(Path(sys.argv[2]).absolute()), *sys.argv[3:]
    from basinet.cli import main as command
    from basinet.phases import drawing, results  # their theory takes seconds

    results.transitions = drawing.transitions = lambda: (0.0601, 0.0731)
    count, synced, wrote = 0, os.fsync, os.pwrite

    def event() -> None:
        nonlocal count
        count += 1
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
    try:
        command(words)
    finally:
        print(f"events {count}", file=sys.stderr)


if __name__ == "__main__":
    main()
