"""Run a command that ends when whoever asked for it is gone: `python watched.py COMMAND...`.

The other end of standard input is held by whoever asked; when that process ends, however it ends,
standard input ends too.
"""

import os
import subprocess
import sys
import threading


def main() -> None:
    """Run the command on the command line and leave with its exit code."""
    process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)

    def watch() -> None:
        while os.read(0, 4096):
            pass
        # The compiler is a group of processes of its own.
        os.killpg(process.pid, 9)

    if hasattr(os, "killpg"):
        threading.Thread(target=watch, daemon=True).start()
    sys.exit(process.wait())


if __name__ == "__main__":
    main()
