"""How a command ends that is stopped, and what it does where nobody reads what it says.

Nothing here imports anything large: a command can be stopped while it imports.
"""

import contextlib
import ctypes
import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

GRACE = 2.0
"""Seconds after a signal in which a command may say how to go on; then the process ends."""

_AGAIN = 0.05
"""Seconds after which a command is stopped again that did not notice: then it can be raised."""

INTERRUPTED = 128 + signal.SIGINT
"""The exit code of a command that Ctrl-C stopped."""

_signals: list[int] = []

_told: list[bool] = []

_before_the_end: list[Callable[[], None]] = []


class Forgiving:
    """A stream that can break without stopping the work: the first error is kept for the end."""

    def __init__(self, stream: Any):
        self.stream, self.error = stream, None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write text if the stream is whole."""
        if self.error is None:
            try:
                self.stream.write(text)
            except (OSError, ValueError) as error:
                self._break(error)
        return len(text)

    def flush(self) -> None:
        """Flush the stream if it is whole."""
        if self.error is None:
            try:
                self.stream.flush()
            except (OSError, ValueError) as error:
                self._break(error)

    def _break(self, error: Exception) -> None:
        self.error = error
        # What is still in the buffer would be written when the process ends.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())

    @property
    def lost(self) -> str | None:
        """Why what was written got lost; None where it did not, or the reader wanted no more."""
        if self.error is None or getattr(self.error, "errno", None) in (errno.EPIPE, errno.EBADF):
            return None
        return getattr(self.error, "strerror", None) or str(self.error)


def prepare_streams() -> None:
    """Let standard output and error break, be closed, or know ASCII only, without any harm."""
    # A closed stream's number would be given to the next file that is opened.
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
        setattr(sys, name, Forgiving(stream))


def end_on_signals() -> None:
    """Let Ctrl-C and SIGTERM end the process: as the command wants to, or without it very soon.

    A signal raises KeyboardInterrupt in the main thread. Where that does not get through, because
    compiled code runs or somebody swallows it, the process ends after `GRACE` seconds; a second
    signal ends it in any case.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    sys.unraisablehook = _raise_again
    theirs, ours = os.pipe()
    os.set_blocking(ours, False)
    signal.set_wakeup_fd(ours, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(theirs,), daemon=True).start()


def at_the_end(act: Callable[[], None]) -> None:
    """Have something done before a process ends that was stopped."""
    _before_the_end.append(act)


def was_stopped() -> bool:
    """Return whether a signal came that is to end this process."""
    return bool(_signals)


def exit_code() -> int:
    """Return the exit code of a command that was stopped."""
    return 128 + _signals[-1] if _signals else INTERRUPTED


def ends_by_itself() -> None:
    """Note that a command knows that it is to end, and is doing what it does before."""
    _told.append(True)


def end(code: int) -> None:
    """End the process at once, whatever its threads are doing."""
    for act in _before_the_end:
        act()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def _stop(number: int, frame: FrameType | None) -> None:
    del frame
    _signals.append(number)
    if len(_signals) > 1:
        end(exit_code())
    raise KeyboardInterrupt


def _raise_again(unraisable: Any) -> None:
    """Stop the main thread again, silently, where what stopped it got lost.

    That happens where Python cannot raise: as an object is destroyed, or memory is collected.
    """
    if not _signals or unraisable.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(unraisable)
        return
    main = ctypes.c_ulong(threading.main_thread().ident or 0)
    stopped = ctypes.py_object(KeyboardInterrupt)
    again = threading.Timer(
        _AGAIN, lambda: _told or ctypes.pythonapi.PyThreadState_SetAsyncExc(main, stopped)
    )
    again.daemon = True
    again.start()


def _watch(handle: int) -> None:
    """Wait for a signal, whatever the main thread does, and see to it that the process ends.

    A command that has been told, and is ending by itself, may take its time until the next signal.
    """
    _wait(handle)
    time.sleep(GRACE)
    if _told:
        _wait(handle)
    os.write(2, b"basinet: stopped\n")
    end(exit_code())


def _wait(handle: int) -> None:
    """Return when a signal came that is to end the process."""
    wanted = (signal.SIGINT, signal.SIGTERM)
    while not any(number in wanted for number in os.read(handle, 64)):
        pass
