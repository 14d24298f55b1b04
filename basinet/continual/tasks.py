"""How one data set becomes several tasks: its inputs permuted, or its classes divided."""

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from jaxtyping import Float, Int, Shaped

from basinet._closest import close
from basinet.data import Dataset
from basinet.model import Model


@dataclass(frozen=True)
class Permuted:
    """Every task has the inputs in another order, the first in that of the data.

    Attributes:
        count: number of tasks, at least 2.
    """

    count: int

    def __str__(self) -> str:
        return f"permute:{self.count}"


@dataclass(frozen=True)
class Split:
    """Every task has some of the classes.

    Attributes:
        count: number of tasks, at least 2; each has as many classes as the others, or one less.
        labels: the labels of each task, where they are named; else None.
    """

    count: int
    labels: tuple[tuple[str, ...], ...] | None = None

    def __str__(self) -> str:
        if self.labels is None:
            return f"split:{self.count}"
        return "split:" + "/".join("+".join(group) for group in self.labels)


Order: TypeAlias = Permuted | Split


@dataclass(frozen=True, eq=False)
class Task:
    """Samples that are learnt together, as a learner sees them.

    Attributes:
        name: what it is called in a figure.
        x: encoded inputs, `[samples, inputs]`.
        y: positions of their labels in the classes.
        x_test: inputs that are not learnt.
        y_test: their labels.
        weights: of the samples that are learnt; None where all count alike.
    """

    name: str
    x: Float[np.ndarray, "samples inputs"]
    y: Int[np.ndarray, " samples"]
    x_test: Float[np.ndarray, "tests inputs"]
    y_test: Int[np.ndarray, " tests"]
    weights: Float[np.ndarray, " samples"] | None = None


def read_order(text: str) -> Order:
    """Return what `permute:4`, `split:5` or `split:0+1/2+3` mean.

    Raises:
        ValueError: when it is none of these, or two tasks share a label.
    """
    kind, colon, rest = text.partition(":")
    rest = rest.strip()
    if not colon or kind not in ("permute", "split") or not rest:
        hint = close(kind, ("permute", "split"))
        raise ValueError(
            f"tasks is {text!r}{hint}; it must be permute:N for N orders of the inputs, split:N for"
            " N groups of classes, or split:0+1/2+3 for groups of labels"
        )
    if kind == "split" and ("/" in rest or "+" in rest):
        return _named(text, rest)
    if not rest.isascii() or not rest.isdigit() or not 2 <= int(rest) <= _MOST:
        raise ValueError(f"tasks is {text!r}; the number of tasks must be from 2 to {_MOST}")
    return Permuted(int(rest)) if kind == "permute" else Split(int(rest))


def tasks_of(model: Model, data: Dataset, order: Order) -> list[Task]:
    """Return the tasks that a model is to learn from a data set, in their order.

    Inputs are permuted as the learner sees them, after they are encoded, by permutations that
    follow from the model's seed.

    Raises:
        ValueError: when there are too few classes for the tasks, or a label does not occur.
    """
    refuse_no_tasks(order, data, model.classes)
    whole = Task(
        "all",
        model.encode(data.x_train),
        model.index(data.y_train),
        model.encode(data.x_test),
        model.index(data.y_test),
        data.weights,
    )
    names = task_names(order, model.classes)
    if isinstance(order, Permuted):
        return [_permuted(whole, name, at, model.seed) for at, name in enumerate(names)]
    groups = _groups(order, model.classes)
    return [_some(whole, name, group) for name, group in zip(names, groups, strict=True)]


def task_names(order: Order, classes: Shaped[np.ndarray, " classes"]) -> list[str]:
    """Return what each task is called.

    Args:
        order: how the data become tasks.
        classes: all labels.

    Raises:
        ValueError: when there are too few classes for the tasks, or a label does not occur.
    """
    if isinstance(order, Permuted):
        return ["as they are", *(f"order {number}" for number in range(2, order.count + 1))]
    said = [[str(classes[position]) for position in group] for group in _groups(order, classes)]
    return [", ".join(group[:4]) + (", ..." if len(group) > 4 else "") for group in said]


def refuse_no_tasks(order: Order, data: Dataset, classes: Shaped[np.ndarray, " classes"]) -> None:
    """Refuse tasks into which a data set cannot be divided.

    Raises:
        ValueError: when there are too few classes, or a label does not occur or is not held out.
    """
    names = task_names(order, classes)
    if isinstance(order, Permuted):
        return
    for name, group in zip(names, _groups(order, classes), strict=True):
        if not np.isin(data.y_test, classes[group]).any():
            raise ValueError(
                f"no held-out sample has a label of the task {name}, so that its accuracy cannot be"
                " measured; choose other groups of labels"
            )


_MOST = 1000
"""Tasks; more are a slip of the finger."""


def _named(text: str, rest: str) -> Split:
    groups = tuple(
        tuple(label.strip() for label in group.split("+") if label.strip())
        for group in rest.split("/")
    )
    if len(groups) < 2 or any(len(group) < 2 for group in groups):
        raise ValueError(
            f"tasks is {text!r}; there must be at least two tasks of at least two labels each, such"
            " as split:0+1/2+3"
        )
    taken: set[str] = set()
    for label in [label for group in groups for label in group]:
        if label in taken:
            raise ValueError(
                f"tasks is {text!r}, in which two tasks share the label {label}: what is learnt of"
                " it in one would be tested in both; name each label once"
            )
        taken.add(label)
    return Split(len(groups), groups)


def _groups(order: Split, classes: np.ndarray) -> list[Int[np.ndarray, " _"]]:
    """The positions of the classes of each task."""
    if order.labels is None:
        if 2 * order.count > len(classes):
            raise ValueError(
                f"tasks is {order}, but there are only {len(classes)} classes, and each task needs"
                f" at least 2; choose split:{max(2, len(classes) // 2)} or less"
            )
        return [np.asarray(group) for group in np.array_split(np.arange(len(classes)), order.count)]
    known = {str(label): position for position, label in enumerate(classes.tolist())}
    for label in [label for group in order.labels for label in group]:
        if label not in known:
            raise ValueError(
                f"tasks names the label {label}, which does not occur; there are"
                f" {', '.join(list(known)[:20])}"
            )
    return [np.array([known[label] for label in group]) for group in order.labels]


def _permuted(whole: Task, name: str, number: int, seed: int) -> Task:
    size = whole.x.shape[1]
    order = np.random.default_rng([seed, 7, number]).permutation(size)
    order = np.arange(size) if number == 0 else order
    return replace(whole, name=name, x=whole.x[:, order], x_test=whole.x_test[:, order])


def _some(whole: Task, name: str, group: Any) -> Task:
    learnt, tested = np.isin(whole.y, group), np.isin(whole.y_test, group)
    weights = None if whole.weights is None else whole.weights[learnt]
    x_test, y_test = whole.x_test[tested], whole.y_test[tested]
    return Task(name, whole.x[learnt], whole.y[learnt], x_test, y_test, weights)
