"""Look for ensembles of units in Forward-Forward networks and in one trained by backpropagation.

    python benchmarks/emergence.py --figure docs/images/ensembles.png

Trains on MNIST, rescaled pixels: Forward-Forward with one and with two layers, with two layers that
see any wrong label in the place of likely ones, and the yardstick, one hidden layer of as many
ReLU units and a softmax, by backpropagation. Then the activity of the units on the 10,000 test
images, shown without a label, is taken apart by `basinet.analysis`, after learning and also before
it: what the random weights show is there without any learning. Prints one JSON line for each
layer; the figure shows, after learning, the last layer of each network. Needs the MNIST files
(`basinet data fetch mnist`) and optax.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from basinet._files import write_atomically
from basinet.analysis import class_means, ensembles, likeness, sparsity
from basinet.data import Rescale, load
from basinet.learners import AbstractLearner, ForwardForward, Problem
from basinet.learners.forward_forward import AnyWrong
from basinet.runs import environment
from basinet.training import train
from basinet.training.answering import scores
from basinet.viz import Answers, to_png
from basinet.viz import ensembles as draw
from basinet.yardsticks import Backpropagation

CLASSES = np.arange(10)
OTHERS = (1.5, 3.0)  # other values of excess, to see what hangs on it


def shown(learner: AbstractLearner, state: Any, x: np.ndarray) -> list[np.ndarray]:
    """Return the activity of each hidden layer on patterns without a label."""
    if isinstance(learner, ForwardForward):
        return [np.asarray(layer) for layer in learner.activities(state, jnp.asarray(x))]
    weights = state.weights
    return [np.maximum(x @ np.asarray(weights.inputs) + np.asarray(weights.bias), 0.0)]


def figures(activity: np.ndarray, y: np.ndarray, inputs: np.ndarray) -> dict[str, float]:
    """Return what a layer shows in a few numbers, means over the classes."""
    sparse, means = sparsity(activity, y, CLASSES), class_means(activity, y, CLASSES)
    found = ensembles(means)
    apart = found.overlap[np.triu_indices(len(CLASSES), k=1)]
    numbers = {
        "active": np.mean(sparse.active),
        "hoyer": np.mean(sparse.hoyer),
        "in_an_ensemble": np.mean(found.members.any(axis=0)),
        "mean_size": np.mean(found.sizes),
        "shared": np.nanmean(found.shared),
        "mean_overlap": np.nanmean(apart),
        "likeness": likeness(found.overlap, inputs),
    }
    for excess in OTHERS:
        numbers[f"likeness_at_{excess:g}"] = likeness(ensembles(means, excess).overlap, inputs)
    return {name: round(float(value), 3) for name, value in numbers.items()}


def drawn(name: str, activity: np.ndarray, y: np.ndarray) -> Answers:
    """Return what the figure shows of a layer."""
    means = class_means(activity, y, CLASSES)
    found, sparse = ensembles(means), sparsity(activity, y, CLASSES)
    return Answers(name, means, found.overlap, found.sizes, sparse.active)


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
    size, key = options.hidden, jax.random.key(options.seed)
    networks: dict[str, AbstractLearner] = {
        "Forward-Forward, one layer": ForwardForward(hidden=size),
        "Forward-Forward, two layers": ForwardForward(hidden=(size, size)),
        "Forward-Forward, any wrong label": ForwardForward(
            hidden=(size, size), negatives=AnyWrong()
        ),
        "Backpropagation": Backpropagation(hidden=size),
    }
    answers, inputs = [], class_means(x_new, y_new, CLASSES)
    for name, learner in networks.items():
        start = learner.init(Problem(x.shape[1], len(CLASSES)), key)
        started = time.perf_counter()
        fixed = {"epochs": options.epochs, "batch_size": batch, "key": key, "classes": 10}
        *_, last = train(learner, x, y, **fixed)
        seconds = time.perf_counter() - started
        for learnt, state in ((False, start), (True, last.state)):
            wrong = np.mean(scores(learner, state, x_new, key).argmax(axis=1) != y_new)
            common = {"network": name, "learnt": learnt, "error": round(float(wrong), 4)}
            layers = shown(learner, state, x_new)
            for number, activity in enumerate(layers, 1):
                line = common | {"layer": number} | figures(activity, y_new, inputs)
                print(json.dumps(line), flush=True)
        print(json.dumps({"network": name, "seconds": round(seconds, 1)}), flush=True)
        title = name if len(layers) == 1 else f"{name}: layer {len(layers)}"
        answers.append(drawn(title, layers[-1], y_new))
    if options.figure:
        image = to_png(draw(answers, [str(one) for one in CLASSES]))
        write_atomically(options.figure, image)


if __name__ == "__main__":
    main()
