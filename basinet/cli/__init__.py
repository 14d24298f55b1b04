"""The console command `basinet`: parse, call the library, show.

Results go to standard output, everything about the progress to standard error. A failure is one
line that says what to do, and an exit code other than 0; `--debug` anywhere on the line shows
where it came from.
"""

import sys
from typing import NoReturn

from basinet.cli.app import app as app
from basinet.cli.compiled import keep_compiled_programs


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave the process with its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    keep_compiled_programs()
    try:
        app(args=[word for word in words if word != "--debug"], prog_name="basinet")
    except (ValueError, OSError, ImportError, TypeError, MemoryError) as error:
        if debug:
            raise
        _fail(error)
    except RuntimeError as error:
        # What XLA raises has no class of its own for a lack of memory.
        if debug or "RESOURCE_EXHAUSTED" not in str(error):
            raise
        _fail(MemoryError(f"{error}; choose fewer neurons or smaller batches"))


def _fail(error: BaseException) -> NoReturn:
    """Say what was wrong in one line and leave the process."""
    print(f"basinet: {_one_line(error)}", file=sys.stderr)
    sys.exit(1)


def _one_line(error: BaseException) -> str:
    """The message of an error without line breaks; its kind where it has none."""
    if isinstance(error, OSError) and error.strerror and error.filename is None:
        text = error.strerror
    else:
        text = str(error)
    return " ".join(text.split()) or type(error).__name__
