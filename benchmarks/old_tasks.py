"""Tasks one after the other on MNIST: the plain rule, a replay buffer and protected subspaces.

    python benchmarks/old_tasks.py --order permute:4 --patterns 4000 --epochs 4

    python benchmarks/old_tasks.py --by-label
    python benchmarks/old_tasks.py --order split:5 --hidden 1000 --input-rate 0

prints for each the mean accuracy at the end, the backward transfer, the accuracy of each task when
it was learnt and at the end, how many dimensions are protected, and seconds of CPU; for divided
classes also what it is among the classes of each task. --choose answers patterns of the training
part that are not learnt, by which settings are chosen.
"""

import argparse
import time
from dataclasses import replace

import numpy as np

from basinet.continual import (
    accuracy_matrix,
    backward_transfer,
    final_accuracy,
    learn_tasks,
    read_order,
    task_accuracies,
    tasks_of,
    told_accuracies,
)
from basinet.core.protected import ranks
from basinet.core.protection import Graded, Hebbian, Principal, Unprotected
from basinet.core.recipes import Unconnected
from basinet.data import load
from basinet.learners import Constant, Steered
from basinet.learners.steered import ByError, ByLabel, Layers, NoThresholds
from basinet.model import begin


def measured(data, order, given, protect, replay=0):
    """Print one line for a rule."""
    rates = {} if given.input_rate is None else {"input_rate": given.input_rate}
    learner = Steered(hidden=given.hidden, **parts(given, protect), **rates)
    began = time.process_time()
    start = begin(learner, data.encoder, data.x_train, data.y_train, given.seed)
    tasks, history = tasks_of(start, data, order), []
    left, total = [], given.epochs * len(tasks)
    for model in learn_tasks(start, tasks, epochs=total, batch_size=16, replay=replay):
        if model.epoch.number % given.epochs == 0:
            task = model.epoch.number // given.epochs
            told = told_accuracies(model, tasks)
            history.append({"task": task, "tasks": task_accuracies(model, tasks), "told": told})
            left = ranks(model.epoch.state)
    for of in ("tasks", "told") if given.order.startswith("split") else ("tasks",):
        _print(protect, replay, accuracy_matrix(history, of), of, left, began)


def parts(given, protect):
    """Return the rule of the papers with couplings between all, or the error's without."""
    if given.by_label:
        return {"wiring": Layers(protect=protect), "teaching": ByLabel()}
    teaching = ByError(thresholds=NoThresholds(), schedule=Constant())
    return {"wiring": Layers(within=Unconnected(), protect=protect), "teaching": teaching}


def _print(protect, replay, matrix, of, left, began):
    print(
        f"{protect!r:32} replay {replay:4} {of:5} mean {final_accuracy(matrix):.3f}"
        f"  transfer {backward_transfer(matrix):+.3f}"
        f"  learnt {np.round(np.diagonal(matrix), 3)}  at the end {np.round(matrix[-1], 3)}"
        f"  protected {left}  {time.process_time() - began:.0f} s",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="mnist")
    parser.add_argument("--order", default="permute:4")
    parser.add_argument("--patterns", type=int, default=4000)
    parser.add_argument("--hidden", type=int, default=400)
    parser.add_argument("--epochs", type=int, default=4, help="for each task")
    parser.add_argument("--input-rate", type=float, default=None, help="0 for inputs that stay")
    parser.add_argument("--by-label", action="store_true", help="the label steers, with couplings")
    parser.add_argument("--choose", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    data = load(given.data)
    if given.choose:
        rest = slice(given.patterns, given.patterns + 1000)
        data = replace(data, x_test=data.x_train[rest], y_test=data.y_train[rest])
    data = replace(
        data,
        x_train=data.x_train[: given.patterns],
        y_train=data.y_train[: given.patterns],
        x_test=data.x_test[:1000],
        y_test=data.y_test[:1000],
    )
    order = read_order(given.order)
    measured(data, order, given, Unprotected())
    measured(data, order, given, Unprotected(), replay=200)
    if given.order.startswith("split"):
        measured(data, order, given, Unprotected(), replay=given.patterns)  # all of them
    for share in (0.9,) if given.order.startswith("split") else (0.9, 0.93, 0.95):
        measured(data, order, given, Principal(share=share))
    if given.by_label:
        return
    measured(data, order, given, Graded(half=0.3, memory=0.998))
    measured(data, order, given, Graded(half=1.0, memory=0.998))
    measured(data, order, given, Hebbian(rows=70, rate=0.002))


if __name__ == "__main__":
    main()
