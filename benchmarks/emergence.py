"""Look for ensembles of units in Forward-Forward networks and in one trained by backpropagation.

    python benchmarks/emergence.py --figure docs/images/ensembles.png

Trains on MNIST, rescaled pixels: Forward-Forward with one and with two layers, and the yardstick,
one hidden layer of as many ReLU units and a softmax, by backpropagation. Then the activity of the
units on the 10,000 test images, shown without a label, is taken apart by `basinet.analysis`. Prints one
JSON line for each layer; the figure shows the layers behind which an answer is read. Needs the
MNIST files (`basinet data fetch mnist`) and optax.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from basinet.analysis import class_means, ensembles, likeness, sparsity
from basinet.data import Rescale, load
from basinet.learners import AbstractLearner, ForwardForward
from basinet.runs import environment
from basinet.training import scores, train
from basinet.viz import Answers, to_png
from basinet.viz import ensembles as draw
from basinet.yardsticks import Backpropagation

CLASSES = np.arange(10)


def shown(learner: AbstractLearner, state: Any, x: np.ndarray) -> list[np.ndarray]:
    """Return the activity of each hidden layer on patterns without a label."""
    if isinstance(learner, ForwardForward):
        return [np.asarray(layer) for layer in learner.activities(state, jnp.asarray(x))]
    weights = state.weights
    return [np.maximum(x @ np.asarray(weights.inputs) + np.asarray(weights.bias), 0.0)]


def main() -> None:
    """Train, take apart, print and draw."""
    parser = argparse.ArgumentParser(description="Ensembles of units.")
    parser.add_argument("--hidden", type=int, default=500)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--figure", type=Path, help="a PNG file to draw")
    options = parser.parse_args()
    print(json.dumps(environment()), flush=True)
    data, encoder = load("mnist"), Rescale()
    measured = encoder.measure(data.x_train)
    x, x_new = (encoder.encode(part, measured) for part in (data.x_train, data.x_test))
    y, y_new, batch = data.y_train.astype(np.int32), data.y_test, 100
    horizon = float(options.epochs * -(-len(x) // batch))
    size, key = options.hidden, jax.random.key(options.seed)
    networks: dict[str, AbstractLearner] = {
        "Forward-Forward, one layer": ForwardForward(hidden=size, horizon=horizon),
        "Forward-Forward, two layers": ForwardForward(hidden=(size, size), horizon=horizon),
        "Backpropagation": Backpropagation(hidden=size),
    }
    drawn = []
    inputs = class_means(x_new, y_new, CLASSES)
    for name, learner in networks.items():
        started = time.perf_counter()
        fixed = {"epochs": options.epochs, "batch_size": batch, "key": key, "classes": 10}
        *_, last = train(learner, x, y, **fixed)
        seconds = time.perf_counter() - started
        wrong = np.mean(scores(learner, last.state, x_new, key).argmax(axis=1) != y_new)
        layers = shown(learner, last.state, x_new)
        for number, activity in enumerate(layers, 1):
            means = class_means(activity, y_new, CLASSES)
            found, sparse = ensembles(means), sparsity(activity, y_new, CLASSES)
            apart = found.overlap[np.triu_indices(10, k=1)]
            line = {
                "network": name,
                "layer": number,
                "error": round(float(wrong), 4),
                "active": round(float(np.mean(sparse.active)), 3),
                "hoyer": round(float(np.mean(sparse.hoyer)), 3),
                "in_an_ensemble": round(float(np.mean(found.members.any(axis=0))), 3),
                "mean_size": round(float(np.mean(found.sizes)), 1),
                "shared": round(float(np.nanmean(found.shared)), 3),
                "mean_overlap": round(float(np.nanmean(apart)), 4),
                "likeness": round(likeness(found.overlap, inputs), 3),
                "seconds": round(seconds, 1),
            }
            print(json.dumps(line), flush=True)
            if number == len(layers):
                layer = name if len(layers) == 1 else f"{name}: layer {number}"
                drawn.append(Answers(layer, means, found.overlap, found.sizes, sparse.active))
    if options.figure:
        options.figure.write_bytes(to_png(draw(drawn, [str(c) for c in CLASSES])))


if __name__ == "__main__":
    main()
