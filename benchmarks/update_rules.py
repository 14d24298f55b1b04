"""Compare the update rules: what training with each costs and gives, and how long a sweep takes.

    python benchmarks/update_rules.py --epochs 3

Trains the same network on entangled MNIST with synchronous, partly random and sequential updates
and prints one JSON line for each: seconds of an epoch (the median without the first, which
compiles), sweeps until a trained network settled and held-out accuracy. With `--sweep`
times instead one sweep of a large layer from random states and prints the ratio of the sequential
sweep to the synchronous one. Needs the MNIST files; `basinet data fetch mnist` brings them.
"""

import argparse
import json
import statistics
import time

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from basinet.core import (
    AbstractDynamics,
    Configuration,
    Network,
    RandomSubset,
    Sequential,
    Synchronous,
    random_recurrent,
)
from basinet.data import load
from basinet.learners import Steered
from basinet.model import begin, learn
from basinet.runs import environment, evaluate
from basinet.settings import spell

RULES = (Synchronous(), RandomSubset(0.85), Sequential())


def train(rule: AbstractDynamics, options: argparse.Namespace) -> dict:
    """Train one network and return what was measured."""
    data = load("entangled-mnist")
    x, y = data.x_train[: options.samples], data.y_train[: options.samples]
    learner = Steered(hidden=options.hidden, dynamics=rule)
    untrained = begin(learner, data.encoder, x, y, options.seed)
    seconds: list[float] = []
    accuracies: list[float] = []
    settling = None
    started = time.perf_counter()
    for model in learn(untrained, x, y, epochs=options.epochs, batch_size=options.batch_size):
        seconds.append(time.perf_counter() - started)
        found = evaluate(model, data.x_test, data.y_test)
        accuracies.append(round(found.accuracy, 4))
        settling = found.settling
        started = time.perf_counter()
    assert settling is not None, "a steered network relaxes"
    return {
        "rule": spell(rule),
        "hidden": options.hidden,
        "patterns": len(x),
        "batch_size": options.batch_size,
        "seed": options.seed,
        "accuracy": accuracies,
        "sweeps": round(settling.sweeps, 2),
        "fixed_points": round(settling.fixed_points, 4),
        "epoch_seconds": round(statistics.median(seconds[1:] or seconds), 2),
    }


@eqx.filter_jit
def sweep(rule: AbstractDynamics, network: Network, now: Configuration) -> Configuration:
    """Return the spins and their field after one sweep from some spins with their field."""
    return rule.sweep(network, jnp.zeros_like(now.spins), now, jax.random.key(0))


def time_sweeps(neurons: int, batch: int, repeats: int) -> dict:
    """Return the median time of a sweep under each rule, and the ratio to the synchronous one."""
    network = Network(random_recurrent(neurons, jax.random.key(0)), jnp.asarray(0.5))
    rng = np.random.default_rng(0)
    spins = jnp.asarray(rng.choice([-1.0, 1.0], (batch, neurons)), jnp.float32)
    now = network.place(spins)
    seconds: dict[str, list[float]] = {spell(rule): [] for rule in RULES}
    for number in range(repeats + 1):
        for rule in RULES:  # in turn, so that a disturbance meets all of them
            started = time.perf_counter()
            jax.block_until_ready(sweep(rule, network, now))
            if number:  # the first compiles
                seconds[spell(rule)].append(time.perf_counter() - started)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    base = medians[spell(Synchronous())]
    return {
        "neurons": neurons,
        "batch": batch,
        "sweep_milliseconds": {name: round(1000 * value, 2) for name, value in medians.items()},
        "over_synchronous": {name: round(value / base, 2) for name, value in medians.items()},
    }


def main() -> None:
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(description="Compare the update rules.")
    parser.add_argument("--hidden", type=int, default=400)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--samples", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rules", nargs="+", type=int, default=[0, 1, 2], help="of the three")
    parser.add_argument("--sweep", action="store_true", help="time single sweeps and stop")
    parser.add_argument("--neurons", type=int, default=1600, help="for --sweep")
    parser.add_argument("--batch", type=int, default=128, help="for --sweep")
    parser.add_argument("--repeats", type=int, default=15, help="for --sweep")
    options = parser.parse_args()
    print(json.dumps(environment()), flush=True)
    if options.sweep:
        print(json.dumps(time_sweeps(options.neurons, options.batch, options.repeats)), flush=True)
        return
    for number in options.rules:
        print(json.dumps(train(RULES[number], options)), flush=True)


if __name__ == "__main__":
    main()
