"""How well a network answers that its error steers, beside backpropagation with the same care.

    python benchmarks/error_steering_accuracy.py                         # everything, about an hour
    python benchmarks/error_steering_accuracy.py entangled-mnist-400     # some rows of the table
    python benchmarks/error_steering_accuracy.py --seeds 1 --epochs 2    # a look
    python benchmarks/error_steering_accuracy.py --validate --seeds 2    # on a part kept back

Each learner sees the same patterns, noise, epochs and falling steps. What is reported is the
accuracy on the test patterns after the last epoch, mean and range over the seeds. With
`--validate` the last sixth of the training patterns takes the place of the test patterns: the
settings below were chosen so.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import jax
import numpy as np

import basinet
from basinet.data import AbstractEncoder, Dataset, Rescale, load
from basinet.learners import AbstractLearner, Both, Linear, Shift, Silence
from basinet.learners._noise import AbstractNoise
from basinet.learners.steered import FixedFeedback, Ramp, TwoSided
from basinet.training import train
from basinet.training.answering import scores
from basinet.yardsticks import Backpropagation, Binary, Rectified


@dataclass(frozen=True)
class Task:
    """A row of the table.

    Attributes:
        data: the data set.
        hidden: neurons, or hidden units.
        noise: on the inputs while learning.
        fields: of the error-steered learner, where they are not the reference.
        epochs: passes over the training patterns.
        rate: Adam's first step size for the yardsticks: of 0.0005, 0.001 and 0.002 the best on
            the validation part, where that was tried (entangled MNIST, 400 and 1600).
        batch_size: patterns learnt together.
        encoder: what makes inputs of the features; None for the one that suits the data.
    """

    data: str
    hidden: int
    noise: AbstractNoise
    fields: dict[str, object]
    epochs: int = 10
    rate: float = 1e-3
    batch_size: int = 16
    encoder: AbstractEncoder | None = None


PICTURES = {"input_rate": 0.05, "teaching.activity": TwoSided(8, 5.0, 5.0)}
"""Handwritten digits as grey values; chosen on the validation part of MNIST."""

CLOTHES = {"input_rate": 0.05, "teaching.activity": Ramp(8, 10.0, 4.0)}
"""Chosen on the validation part of Fashion-MNIST."""

TASKS = {
    "entangled-mnist-400": Task("entangled-mnist", 400, Silence(0.1), {}, rate=2e-3),
    "entangled-mnist-1600": Task("entangled-mnist", 1600, Silence(0.1), {}),
    "entangled-mnist-6400": Task("entangled-mnist", 6400, Silence(0.1), {}),
    "mnist-1600": Task("mnist", 1600, Silence(0.2), PICTURES),
    "fashion-mnist-1600": Task("fashion-mnist", 1600, Silence(0.1), CLOTHES),
    "mnist-1600-moved": Task("mnist", 1600, Both(Shift(), Silence(0.1)), PICTURES),
    "fashion-mnist-1600-moved": Task("fashion-mnist", 1600, Both(Shift(), Silence(0.05)), CLOTHES),
    "digits-800": Task("digits", 800, Silence(0.1), {}, 30, batch_size=8, encoder=Rescale()),
    "rice-800": Task("rice", 800, Silence(0.1), {}, 30),
    "dry-bean-800": Task("dry-bean", 800, Silence(0.1), {}, 30),
}


def contestants(task: Task) -> dict[str, AbstractLearner]:
    """Return who learns a task, by the name in the table."""
    fields = task.fields | {"hidden": task.hidden, "teaching.noise": task.noise}
    ours = basinet.learner("error-steered", **fields)
    fixed = basinet.learner("error-steered", **fields | {"teaching.feedback": FixedFeedback()})
    care = {
        "hidden": task.hidden,
        "noise": task.noise,
        "schedule": Linear(),
        "rate": task.rate,
    }
    return {
        "error-steered": ours,
        "fixed feedback": fixed,
        "backprop, binary units": Backpropagation(units=Binary(), **care),
        "backprop, ReLU units": Backpropagation(units=Rectified(), **care),
    }


def parts(
    data: Dataset, encoder: AbstractEncoder | None, validate: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return encoded patterns to learn and to be asked, with classes from 0 on."""
    encoder = data.encoder if encoder is None else encoder
    measured = encoder.measure(data.x_train)
    x = encoder.encode(data.x_train, measured)
    classes, y = np.unique(data.y_train, return_inverse=True)
    y = y.astype(np.int32)
    if validate:
        kept = len(x) * 5 // 6
        return x[:kept], y[:kept], x[kept:], y[kept:]
    asked = encoder.encode(data.x_test, measured)
    return x, y, asked, np.searchsorted(classes, data.y_test)


def accuracies(
    learner: AbstractLearner, given: tuple, epochs: int, batch_size: int, seed: int
) -> Iterator[tuple[float, float]]:
    """Yield accuracy after each epoch, and the CPU seconds of its learning."""
    x, y, asked, right = given
    started = time.process_time()
    for epoch in train(
        learner,
        x,
        y,
        epochs=epochs,
        batch_size=batch_size,
        key=jax.random.key(seed),
        classes=int(y.max()) + 1,
        reuse=True,
    ):
        seconds = time.process_time() - started
        evidence = scores(learner, epoch.state, asked, jax.random.key(seed))
        yield float(np.mean(evidence.argmax(axis=1) == right)), seconds
        started = time.process_time()


def main() -> None:
    """Measure, say so line by line, and print the table."""
    parser = argparse.ArgumentParser(description="Accuracy beside backpropagation.")
    parser.add_argument("tasks", nargs="*", help=f"from {', '.join(TASKS)}; else all")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, help="instead of those of each task")
    parser.add_argument("--who", nargs="*", help="some of the learners")
    parser.add_argument("--validate", action="store_true")
    parser.add_argument("--out", type=Path, help="append every result as a line of JSON")
    options = parser.parse_args()
    unknown = set(options.tasks) - TASKS.keys()
    if unknown:
        parser.error(f"there is no task {', '.join(unknown)}; they are {', '.join(TASKS)}")
    print("| task | learner | accuracy | range | seeds | CPU seconds an epoch |")
    print("|---|---|---|---|---|---|")
    for name in options.tasks or TASKS:
        task = TASKS[name]
        if options.epochs:
            task = replace(task, epochs=options.epochs)
        given = parts(load(task.data), task.encoder, options.validate)
        for who, learner in contestants(task).items():
            if options.who and who not in options.who:
                continue
            last, times = [], []
            for seed in range(options.first_seed, options.first_seed + options.seeds):
                course = list(accuracies(learner, given, task.epochs, task.batch_size, seed))
                last.append(course[-1][0])
                times.append(float(np.median([seconds for _, seconds in course])))
                if options.out:
                    line = {"task": name, "learner": who, "seed": seed, "course": course}
                    with options.out.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(line) + "\n")
            mean, low, high = np.mean(last), min(last), max(last)
            print(
                f"| {name}, {task.epochs} epochs | {who} | {mean:.4f} | {low:.4f} to {high:.4f}"
                f" | {len(last)} | {np.median(times):.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
