"""Long computations that Ctrl-C stops at once.

A compiled computation cannot be interrupted from the thread that waits for it. So it runs in a
thread of its own, and the main thread, which gets the signal, waits where it can be woken.
"""

import queue
import threading
from collections.abc import Iterator
from typing import Any, TypeVar

Item = TypeVar("Item")


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

    threading.Thread(target=work, daemon=True).start()
    while True:
        wanted.put(None)
        kind, value = made.get()
        if kind == "end":
            return
        if kind == "error":
            raise value
        yield value
