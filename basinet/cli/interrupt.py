"""Long computations that Ctrl-C stops at once, and how a command ends that was stopped.

A compiled computation cannot be interrupted from the thread that waits for it. So it runs in a
thread of its own, and the main thread, which gets the signal, waits where it can be woken.
"""

import contextvars
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeVar

from basinet._ending import end, ends_by_itself, exit_code
from basinet.cli.show import remark

Item = TypeVar("Item")


def leave(words: str, stop: Callable[[], None] | None = None) -> NoReturn:
    """Say how a command that was stopped can go on, and end the process.

    The thread that computes cannot be stopped, and all that counts is on disk.

    Args:
        words: what is said.
        stop: lets go of what is under way elsewhere, which may take a while.
    """
    try:
        remark(words)
        if stop is not None:
            stop()
    finally:
        end(exit_code())
    raise AssertionError("the process has ended")


def interruptible(items: Iterator[Item]) -> Iterator[Item]:
    """Yield the items of an iterator that runs in a thread of its own.

    The next item is computed only when it is asked for, so that the consumer sees each before
    the iterator goes on. When the consumer is interrupted, the thread is left behind; the process
    should then end without waiting for it.

    Raises:
        Exception: whatever the iterator raises.
    """
    wanted: queue.SimpleQueue[None] = queue.SimpleQueue()
    made: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()

    def work() -> None:
        try:
            while True:
                wanted.get()
                made.put(("item", next(items)))
        except StopIteration:
            made.put(("end", None))
        except BaseException as error:
            made.put(("error", error))

    # What is held here, such as a folder, is held there too.
    here = contextvars.copy_context()
    threading.Thread(target=here.run, args=(work,), daemon=True).start()
    while True:
        wanted.put(None)
        try:
            kind, value = made.get()
        except KeyboardInterrupt:
            ends_by_itself()
            raise
        if kind == "end":
            return
        if kind == "error":
            raise value
        yield value
