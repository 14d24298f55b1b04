"""Tasks learnt one after the other: what is left of the old ones, plain and protected."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.continual import (
    accuracy_matrix,
    backward_transfer,
    final_accuracy,
    learn_tasks,
    read_order,
    task_accuracies,
    tasks_of,
)
from basinet.core.protection import AbstractProtection, Hebbian, Principal, Unprotected
from basinet.data import Dataset, load
from basinet.learners import ByError, Constant, Layers, NoThresholds, Steered, Unconnected
from basinet.model import begin
from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "protected subspaces, arXiv 2402.11984 (HLOP) and 2103.09762: nearly nothing is forgotten"
INDEPENDENT = Program(
    "arXiv 2402.11984 in words; an independent program, 200 step units, two seeds: backward"
    " transfer -.064 plain, -.005 on principal directions"
)

RULES: dict[str, tuple[str, AbstractProtection]] = {
    "plain": ("plain rule", Unprotected()),
    "principal": ("principal directions protected", Principal(share=0.9)),
    "hebbian": ("directions found by Hebb's rule", Hebbian(rows=70, rate=0.002)),
}

FORGETS, KEEPS = -0.05, -0.02
"""Backward transfer that counts as forgetting, and the least that counts as none."""


class Settings(NamedTuple):
    """Neurons, patterns, orders of the pixels, and epochs for each."""

    hidden: int
    patterns: int
    tasks: int
    epochs: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a course of all tasks for each rule."""
    return [Piece(kind, partial(_learn, kind, settings, seed)) for kind in RULES]


def _learn(kind: str, settings: Settings, seed: int, folder: Path) -> dict[str, Any]:
    """Learn the tasks in turn; the accuracies of all after each are the rows of a matrix."""
    del folder
    data = _few(load("mnist"), settings.patterns)
    wiring = Layers(within=Unconnected(), protect=RULES[kind][1])
    teaching = ByError(thresholds=NoThresholds(), schedule=Constant())
    learner = Steered(hidden=settings.hidden, wiring=wiring, teaching=teaching)
    start = begin(learner, data.encoder, data.x_train, data.y_train, seed)
    tasks = tasks_of(start, data, read_order(f"permute:{settings.tasks}"))
    history = []
    total = settings.epochs * len(tasks)
    for model in learn_tasks(start, tasks, epochs=total, batch_size=16):
        if model.epoch.number % settings.epochs == 0:
            task = model.epoch.number // settings.epochs
            history.append({"task": task, "tasks": task_accuracies(model, tasks)})
    return {"matrix": np.asarray(accuracy_matrix(history)).tolist()}


def _few(data: Dataset, patterns: int) -> Dataset:
    return replace(
        data,
        x_train=data.x_train[:patterns],
        y_train=data.y_train[:patterns],
        x_test=data.x_test[:1000],
        y_test=data.y_test[:1000],
    )


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the accuracy of every task at the end, for each rule."""
    from basinet import viz

    return viz.dots(
        [
            viz.Dots(f"task {task + 1}", np.array([found[kind]["matrix"][-1][task]]), words)
            for task in range(settings.tasks)
            for kind, (words, _) in RULES.items()
        ],
        title="MNIST in several orders of its pixels, after the last task",
        note=f"{settings.hidden} neurons, {settings.patterns:,} patterns a task",
        along="accuracy on the test part",
        shares=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State what is left in the mean and what was lost, and whether protection keeps it."""
    comparable = settings.tasks >= FULL.tasks and settings.patterns >= FULL.patterns
    stated, lost = [], {}
    for kind, (words, _) in RULES.items():
        matrix = np.array(found[kind]["matrix"])
        lost[kind] = float(backward_transfer(matrix))
        stated += [
            Claim(f"mean accuracy at the end, {words}", float(final_accuracy(matrix))),
            Claim(f"backward transfer, {words}", lost[kind]),
        ]
    return [
        *stated,
        Claim(
            "the plain rule forgets, principal directions keep (1: yes)",
            float(lost["plain"] < FORGETS and lost["principal"] > KEEPS),
            1.0,
            0.0,
            INDEPENDENT,
            comparable,
        ),
    ]


FULL = Settings(400, 4000, 4, 4)

REPRODUCTION = Reproduction(
    "tasks one after the other: what is left of the old ones",
    SOURCE,
    Settings(200, 2000, 3, 2),
    FULL,
    (0.2, 0.5),
    pieces,
    figure,
    claims,
)
