"""How long until a network answers well, and how well it answers in the end."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from basinet.bench.clock import accuracy, advance, enrol
from basinet.bench.contestants import (
    Contestant,
    backpropagation,
    error_steered,
    sparse,
    steered,
)
from basinet.bench.result import Result, Skipped
from basinet.bench.suite import AbstractMeasurement, Plan
from basinet.bench.task import Task, slices

TARGETS = (0.85, 0.87, 0.89, 0.91)
"""Shares of the test patterns answered rightly; guessing gives 0.1."""

WIDEST = 2000
"""Hidden neurons up to which a whole course is affordable."""

PARTS = 10
"""Slices of an epoch: each is answered for in the first epoch, every fifth after it."""


class TimeToAccuracy(AbstractMeasurement):
    """Seconds of learning until a share of the test patterns is answered rightly.

    The clock stands while the network is asked and while anything is compiled.
    """

    def run(self, plan: Plan, task: Task, before: Sequence[Result]) -> Iterator[Result | Skipped]:
        """Yield `course/<who>/<hidden>`, seconds an epoch, and `time-to/<share>/<who>/<hidden>`."""
        del before
        if not plan.epochs:
            yield Skipped("time-to", "left out: no epochs were asked for")
        elif task.synthetic:
            yield Skipped(
                "time-to",
                "left out: the files of MNIST are not on this machine, and accuracies on a"
                " synthetic task mean nothing; get them with: basinet data fetch mnist",
            )
        else:
            for hidden in plan.hidden:
                if hidden > WIDEST:
                    yield Skipped(
                        f"time-to/{hidden}", f"left out: above {WIDEST} neurons it takes too long"
                    )
                    continue
                everyone = (
                    *backpropagation(hidden),
                    error_steered(hidden),
                    steered(hidden),
                    sparse(hidden),
                )
                for one in everyone:
                    course = follow(one, plan, task)
                    yield from course.results(one, hidden)


@dataclass(frozen=True)
class Course:
    """How one network learnt.

    Attributes:
        epochs: seconds of learning of each epoch, the last perhaps a part extrapolated.
        asked: for each time it was asked: seconds of learning so far, epochs, accuracy.
    """

    epochs: list[float]
    asked: list[tuple[float, float, float]]

    def results(self, one: Contestant, hidden: int) -> Iterator[Result | Skipped]:
        """Yield the seconds an epoch with the whole course, and the time to each target."""
        best = max(share for _, _, share in self.asked)
        about = {
            "hidden": hidden,
            "weights": one.weights,
            "seconds": [round(at, 4) for at, _, _ in self.asked],
            "epochs": [round(made, 4) for _, made, _ in self.asked],
            "accuracy": [share for _, _, share in self.asked],
            "best_accuracy": best,
        }
        label = f"{one.label}, H = {hidden}, an epoch of its course"
        yield Result(f"course/{one.name}/{hidden}", label, "s", self.epochs, about=about)
        for target in TARGETS:
            name = f"time-to/{target}/{one.name}/{hidden}"
            reached = next((at for at in self.asked if at[2] >= target), None)
            if reached is None:
                made, took = self.asked[-1][1], self.asked[-1][0]
                yield Skipped(
                    name,
                    f"not reached in {made:.3g} epochs, {took:.3g} s of learning;"
                    f" the best was {best:.4f}",
                )
                continue
            label = f"{one.label}, H = {hidden}, to {target}"
            seconds, made, share = reached
            about = {"hidden": hidden, "epochs": round(made, 4), "accuracy": share}
            yield Result(name, label, "s", [seconds], about=about)


def follow(one: Contestant, plan: Plan, task: Task) -> Course:
    """Let a network learn from the beginning and ask it again and again.

    Args:
        one: the network.
        plan: it learns at most `epochs` epochs and stops when `limit` seconds are over. When half
            as many have gone into asking it, it is asked only once more, at the end.
        task: with test patterns.
    """
    size = max(plan.batch_size, len(task.x) // PARTS // plan.batch_size * plan.batch_size)
    size = min(size, len(task.x))
    parts = slices(task, size, plan.seed)
    whole = plan.epochs * len(task.x) / size  # slices: those of the schedules
    # Once for nothing, with the same shapes: what is compiled now need not be compiled later.
    rehearsed, _ = advance(
        enrol(one.learner, task, plan.seed, whole), next(parts), task.classes, plan.batch_size
    )
    accuracy(rehearsed, task)
    del rehearsed
    trainee = enrol(one.learner, task, plan.seed, whole)
    parts = slices(task, size, plan.seed)
    taken: list[float] = []
    asked: list[tuple[float, float, float]] = []
    asking = 0.0
    for number in range(1, plan.epochs * PARTS + 1):
        trainee, passed = advance(trainee, next(parts), task.classes, plan.batch_size)
        taken.append(passed)
        last = sum(taken) >= plan.limit or number == plan.epochs * PARTS
        due = number <= PARTS or number % (PARTS // 2) == 0
        if last or (due and asking < plan.limit / 2):
            started = time.perf_counter()
            share = accuracy(trainee, task)
            asking += time.perf_counter() - started
            asked.append((sum(taken), len(taken) * size / len(task.x), share))
        if last:
            break
    return Course(_epochs(taken, len(task.x) / size), asked)


def _epochs(taken: list[float], slices_an_epoch: float) -> list[float]:
    """Seconds of each epoch: the mean of its slices times how many there are in one."""
    groups = [taken[at : at + PARTS] for at in range(0, len(taken), PARTS)]
    return [sum(group) / len(group) * slices_an_epoch for group in groups]
