"""Measure the test error of Forward-Forward on MNIST, epoch by epoch.

    python benchmarks/forward_forward.py --epochs 10 --results small.jsonl
    python benchmarks/forward_forward.py --hidden 1000 1000 1000 1000 --results large.jsonl
    python benchmarks/forward_forward.py --epochs 2 --set sharpness=4 --held-out 10000 --layers
    python benchmarks/forward_forward.py --draw small.jsonl large.jsonl --figure error.png

After each epoch one JSON line with the error under both ways of asking and the seconds of learning
so far, compilation included, without those of the evaluation. `--layers` adds the error of each
layer's own goodness; with `--held-out` the last training images are asked, and not learnt, in the
place of the test images. Whether the parts of the learner help is measured by
`forward_forward_choices.py`. Needs the MNIST files; `basinet data fetch mnist` brings them.
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import numpy as np
from jaxtyping import Array, Float
from matplotlib.figure import Figure

from basinet.data import ENCODERS, load
from basinet.learners.forward_forward import ForwardForward
from basinet.learners.forward_forward.layers import Stack
from basinet.learners.forward_forward.parts import AbstractAnswer, goodness_of_labels
from basinet.runs import environment
from basinet.settings import make
from basinet.training import train
from basinet.training.answering import scores
from basinet.viz import style, to_png

ANSWERS: dict[str, Any] = {"goodness": "ByGoodness()", "readout": "ByReadout()"}
"""The ways to ask, as text."""


class ByLayer(AbstractAnswer):
    """As `ByGoodness()`, of one layer alone."""

    layer: int

    def evidence(
        self,
        stack: Stack,
        readout: tuple[Float[Array, "all classes"], Float[Array, " classes"]],
        x: Float[Array, "batch features"],
        label_gain: Float[Array, ""] | float,
    ) -> Float[Array, "batch classes"]:
        """Return the goodness of the layer under each label."""
        del readout
        return goodness_of_labels(stack, x, label_gain)[self.layer]


def images(options: argparse.Namespace) -> tuple[np.ndarray, ...]:
    """Return encoded images to learn, their classes, encoded images to ask and their classes."""
    data, encoder = load("mnist"), ENCODERS[options.encoder]()
    x, y, x_new, y_new = data.x_train, data.y_train, data.x_test, data.y_test
    if options.held_out:
        x, x_new = np.split(x, [len(x) - options.held_out])
        y, y_new = np.split(y, [len(y) - options.held_out])
    measured = encoder.measure(x)
    return encoder.encode(x, measured), y.astype(np.int32), encoder.encode(x_new, measured), y_new


def measure(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Train one network and yield what was found after each epoch."""
    x, y, x_new, y_new = images(options)
    settings: dict[str, Any] = {"hidden": ",".join(map(str, options.hidden))}
    settings |= dict(text.split("=", 1) for text in options.set)
    learner = make(ForwardForward, settings)
    layers = range(len(options.hidden) if options.layers else 0)
    answers = ANSWERS | {f"layer {number + 1}": ByLayer(number) for number in layers}
    asked = {
        name: make(ForwardForward, settings | {"answer": one}) for name, one in answers.items()
    }
    key, spent = jax.random.key(options.seed), 0.0
    fixed = {"epochs": options.epochs, "batch_size": options.batch_size, "classes": 10}
    started = time.perf_counter()
    for now in train(learner, x, y, key=key, **fixed):
        jax.block_until_ready(now.state)
        spent += time.perf_counter() - started
        wrong = {
            name: np.mean(scores(one, now.state, x_new, key).argmax(axis=1) != y_new)
            for name, one in asked.items()
        }
        yield {
            "hidden": options.hidden,
            "set": options.set,
            "seed": options.seed,
            "batch_size": options.batch_size,
            "epoch": now.number,
            "epochs": options.epochs,
            "seconds": round(spent, 1),
            "errors": {name: round(float(share), 4) for name, share in wrong.items()},
            "info": {name: round(value, 4) for name, value in now.info.items()},
        }
        started = time.perf_counter()


@style.house_style()
def draw(files: list[Path]) -> Figure:
    """Draw the error of each file's network against the minutes of learning."""
    figure = style.blank(7.2, 4.2)
    axes = figure.subplots()
    for file, colour in zip(files, (style.BLUE, style.VERMILION, style.INK), strict=False):
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        minutes = [line["seconds"] / 60 for line in lines]
        sizes = lines[0]["hidden"]
        for name, dash in (("goodness", "-"), ("readout", (0, (4, 2)))):
            label = f"{len(sizes)} × {sizes[0]}, by {name}"
            errors = [line["errors"][name] for line in lines]
            axes.plot(minutes, errors, color=colour, linestyle=dash, linewidth=1.6, label=label)
    axes.set_yscale("log")
    axes.set_yticks([], minor=True)
    axes.set_yticks([0.01, 0.015, 0.02, 0.03, 0.05], ["1 %", "1.5 %", "2 %", "3 %", "5 %"])
    axes.set_xlabel("minutes of learning")
    axes.legend(frameon=False)
    style.quiet_sides(axes)
    style.head(axes, "Forward-Forward on MNIST", "test error after each epoch")
    return style.finish(figure)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Forward-Forward on MNIST.")
    parser.add_argument("--hidden", type=int, nargs="+", default=[500, 500])
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--set", nargs="+", default=[], metavar="FIELD=VALUE")
    parser.add_argument("--encoder", choices=list(ENCODERS), default="rescale")
    parser.add_argument("--held-out", type=int, default=0, help="training images to ask")
    parser.add_argument("--layers", action="store_true", help="ask each layer alone, too")
    parser.add_argument("--results", type=Path, help="a file to append the JSON lines to")
    parser.add_argument("--draw", type=Path, nargs="+", help="files of results, one network each")
    parser.add_argument("--figure", type=Path, help="a PNG file to draw")
    options = parser.parse_args()
    if bool(options.draw) != bool(options.figure):
        parser.error("--draw and --figure belong together")
    return options


def main() -> None:
    """Measure and print, or draw what was measured."""
    options = read_options()
    if options.draw:
        options.figure.write_bytes(to_png(draw(options.draw)))
        return
    print(json.dumps(environment()), flush=True)
    for found in measure(options):
        line = json.dumps(found)
        print(line, flush=True)
        if options.results:
            with options.results.open("a", encoding="utf-8") as file:
                file.write(line + "\n")


if __name__ == "__main__":
    main()
