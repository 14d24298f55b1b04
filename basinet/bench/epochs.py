"""How long an epoch takes, everything of one width side by side in the same minutes."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import replace

from basinet.bench.clock import Trainee, advance, enrol
from basinet.bench.contestants import (
    Contestant,
    backpropagation,
    contrastive,
    dense,
    error_steered,
    lacking,
    sparse,
    steered,
)
from basinet.bench.dense import Matrices
from basinet.bench.result import Result, Skipped
from basinet.bench.suite import AbstractMeasurement, Plan
from basinet.bench.task import Task, slices

WARM_UP = 5
"""Slices learnt before the clock counts: how many neurons flip depends on what was learnt."""


class EpochTimes(AbstractMeasurement):
    """Seconds an epoch, extrapolated from a slice of it.

    Everything of one width takes turns, slice by slice, so that a machine that slows down slows
    all of it: the ratio to the dense reference is what counts.
    """

    def run(self, plan: Plan, task: Task, before: Sequence[Result]) -> Iterator[Result | Skipped]:
        """Yield seconds an epoch, and ratios.

        They are `epoch/<who>/<hidden>`; `speedup/<hidden>`, dense over steered;
        `beside-mlp/<hidden>` and `contrastive-beside-mlp/<hidden>`, error-steered and contrastive
        over backpropagation through ReLU units.
        """
        del before
        if (missing := lacking()) is not None:
            yield missing
        for hidden in plan.hidden:
            yield from _of_width(hidden, plan, task)


def _of_width(hidden: int, plan: Plan, task: Task) -> Iterator[Result]:
    everyone = [
        *(steered(hidden), dense(hidden), sparse(hidden)),
        *(error_steered(hidden), contrastive(hidden), *backpropagation(hidden)),
    ]
    batches = plan.steps(hidden, len(task.x))
    size = min(batches * plan.batch_size, len(task.x))
    parts = slices(task, size, plan.seed)
    trainees: dict[str, Trainee] = {}
    first: dict[str, float] = {}
    taken: dict[str, list[float]] = {one.name: [] for one in everyone}

    def learn(one: Contestant) -> float:
        now, passed = advance(trainees[one.name], next(parts), task.classes, plan.batch_size)
        trainees[one.name] = now
        return passed

    for one in everyone:
        trainee = enrol(one.learner, task, plan.seed)
        if one.name == "dense":  # it goes on with the weights of the fast one
            state = Matrices.of(trainees["steered"].epoch.state)
            trainee = replace(trainee, epoch=replace(trainee.epoch, state=state))
        trainees[one.name] = trainee
        first[one.name] = learn(one)
        for _ in range(0 if one.name == "dense" else WARM_UP - 1):
            learn(one)
    for _ in range(plan.repeats):
        for one in everyone:
            taken[one.name].append(learn(one))
    for one in everyone:
        epoch = [passed * len(task.x) / size for passed in taken[one.name]]
        about = {
            "hidden": hidden,
            "weights": one.weights,
            "timed_batches": batches,
            "learnt_before": WARM_UP * batches,
            "compile_seconds": max(0.0, first[one.name] - statistics.median(taken[one.name])),
        }
        label = f"{one.label}, H = {hidden}, an epoch"
        yield Result(f"epoch/{one.name}/{hidden}", label, "s", epoch, about=about)
    ratios = [d / s for d, s in zip(taken["dense"], taken["steered"], strict=True)]
    label = f"dense reference over steered network, H = {hidden}"
    yield Result(f"speedup/{hidden}", label, "ratio", ratios, about={"hidden": hidden})
    if "mlp-relu" in taken:
        for name, said, called in (
            ("beside-mlp", "error-steered network", "error-steered"),
            ("contrastive-beside-mlp", "contrastive network", "contrastive"),
        ):
            pairs = zip(taken[called], taken["mlp-relu"], strict=True)
            label = f"{said} over MLP with ReLU units, H = {hidden}"
            ratios = [ours / theirs for ours, theirs in pairs]
            yield Result(f"{name}/{hidden}", label, "ratio", ratios, about={"hidden": hidden})
