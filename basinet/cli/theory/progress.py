"""How far a long measurement is: a bar on a terminal, else a line for each finished point."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from basinet.cli.progress import run_bar
from basinet.cli.show import Pace, messages


@contextmanager
def point_bar(total: int, done: int = 0) -> Iterator[Callable[[int, str], None]]:
    """Give a function that is told how many points are done and what the last one said."""
    if not messages.is_terminal:
        pace = Pace()

        def tell(count: int, words: str) -> None:
            if words:
                pace.remark(f"{count}/{total}  {words}", last=count == total)

        yield tell
        return
    with run_bar("points", total, done) as move:
        yield lambda count, words: move(count, words or "compiling")
