"""Time an epoch of the steered network and measure its accuracy on entangled MNIST.

    python benchmarks/learning_step.py --hidden 400 1600 --epochs 3

Prints one JSON line for each size: seconds of the first epoch (with compilation) and the median
of the others, the peak memory of the process, and the held-out accuracy after each epoch. Needs
the MNIST files; `basinet data fetch mnist` brings them.
"""

import argparse
import json
import resource
import statistics
import time

import numpy as np

from basinet.data import load
from basinet.learners import Steered
from basinet.model import begin, learn
from basinet.runs import accuracy, environment


def measure(hidden: int, epochs: int, batch_size: int, seed: int, samples: int) -> dict:
    """Train one network with the reference settings and return what was measured."""
    data = load("entangled-mnist")
    x, y = data.x_train[:samples], data.y_train[:samples]
    untrained = begin(Steered(hidden=hidden), data.encoder, x, y, seed)
    seconds: list[float] = []
    accuracies: list[float] = []
    started = time.perf_counter()
    for model in learn(untrained, x, y, epochs=epochs, batch_size=batch_size):
        seconds.append(time.perf_counter() - started)
        accuracies.append(round(accuracy(model, data.x_test, data.y_test), 4))
        started = time.perf_counter()
    return {
        "hidden": hidden,
        "batch_size": batch_size,
        "patterns": len(x),
        "seed": seed,
        "first_epoch_seconds": round(seconds[0], 2),
        "median_epoch_seconds": round(statistics.median(seconds[1:] or seconds), 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "held_out_accuracy": accuracies,
        "best": float(np.max(accuracies)),
    }


def main() -> None:
    """Read the options, measure each size and print the results."""
    parser = argparse.ArgumentParser(description="Time epochs of the steered network.")
    parser.add_argument("--hidden", type=int, nargs="+", default=[400, 1600])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=int, default=60_000)
    options = parser.parse_args()
    print(json.dumps(environment()), flush=True)
    for hidden in options.hidden:
        result = measure(hidden, options.epochs, options.batch_size, options.seed, options.samples)
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
