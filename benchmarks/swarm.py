"""Measure the particle swarms beside backpropagation and a support vector machine.

    python benchmarks/swarm.py accuracy --tasks rice dry-bean digits moons circles --seeds 5
    python benchmarks/swarm.py mnist --hidden 128 --particles 4 --encoder rescale --steps 10000
    python benchmarks/swarm.py speed

Prints one JSON line for each result. `accuracy` splits each data set 80/20 with every seed,
stratified, after rows that occur twice are dropped; features are standardised on the training
part. All methods see the same splits. `mnist` uses its own test set, with `--held-out 10000` the
last training images. `speed` compares the losses
of all candidates of a step by difference with full forward passes.
"""

import argparse
import json
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from sklearn.datasets import load_digits, make_circles, make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from basinet import Classifier
from basinet.data import ENCODERS, AbstractEncoder, Standardise, load
from basinet.learners import AbstractLearner, Problem
from basinet.learners.swarm import NetworkSwarm, Swarm
from basinet.learners.swarm.difference import candidates_in, losses
from basinet.learners.swarm.network import layer_fields, loss_of
from basinet.model import begin, learn
from basinet.runs import environment
from basinet.settings import make

BATCH = 512


def whole_table(name: str) -> tuple[Any, Any]:
    """Return all rows of a task, without repetitions, and their classes."""
    if name == "moons":
        return make_moons(2000, noise=0.1, random_state=0)
    if name == "circles":
        return make_circles(2000, noise=0.08, factor=0.5, random_state=0)
    if name == "digits":
        x, y = load_digits(return_X_y=True)
    else:
        data = load(name)
        x = np.concatenate([data.x_train, data.x_test]).astype(float)
        y = np.concatenate([data.y_train, data.y_test])
    _, first = np.unique(x, axis=0, return_index=True)
    first.sort()
    return x[first], y[first]


def epochs(steps: int, samples: int) -> int:
    """Return the whole epochs that are about so many steps."""
    batches = -(-samples // min(BATCH, samples))
    return max(1, round(steps / batches))


def swarm(
    kind: type[AbstractLearner],
    settings: dict[str, str],
    samples: int,
    steps: int,
    seed: int,
) -> Classifier:
    """Return a classifier that makes about so many steps, in whole epochs."""
    return Classifier(
        make(kind, settings),
        encoder=Standardise(),
        epochs=epochs(steps, samples),
        batch_size=BATCH,
        random_state=seed,
    )


def accuracies(tasks: list[str], seeds: range, steps: int, methods: list[str], settings: dict):
    """Yield the held-out accuracy of each method on each task over seeds."""
    for task in tasks:
        x, y = whole_table(task)
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in methods}
        for seed in seeds:
            parts = train_test_split(x, y, test_size=0.2, stratify=y, random_state=seed)
            x_train, x_test, y_train, y_test = parts
            made: dict[str, Any] = {
                "swarm": swarm(Swarm, settings, len(x_train), steps, seed),
                "network-swarm": swarm(NetworkSwarm, {}, len(x_train), steps, seed),
                "backpropagation": make_pipeline(
                    StandardScaler(),
                    MLPClassifier((16,), activation="tanh", max_iter=200, random_state=seed),
                ),
                "support vectors": make_pipeline(StandardScaler(), SVC()),
            }
            for name in methods:
                started = time.perf_counter()
                made[name].fit(x_train, y_train)
                seconds = time.perf_counter() - started
                here, there = made[name].score(x_train, y_train), made[name].score(x_test, y_test)
                found[name].append((there, here, seconds))
        for name, rows in found.items():
            held_out, training, seconds = (list(column) for column in zip(*rows, strict=True))
            yield {
                "task": task,
                "samples": len(x),
                "method": name,
                "accuracy": round(statistics.mean(held_out), 4),
                "spread": round(statistics.stdev(held_out), 4) if len(seeds) > 1 else None,
                "each": [round(value, 4) for value in held_out],
                "training": round(statistics.mean(training), 4),
                "median_seconds": round(statistics.median(seconds), 1),
            }


def images(held_out: int) -> tuple[np.ndarray, ...]:
    """Return images to learn and their classes, images to ask and theirs.

    With `held_out` so many training images, the last ones, are asked in the place of test images.
    """
    data = load("mnist")
    if not held_out:
        return data.x_train, data.y_train, data.x_test, data.y_test
    learnt, asked = slice(None, -held_out), slice(-held_out, None)
    return data.x_train[learnt], data.y_train[learnt], data.x_train[asked], data.y_train[asked]


def mnist(steps: int, settings: dict[str, str], seed: int, encoder: AbstractEncoder, held_out: int):
    """Yield the accuracy on images not learnt, and seconds, each tenth of the epochs.

    The course is that of `fit`: steps become smaller as the learner's schedule says.
    """
    x, y, x_new, y_new = images(held_out)
    of = epochs(steps, len(x))
    start = begin(make(Swarm, settings), encoder, x, y, seed)
    learnt, begun = 0.0, time.perf_counter()
    for model in learn(start, x, y, epochs=of, batch_size=BATCH):
        jax.block_until_ready(model.epoch.state)
        learnt += time.perf_counter() - begun
        number = model.epoch.number
        if number == of or number % max(1, of // 10) == 0:
            right = model.scores(x_new).argmax(axis=1) == model.index(y_new)
            yield {
                "epoch": number,
                "of": of,
                "accuracy": round(float(np.mean(right)), 4),
                "loss": round(float(model.epoch.info["loss"]), 4),
                "seconds": round(learnt, 1),
            }
        begun = time.perf_counter()


def speed(hidden: int, particles: int, repeats: int) -> dict[str, Any]:
    """Time the losses of all particles of a step on dry bean, by difference and in full."""
    data = load("dry-bean")
    encoder = Standardise()
    x = jnp.asarray(encoder.encode(data.x_train[:BATCH], encoder.measure(data.x_train)))
    y = jnp.asarray(np.unique(data.y_train, return_inverse=True)[1][:BATCH], jnp.int32)
    learner = Swarm(hidden=hidden, particles=particles)
    state = learner.init(Problem(x.shape[1], 7), jax.random.key(0))
    layers, unit = state.layers, learner.unit

    def by_difference(places):
        found = layer_fields(layers, unit, x)
        return [
            losses(
                *(layers, unit, found, x, y, level, jnp.arange(len(rows)), places[level]),
                candidates_in(learner.memory, layers, level, len(x)),
            )
            for level, rows in enumerate(layers)
        ]

    def full_pass(level, neuron, row):
        changed = tuple(
            rows.at[neuron].set(row) if number == level else rows
            for number, rows in enumerate(layers)
        )
        return loss_of(layer_fields(changed, unit, x)[-1], y)

    def in_full(together: int):
        def run(places):
            return [
                jax.lax.map(
                    lambda one, level=level: full_pass(level, *one),
                    (
                        jnp.repeat(jnp.arange(len(rows)), particles),
                        places[level].reshape(-1, rows.shape[1]),
                    ),
                    batch_size=together,
                ).reshape(len(rows), particles)
                for level, rows in enumerate(layers)
            ]

        return run

    places = [population.particles.position for population in state.populations]
    ways: dict[str, Callable] = {"difference": jax.jit(by_difference)}
    ways |= {f"full, {n} at a time": jax.jit(in_full(n)) for n in (1, 16, 128)}
    results = {name: way(places) for name, way in ways.items()}
    for result in results.values():
        for one, other in zip(result, results["difference"], strict=True):
            np.testing.assert_allclose(one, other, rtol=2e-4, atol=2e-5)
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            started = time.perf_counter()
            jax.block_until_ready(way(places))
            seconds[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return {
        "hidden": hidden,
        "particles": particles,
        "milliseconds": {name: round(1e3 * value, 2) for name, value in medians.items()},
        "times_faster": {
            name: round(value / medians["difference"], 1)
            for name, value in medians.items()
            if name != "difference"
        },
    }


def main() -> None:
    """Read the options, measure, and print the results."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    parser = argparse.ArgumentParser(description="Measure the particle swarms.")
    parser.add_argument("what", choices=["accuracy", "mnist", "speed"])
    parser.add_argument("--tasks", nargs="+", default=["rice", "dry-bean", "digits"])
    methods = ["swarm", "network-swarm", "backpropagation", "support vectors"]
    parser.add_argument("--methods", nargs="+", choices=methods, default=methods)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0, help="the splits count from it")
    parser.add_argument("--seed", type=int, default=0, help="of mnist")
    names = sorted(ENCODERS)
    parser.add_argument("--encoder", choices=names, default="standardise", help="of mnist")
    parser.add_argument("--held-out", type=int, default=0, help="training images to ask, of mnist")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--hidden", type=int, default=16)
    parser.add_argument("--particles", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--set", nargs="+", default=[], metavar="FIELD=VALUE")
    options = parser.parse_args()
    settings = {"hidden": str(options.hidden), "particles": str(options.particles)}
    settings |= dict(text.split("=", 1) for text in options.set)
    print(json.dumps(environment()), flush=True)
    if options.what == "speed":
        print(json.dumps(speed(options.hidden, options.particles, options.repeats)))
        return
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    results = (
        mnist(
            options.steps,
            settings,
            options.seed,
            ENCODERS[options.encoder](),
            options.held_out,
        )
        if options.what == "mnist"
        else accuracies(options.tasks, seeds, options.steps, options.methods, settings)
    )
    for result in results:
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
