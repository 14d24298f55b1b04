"""Measure contrastive learning: every variant, phase statistics, MNIST, and the time of an epoch.

    python benchmarks/contrastive.py variants --seeds 5
    python benchmarks/contrastive.py variants --data mnist --seeds 1 --epochs 5
    python benchmarks/contrastive.py phases --seeds 5 --figure docs/images/contrastive-phases.png
    python benchmarks/contrastive.py mnist --epochs 30
    python benchmarks/contrastive.py speed

`variants` trains each part of `Contrastive` in place of the reference's on a data set, `phases`
random phases of several probabilities and rates beside two stored ones; a line of JSON for each
setting. Both use rescaled pixels with Adam, pixels from 0 to 1 with plain steps. `mnist` prints
the test error after each epoch of the reference. `speed` times slices of MNIST by turns with
backpropagation of the same shape, 784-500-10, in processor seconds. MNIST is rescaled; its files:
`basinet data fetch mnist`.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import fmean, median, stdev
from typing import Any

import jax
import numpy as np
from contrastive_settings import MNIST, ON_MNIST, PLAIN, RATES, SHARES, VARIANTS
from matplotlib.figure import Figure

from basinet.data import Rescale, load
from basinet.learners import AbstractLearner, Constant
from basinet.learners.contrastive import (
    Contrastive,
    HardSigmoid,
    InPlacePhases,
    Plain,
    RandomPhases,
)
from basinet.training import Epoch, first_epoch, train
from basinet.training.answering import scores
from basinet.viz import style, to_png


class Data:
    """Patterns of a data set, learnt and held out: rescaled, or pixels from 0 to 1."""

    def __init__(self, name: str, *, pixels: bool = False):
        data, encoder = load(name), Rescale()
        measured, parts = encoder.measure(data.x_train), (data.x_train, data.x_test)
        most = data.x_train.max()
        self.x, self.x_new = (
            (it / most).astype(np.float32) if pixels else encoder.encode(it, measured)
            for it in parts
        )
        self.y, self.y_new = data.y_train.astype(np.int32), data.y_test

    def error(self, learner: AbstractLearner, epoch: Epoch, key: Any) -> float:
        """Return the share of held-out patterns that are answered wrongly."""
        return float(np.mean(scores(learner, epoch.state, self.x_new, key).argmax(1) != self.y_new))


def trained(learner: AbstractLearner, data: Data, epochs: int, batch: int, seed: int) -> dict:
    """Train once; return accuracy, processor seconds, and how it settled."""
    key, begun, last = jax.random.key(seed), time.process_time(), None
    task = (learner, data.x, data.y)
    for last in train(*task, epochs=epochs, batch_size=batch, classes=10, key=key):
        if not np.isfinite(last.info["loss"]):
            return {"accuracy": None, "diverged_in": last.number}
    assert last is not None
    return {
        "accuracy": round(1 - data.error(learner, last, key), 4),
        "seconds": round(time.process_time() - begun, 2),
        "sweeps": round(last.info["sweeps"], 2),
        "unsettled": round(last.info["unsettled"], 4),
    }


def variants(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield every variant on a data set, with the mean over seeds and its spread."""
    rescaled, pixels = Data(options.data), Data(options.data, pixels=True)
    table, batch = (VARIANTS, 16) if options.data == "digits" else (ON_MNIST, 32)
    for name, learner in table.items():
        if options.only and options.only not in name:
            continue
        assert isinstance(learner, Contrastive)
        data = pixels if learner.descent.at_once else rescaled
        runs = [trained(learner, data, options.epochs, batch, s) for s in range(options.seeds)]
        found = [run["accuracy"] for run in runs if run["accuracy"] is not None]
        yield {
            "variant": name,
            "mean": round(fmean(found), 4) if found else None,
            "spread": round(stdev(found), 4) if len(found) > 1 else None,
            "diverged": len(runs) - len(found),
            "runs": runs,
        }


def phases(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield random phases of every share and rate, and two stored phases, with steady rates."""
    data = Data("digits", pixels=True)
    steady = replace(PLAIN, schedule=Constant())
    for rate in RATES:
        for share in (None, *SHARES):
            learner = replace(steady, rate=(rate, rate / 2))
            if share is not None:
                learner = replace(learner, phases=RandomPhases(share))
            runs = [trained(learner, data, options.epochs, 20, s) for s in range(options.seeds)]
            found = [run["accuracy"] for run in runs if run["accuracy"] is not None]
            yield {
                "rate": rate,
                "share": share,
                "mean": round(fmean(found), 4) if found else None,
                "diverged": len(runs) - len(found),
                "accuracies": [run["accuracy"] for run in runs],
            }


def mnist(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield the test error of the reference after each epoch."""
    data, key = Data("mnist"), jax.random.key(options.seed)
    numbers = (options.epochs, options.batch_size)
    spent, begun = 0.0, time.process_time()
    task = (MNIST, data.x, data.y)
    for now in train(*task, epochs=numbers[0], batch_size=numbers[1], classes=10, key=key):
        jax.block_until_ready(now.state)
        spent += time.process_time() - begun
        info = {name: round(value, 4) for name, value in now.info.items()}
        error = round(data.error(MNIST, now, key), 4)
        yield {"epoch": now.number, "error": error, "seconds": round(spent, 1)} | info
        begun = time.process_time()


def speed(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield the processor seconds of an epoch by turns, and ratios to backpropagation."""
    from basinet.learners import Problem
    from basinet.yardsticks import Backpropagation

    data, key, part = Data("mnist"), jax.random.key(0), 12_000
    x, y = data.x[:part], data.y[:part]
    everyone = {
        "backpropagation": Backpropagation(hidden=500),
        "contrastive": replace(MNIST, noise=replace(MNIST.noise, share=0.0)),
        "contrastive, in place": replace(
            MNIST, phases=InPlacePhases(), descent=Plain(), rate=1e-3, units=HardSigmoid()
        ),
    }
    epochs = {name: first_epoch(it, Problem(784, 10), key) for name, it in everyone.items()}
    taken: dict[str, list[float]] = {name: [] for name in everyone}
    for turn in range(options.turns + 1):
        for name, learner in everyone.items():
            begun, before = time.process_time(), epochs[name]
            (epochs[name],) = train(
                *(learner, x, y),
                epochs=before.number + 1,
                batch_size=options.batch_size,
                classes=10,
                key=key,
                after=before,
                course=1e6,
            )
            jax.block_until_ready(epochs[name].state)
            if turn:  # the first compiles
                taken[name].append((time.process_time() - begun) * len(data.x) / part)
    ours = {name: median(times) for name, times in taken.items()}
    for name, seconds in ours.items():
        yield {
            "learner": name,
            "seconds_an_epoch": round(seconds, 2),
            "beside_backpropagation": round(seconds / ours["backpropagation"], 2),
        }


@style.house_style()
def draw(lines: list[dict[str, Any]]) -> Figure:
    """Draw accuracy against the probability of a nudged phase, a line for each rate."""
    figure = style.blank(6.8, 4.2)
    axes = figure.subplots()
    colours = (style.BLUE, style.GOLD, style.VERMILION)
    for rate, colour in zip(RATES, colours, strict=True):
        here = [line for line in lines if line["rate"] == rate]
        shares = [line["share"] for line in here if line["share"] is not None]
        # A run that diverged answers by chance.
        means = [
            fmean(0.1 if it is None else it for it in line["accuracies"])
            for line in here
            if line["share"] is not None
        ]
        (two,) = (line for line in here if line["share"] is None)
        stored = fmean(0.1 if it is None else it for it in two["accuracies"])
        axes.plot(shares, means, color=colour, label=f"rate {rate:g}")
        lost = [line["diverged"] > 0 for line in here if line["share"] is not None]
        for share, height, hollow in zip(shares, means, lost, strict=True):
            face = style.PAPER if hollow else colour
            axes.plot(share, height, "o", color=colour, markerfacecolor=face, markersize=6)
        axes.axhline(stored, color=colour, linewidth=1, linestyle=(0, (4, 3)))
    axes.set_ylim(0, 1)
    axes.set_xlabel("probability that a phase is nudged")
    axes.set_ylabel("accuracy on held-out digits")
    axes.legend(loc="lower left", bbox_to_anchor=(0.03, 0.22))
    style.quiet_sides(axes)
    note = "dashed: two stored phases; hollow: some runs diverged"
    style.head(axes, "Random phases", note)
    return style.finish(figure)


def main() -> None:
    """Measure and print; draw where a figure is asked for."""
    parser = argparse.ArgumentParser(description="Contrastive learning.")
    kinds = {"variants": variants, "phases": phases, "mnist": mnist, "speed": speed}
    parser.add_argument("what", choices=kinds)
    parser.add_argument("--data", choices=("digits", "mnist"), default="digits", help="of variants")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0, help="of `mnist`")
    parser.add_argument("--batch-size", type=int, default=32, help="of `mnist` and `speed`")
    parser.add_argument("--turns", type=int, default=5, help="of `speed`")
    parser.add_argument("--only", default="", help="variants whose name holds this")
    parser.add_argument("--figure", type=Path, help="a PNG file, of `phases`")
    parser.add_argument("--lines", type=Path, help="what `phases` printed, to draw it again")
    options = parser.parse_args()
    lines = []
    if options.lines:
        lines = [json.loads(line) for line in options.lines.read_text().splitlines()]
    else:
        for found in kinds[options.what](options):
            lines.append(found)
            print(json.dumps(found), flush=True)
    if options.figure and options.what == "phases":
        options.figure.write_bytes(to_png(draw(lines)))


if __name__ == "__main__":
    main()
