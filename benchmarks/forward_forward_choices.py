"""Measure whether the choices of Forward-Forward help: pairs of runs from the same seeds on MNIST.

    python benchmarks/forward_forward_choices.py collaboration --seeds 5 --epochs 3 --samples 30000
    python benchmarks/forward_forward_choices.py negatives --seeds 5 --epochs 3 --samples 30000

Both parts of a choice are trained from every seed, with the same start and the same shuffles, so
that what differs is the choice. One JSON line for each run, then one for each way to ask with the
gain of the second part over the first and its standard error over seeds. The ways are the goodness
of each label in all layers but the first, that in all layers, and the readout. Layers that
collaborate learn from the goodness of all layers; without the second way, they might seem bad only
because they are asked for something else. Errors are shares of the test images after the last
epoch. No part of the training images is held out: who compares settings with these errors has
chosen on the test images, and must say so. Seconds are those of learning; the first runs compile.
"""

import argparse
import json
import statistics
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet.data import ENCODERS, load
from basinet.learners.forward_forward import (
    Alone,
    AnyWrong,
    ByGoodness,
    ByReadout,
    Collaborating,
    ForwardForward,
    LikelyWrong,
)
from basinet.learners.forward_forward.layers import Stack
from basinet.learners.forward_forward.parts import AbstractAnswer, goodness_of_labels
from basinet.runs import environment
from basinet.settings import make
from basinet.training import Epoch, train
from basinet.training.answering import scores

CHOICES = {
    "collaboration": ("hearing", (Alone(), Collaborating())),
    "negatives": ("negatives", (AnyWrong(), LikelyWrong())),
}


class ByGoodnessOfAll(AbstractAnswer):
    """As `ByGoodness()`, but with the first layer."""

    def evidence(
        self,
        stack: Stack,
        readout: tuple[Float[Array, "all classes"], Float[Array, " classes"]],
        x: Float[Array, "batch features"],
        label_gain: Float[Array, ""] | float,
    ) -> Float[Array, "batch classes"]:
        """Return the summed goodness under each label."""
        del readout
        return jnp.sum(goodness_of_labels(stack, x, label_gain), axis=0)


ANSWERS = {
    "goodness": ByGoodness(),
    "goodness of all": ByGoodnessOfAll(),
    "readout": ByReadout(),
}


def digits(options: argparse.Namespace) -> tuple[np.ndarray, ...]:
    """Return encoded training images, their classes, encoded test images and their classes."""
    data = load("mnist")
    encoder = ENCODERS[options.encoder]()
    x_train, y_train = data.x_train[: options.samples], data.y_train[: options.samples]
    measured = encoder.measure(x_train)
    names = np.unique(data.y_train)
    return (
        encoder.encode(x_train, measured),
        np.searchsorted(names, y_train).astype(np.int32),
        encoder.encode(data.x_test, measured),
        np.searchsorted(names, data.y_test),
    )


def settings(options: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of the learner."""
    fields: dict[str, Any] = {"hidden": tuple(options.hidden)}
    return fields | dict(text.split("=", 1) for text in options.set)


def last_epoch(
    fields: dict[str, Any], data: tuple[np.ndarray, ...], options: argparse.Namespace, seed: int
) -> Epoch:
    """Train a network and return its last epoch."""
    x, y, *_ = data
    epochs = train(
        make(ForwardForward, fields),
        *(x, y),
        epochs=options.epochs,
        batch_size=options.batch_size,
        key=jax.random.key(seed),
        classes=10,
    )
    return deque(epochs, maxlen=1).pop()


def errors(fields: dict[str, Any], epoch: Epoch, data: tuple[np.ndarray, ...]) -> dict[str, float]:
    """Return the share of wrong answers to the test images for each way to ask."""
    *_, x, y = data
    found = {}
    for name, answer in ANSWERS.items():
        learner = make(ForwardForward, fields | {"answer": answer})
        given = np.argmax(scores(learner, epoch.state, x, jax.random.key(0)), axis=1)
        found[name] = round(float(np.mean(given != y)), 5)
    return found


def measure(data: tuple[np.ndarray, ...], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield the errors of both parts of a choice for every seed, then what the second gains."""
    name, parts = CHOICES[options.what]
    common = settings(options)
    found: dict[str, tuple[list[float], list[float]]] = {way: ([], []) for way in ANSWERS}
    for seed in range(options.seeds):
        for number, part in enumerate(parts):
            fields = common | {name: part}
            started = time.perf_counter()
            epoch = last_epoch(fields, data, options, seed)
            jax.block_until_ready(epoch.state)
            seconds = time.perf_counter() - started
            wrong = errors(fields, epoch, data)
            for way, share in wrong.items():
                found[way][number].append(share)
            yield {
                name: str(part),
                "seed": seed,
                "errors": wrong,
                "seconds": round(seconds, 1),
                "info": {key: round(value, 4) for key, value in epoch.info.items()},
            }
    for way, rows in found.items():
        yield {"asked_by": way, "choices": [str(part) for part in parts], **paired(*rows)}


def paired(first: list[float], second: list[float]) -> dict[str, Any]:
    """Return means and spreads of two rows of errors, and of their difference seed by seed."""
    gains = [one - other for one, other in zip(first, second, strict=True)]
    several = len(gains) > 1
    return {
        "means": [round(statistics.mean(row), 5) for row in (first, second)],
        "spreads": [round(statistics.stdev(row), 5) for row in (first, second)]
        if several
        else None,
        "gain": round(statistics.mean(gains), 5),
        "standard_error": round(statistics.stdev(gains) / len(gains) ** 0.5, 5)
        if several
        else None,
        "better_seeds": sum(gain > 0 for gain in gains),
    }


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Whether the choices of Forward-Forward help.")
    parser.add_argument("what", choices=list(CHOICES))
    parser.add_argument("--hidden", type=int, nargs="+", default=[500, 500])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=100)
    parser.add_argument("--samples", type=int, default=60_000, help="training images, the first")
    parser.add_argument("--encoder", choices=list(ENCODERS), default="rescale")
    parser.add_argument("--seeds", type=int, default=5, help="from 0")
    parser.add_argument("--set", nargs="+", default=[], metavar="FIELD=VALUE")
    parser.add_argument("--results", type=Path, help="a file for the JSON lines")
    options = parser.parse_args()
    for name in ("epochs", "batch_size", "samples", "seeds"):
        if (value := getattr(options, name)) < 1:
            parser.error(f"--{name.replace('_', '-')} is {value}; it must be at least 1")
    return options


def main() -> None:
    """Measure and print."""
    options = read_options()
    print(json.dumps(environment()), flush=True)
    done = ""
    for result in measure(digits(options), options):
        line = json.dumps(result)
        print(line, flush=True)
        done += line + "\n"
        if options.results is not None:
            options.results.write_text(done, encoding="utf-8")


if __name__ == "__main__":
    main()
