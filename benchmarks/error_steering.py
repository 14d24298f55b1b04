"""Measure what each ingredient of steering by the error is worth, and what the feedback becomes.

    python benchmarks/error_steering.py
    python benchmarks/error_steering.py --quick

Trains one network after the other on the first 50,000 patterns of entangled MNIST, from random
features to the reference setting of `error-steered` with one change at a time, and then that
setting with one ingredient left out or exchanged. Asked are the last 10,000 training patterns,
after the last epoch. Prints two tables in Markdown, mean and spread over seeds, and a third one
with the cosine of the feedback weights and the transposed readout weights after each epoch.
The lines above "error of a softmax" need learning steps that the library does not have; they are
in `benchmarks/error_steering_steps.py`. Needs the MNIST files; `basinet data fetch mnist` brings
them.
"""

import argparse
import statistics
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import numpy as np
from error_steering_steps import Gated, InParts, LabelAsError, LogisticError, Towards

from basinet.data import load
from basinet.learners import (
    AllToAll,
    ByError,
    ByLabel,
    Clean,
    Constant,
    FixedFeedback,
    Flips,
    Layers,
    LearntFeedback,
    Linear,
    NoThresholds,
    OneState,
    Ramp,
    Steered,
    ThreeValuedError,
    TwoSided,
    Unconnected,
)
from basinet.learners.steered import Wiring
from basinet.training import train
from basinet.training.answering import scores

ONE_STATE = {"input_rate": 0.0335, "readout_rate": 0.05}
TWO_SIDED = {"input_rate": 0.0335, "readout_rate": 0.1}
MARGIN = ThreeValuedError(margin=3.0)


class Line(NamedTuple):
    """A line of the table: what is different, what learns, and at which settings."""

    what: str
    teaching: ByError | ByLabel | InParts
    settings: Mapping[str, Any] = MappingProxyType({})
    coupled: bool = False

    def learner(self, hidden: int) -> Steered:
        """Return the learner of this line."""
        within = AllToAll() if self.coupled else Unconnected()
        wiring = Layers(within=within)
        return Steered(hidden=hidden, wiring=wiring, teaching=self.teaching, **self.settings)


def one_state(**parts) -> ByError:
    """Return steering by the error with one state; what is not named is not there yet."""
    bare = {"feedback": LearntFeedback(), "noise": Clean(), "schedule": Constant()}
    return ByError(activity=OneState(), **(bare | parts))


STEP_BY_STEP = (
    Line("random features: the readout alone learns", one_state(), ONE_STATE | {"input_rate": 0.0}),
    Line("steered by the label, without couplings", ByLabel()),
    Line("the same with plastic couplings between all neurons", ByLabel(), {}, True),
    Line(
        "label steers; drive graded and gated, readout by the error; no couplings from here on",
        InParts(fed=LabelAsError(), drive=Gated()),
        ONE_STATE,
    ),
    Line(
        "three-valued error steers; perceptron step towards sign(h + g f)",
        InParts(fed=MARGIN, learnt=MARGIN, drive=Towards()),
        {"readout_rate": 0.04},
    ),
    Line(
        "drive graded and gated, the rest as in the line above",
        InParts(fed=MARGIN, learnt=MARGIN, drive=Gated()),
        {"readout_rate": 0.04, "input_rate": 0.015},
    ),
    Line("error of a softmax", one_state(feedback=FixedFeedback()), ONE_STATE),
    Line("learnt feedback", one_state(), ONE_STATE),
    Line("falling rates", one_state(schedule=Linear()), ONE_STATE),
    Line("10 % of the inputs silent", ByError(activity=OneState()), ONE_STATE),
    Line("8 phases, two-sided", ByError(activity=TwoSided()), TWO_SIDED),
    Line("**a ramp of 8 phases: the reference setting**", ByError()),
)

LEFT_OUT = (
    Line("fixed random feedback", ByError(feedback=FixedFeedback())),
    Line(
        "the same with one state",
        ByError(activity=OneState(), feedback=FixedFeedback()),
        ONE_STATE,
    ),
    Line(
        "three-valued error of each class, no softmax",
        ByError(error=ThreeValuedError()),
        {"readout_rate": 0.04, "input_rate": 0.015},
    ),
    Line("logistic error of each class, no softmax", ByError(error=LogisticError())),
    Line("constant rates", ByError(schedule=Constant())),
    Line("no noise", ByError(noise=Clean())),
    Line("5 % flipped instead", ByError(noise=Flips(0.05))),
    Line("no thresholds", ByError(thresholds=NoThresholds())),
    Line("4 phases", ByError(activity=Ramp(phases=4))),
    Line("16 phases", ByError(activity=Ramp(phases=16))),
    Line("half the swing", ByError(activity=Ramp(swing=7.15))),
    Line("couplings between all neurons, plastic", ByError(), {}, True),
    Line("couplings between all neurons, frozen", ByError(), {"rate": 0.0}, True),
)


class Task(NamedTuple):
    """Encoded patterns and classes, to learn and to be asked."""

    x: np.ndarray
    y: np.ndarray
    x_asked: np.ndarray
    y_asked: np.ndarray


def task(samples: int) -> Task:
    """Return the first patterns of the first 50,000 to learn, and the last 10,000."""
    data = load("entangled-mnist")
    known = slice(0, min(samples, 50_000))
    encoder = data.encoder
    measured = encoder.measure(data.x_train[known])
    x = encoder.encode(data.x_train, measured)
    y = np.unique(data.y_train, return_inverse=True)[1].astype(np.int32)
    return Task(x[known], y[known], x[50_000:], y[50_000:])


def courses(
    line: Line, data: Task, options: argparse.Namespace
) -> Iterator[list[tuple[float, float]]]:
    """Yield for each seed accuracy and cosine of feedback and readout after each epoch."""
    learner = line.learner(options.hidden)
    for seed in range(options.seeds):
        course = []
        for epoch in train(
            learner,
            *data[:2],
            epochs=options.epochs,
            batch_size=16,
            key=jax.random.key(seed),
            classes=10,
        ):
            last = epoch.number == options.epochs
            course.append((accuracy(learner, epoch.state, data) if last else 0, agree(epoch.state)))
        yield course


def accuracy(learner: Steered, state: Wiring, data: Task) -> float:
    """Return the share of right answers."""
    given = scores(learner, state, data.x_asked, jax.random.key(0)).argmax(axis=1)
    return float(np.mean(given == data.y_asked))


def agree(state: Wiring) -> float:
    """Return the cosine of the angle between F and the transpose of V, as vectors."""
    feedback, readout = (
        np.asarray(group.blocks[0].weights)  # pyright: ignore[reportAttributeAccessIssue]
        for group in (state.feedback, state.readout)
    )
    return float(np.sum(feedback * readout.T) / np.linalg.norm(feedback) / np.linalg.norm(readout))


def print_lines(lines: tuple[Line, ...], data: Task, options: argparse.Namespace) -> None:
    """Train every line and print it as soon as it is known."""
    print("| | accuracy | spread | points |\n|---|---|---|---|", flush=True)
    before = None
    for line in lines:
        found = [course[-1][0] for course in courses(line, data, options)]
        mean = statistics.mean(found)
        spread = f"{statistics.stdev(found):.4f}" if len(found) > 1 else ""
        base = before if options.against is None else options.against
        points = "" if base is None else f"{100 * (mean - base):+.1f}"
        print(f"| {line.what} | {mean:.4f} | {spread} | {points} |", flush=True)
        before = mean
    options.against = before


def print_cosines(data: Task, options: argparse.Namespace) -> None:
    """Print how far feedback and readout agree after each epoch."""
    print(f"| epoch | {' | '.join(map(str, range(1, options.epochs + 1)))} |")
    print("|---" * (options.epochs + 1) + "|")
    for line in (
        Line("learnt feedback", ByError()),
        Line("fixed feedback", ByError(feedback=FixedFeedback())),
        Line("learnt, one state", ByError(activity=OneState()), ONE_STATE),
    ):
        cosines = np.mean([[c for _, c in it] for it in courses(line, data, options)], axis=0)
        print(f"| {line.what} | {' | '.join(f'{c:.2f}' for c in cosines)} |", flush=True)


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="What each ingredient of error steering gives.")
    parser.add_argument("--hidden", type=int, default=400)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=3, help="from 0")
    parser.add_argument("--samples", type=int, default=50_000, help="training patterns")
    parser.add_argument("--quick", action="store_true", help="one seed, two epochs, 5,000 patterns")
    options = parser.parse_args()
    if options.quick:
        options.seeds, options.epochs, options.samples = 1, 2, 5_000
    for name in ("hidden", "epochs", "seeds", "samples"):
        if (value := getattr(options, name)) < 1:
            parser.error(f"--{name} is {value}; it must be at least 1")
    options.against = None
    return options


def main() -> None:
    """Measure and print."""
    options = read_options()
    data = task(options.samples)
    print(
        f"Entangled MNIST, H = {options.hidden}, {len(data.x):,} patterns to learn and"
        f" {len(data.x_asked):,} others to be asked, {options.epochs} epochs, seeds 0 to"
        f" {options.seeds - 1}.\n\nOne change after the other; points over the line above:\n"
    )
    print_lines(STEP_BY_STEP, data, options)
    print("\nThe last of these lines with one change; points over that line:\n")
    print_lines(LEFT_OUT, data, options)
    print("\nCosine of the feedback weights and the transposed readout weights:\n")
    print_cosines(data, options)


if __name__ == "__main__":
    main()
