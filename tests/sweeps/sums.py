"""A task that needs no compiling, and what tests do with a store."""

import errno
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from basinet.sweeps import AbstractTask, Axis, InProcess, Outcome, Store, Sweep, conduct, plan


@dataclass(frozen=True)
class Sum(AbstractTask):
    """A task for tests: adds two numbers, and fails where the second is negative."""

    first: float = 0.0
    second: float = 0.0
    seed: int = 0

    def plain(self):
        return {"task": "sum", "first": self.first, "second": self.second, "seed": self.seed}

    def table(self):
        return {}

    def changed(self, name, value):
        if name not in ("first", "second", "seed"):
            raise ValueError(f"no field {name!r}")
        if name == "first" and value > 90:
            raise ValueError(f"first is {value}; it must be at most 90")
        return replace(self, **{name: value})

    def kind(self):
        return self.first

    def most_together(self):
        return 3

    def parts(self):
        return 1

    def sources(self):
        return frozenset()

    def carry_out(self, others) -> Iterator[list[Outcome]]:
        tasks = [self, *others]
        if any(task.second < 0 for task in tasks):
            raise RuntimeError("the second\nis negative")
        yield [Outcome(it, {"sum": it.first + it.second + it.seed / 8}, 0.5) for it in tasks]

    def files(self):
        return {"note.txt": "added\n"}


@dataclass(frozen=True)
class LongSum(Sum):
    """A sum that takes long enough to be interrupted."""

    def most_together(self):
        return 2

    def carry_out(self, others):
        time.sleep(0.2)
        yield from Sum.carry_out(self, others)


@dataclass(frozen=True)
class ThreadCount(Sum):
    """Its sum is how many threads the process was told to make."""

    def carry_out(self, others):
        threads = float(os.environ.get("PJRT_NPROC", "nan"))
        yield [Outcome(it, {"sum": threads}, 0.5) for it in (self, *others)]


def over(*first, second=(1.0, 2.0), seeds=(0, 1)) -> Sweep:
    """A sweep over sums."""
    return Sweep(Sum(), (Axis("first", first), Axis("second", second)), seeds, show="sum")


def carried_out(store: Store, sweep: Sweep, engine=None) -> Store:
    """Do all that is missing."""
    for _ in conduct(plan(sweep, store).missing, store, engine or InProcess()):
        pass
    return store


def results(store: Store) -> dict[str, dict]:
    """All results without what differs from time to time."""
    passing = ("seconds", "finished")
    return {
        name: {k: v for k, v in store.read(name).items() if k not in passing}
        for name in store.names()
    }


class FullDisk:
    """Lets so many files be written, then none."""

    def __init__(self, room):
        self.room = room

    def __call__(self, path, text):
        self.room -= 1
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_text(text)
