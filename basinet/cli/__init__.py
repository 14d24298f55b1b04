"""The console command `basinet`: parse, call the library, show.

Results go to standard output, everything about the progress to standard error. A failure is one
line that says what to do, and an exit code other than 0; `--debug` anywhere on the line shows
where it came from.
"""

import os
import re
import sys
from typing import NoReturn

from basinet._ending import Forgiving, was_stopped
from basinet._short import brief, on_one_line
from basinet.cli.app import app as app
from basinet.cli.compiled import keep_compiled_programs
from basinet.cli.interrupt import leave

_REFUSED = (ValueError, OSError, ImportError, TypeError, MemoryError, FloatingPointError)
"""What is raised where something is wrong with what was asked for."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave the process with its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    keep_compiled_programs()
    # Figures are written into files; a backend that was chosen for screens is not needed.
    os.environ["MPLBACKEND"] = "agg"
    try:
        app(args=[word for word in words if word != "--debug"], prog_name="basinet")
    except _REFUSED as error:
        if debug:
            raise
        _fail(error)
    except KeyboardInterrupt:
        if debug:
            raise
        _stopped()
    except RuntimeError as error:
        said = _of_xla(str(error))
        if debug or said is None:
            raise
        _fail(MemoryError(said))
    except SystemExit as left:
        _check_output()
        if was_stopped():  # the library of the commands catches KeyboardInterrupt itself
            _stopped()
        raise left
    _check_output()


def _of_xla(error: str) -> str | None:
    """What XLA says of a lack of memory or of a device; its errors have no class of their own."""
    if "RESOURCE_EXHAUSTED" in error or "Out of memory" in error:
        asked = re.search(r"allocating (\d+) bytes", error)
        size = f": {int(asked[1]) / 1e9:,.1f} GB were asked for" if asked else ""
        return f"there is not enough memory{size}; choose fewer neurons or smaller batches"
    if "nable to initialize backend" in error or "nknown backend" in error:
        named = os.environ.get("JAX_PLATFORMS", "")
        return f"JAX_PLATFORMS is {named!r}, but there is no such device; unset it ({error[:200]})"
    return None


def _stopped() -> NoReturn:
    """End a command that was stopped where it has nothing more to say."""
    leave("basinet: stopped; what is on disk is whole, and the same command goes on or begins anew")


def _check_output() -> None:
    """Say if what was printed got lost, as on a full disk."""
    if isinstance(sys.stdout, Forgiving):
        sys.stdout.flush()
        if sys.stdout.lost is not None:
            _fail(OSError(f"the output could not be written: {sys.stdout.lost}"))


def _fail(error: BaseException) -> NoReturn:
    """Say what was wrong in one line and leave the process."""
    print(f"basinet: {_one_line(error)}", file=sys.stderr)
    sys.exit(1)


def _one_line(error: BaseException) -> str:
    """The message of an error without line breaks; its kind where it has none."""
    text = str(error)
    if isinstance(error, OSError) and error.strerror:
        # The system's own words would begin with a number.
        text = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return brief(on_one_line(text)) or type(error).__name__
