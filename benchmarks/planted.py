"""Planted attractors, local and through time: python benchmarks/planted.py local|time [options].

Both on MNIST as it is, 28 x 28. Learning settings are judged on 5,000 held-out training patterns;
`--test` learns them too and is judged on the test patterns. Prints after each pass the accuracy
and the share of patterns that end in no planted state, and processor seconds of learning.
"""

import argparse
import time
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from basinet.data import Rescale, load
from basinet.learners import Planted
from basinet.training import train
from basinet.yardsticks import PlantedThroughTime

HELD_OUT, PART = 5000, 1000


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["local", "time"])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--samples", type=int, default=60000)
    parser.add_argument("--rate", type=float, help="else 0.06, or 0.05 through time")
    parser.add_argument("--nodes", type=int, default=240, help="of the local rule")
    parser.add_argument("--steps", type=int, default=25, help="learnt through")
    parser.add_argument("--longer", type=int, nargs="+", default=[25, 400], help="answered after")
    parser.add_argument("--test", action="store_true")
    return parser.parse_args()


def digits(asked):
    """Learnt and judged patterns and labels, in the scale that the kind wants."""
    found = load("mnist")
    order = np.random.default_rng(0).permutation(len(found.x_train))
    x, y = found.x_train[order], found.y_train[order].astype(int)
    other, named = found.x_test, found.y_test.astype(int)
    if not asked.test:
        x, other, y, named = x[:-HELD_OUT], x[-HELD_OUT:], y[:-HELD_OUT], y[-HELD_OUT:]
    x, y = x[: asked.samples], y[: asked.samples]
    if asked.kind == "local":
        measured = Rescale().measure(x)
        x, other = (
            ((part - measured["mean"]) / measured["deviation"]).astype(np.float32)
            for part in (x, other)
        )
    return x, y, other, named


def learners(asked) -> tuple[Any, dict[int, Any]]:
    """The learner that learns, and by the steps those that answer."""
    if asked.kind == "local":
        learner = Planted(nodes=asked.nodes, rate=asked.rate or 0.06)
        return learner, {learner.steps: learner}
    given = {"steps": asked.steps, "rate": asked.rate or 0.05}
    return PlantedThroughTime(**given), {
        longer: PlantedThroughTime(**given, longer=longer) for longer in asked.longer
    }


def judged(learner, state, x, y):
    """Accuracy, and the share of patterns that end in no planted state."""

    @jax.jit
    def answers(part):
        key = jax.random.key(0)
        return learner.scores(state, part, key).argmax(axis=1), learner.planted(state, part, key)

    parts = [answers(jnp.asarray(x[at : at + PART])) for at in range(0, len(x), PART)]
    told, planted = (np.concatenate(side) for side in zip(*parts, strict=True))
    return np.mean(told == y), 1 - np.mean(planted)


def main():
    asked = options()
    x, y, other, named = digits(asked)
    learner, answering = learners(asked)
    key, spent, begun = jax.random.key(0), 0.0, time.process_time()
    given = {"epochs": asked.epochs, "batch_size": asked.batch, "key": key, "classes": 10}
    for epoch in train(learner, x, y, **given):
        spent += time.process_time() - begun
        for steps, one in answering.items():
            right, nowhere = judged(one, epoch.state, other, named)
            print(
                f"{asked.kind}, pass {epoch.number}, {spent:.0f} s: {right:.2%} after {steps}"
                f" steps, {nowhere:.1%} end in no planted state",
                flush=True,
            )
        begun = time.process_time()


if __name__ == "__main__":
    main()
