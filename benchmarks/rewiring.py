"""Synapses that move: accuracy, where they end, and what an epoch costs.

    python benchmarks/rewiring.py input --synapses 20 --seeds 5
    python benchmarks/rewiring.py inside --synapses 10 --seeds 3
    python benchmarks/rewiring.py cost

`input`: MNIST at -1 and +1, of which a fifth of the pixels never change, the first 10,000 patterns,
6 epochs, 400 neurons with 10 recurrent synapses; accuracy on the test patterns after the last
epoch, the share of input synapses on pixels that are constant in what is learnt, and seconds of CPU
for an epoch. `inside`: entangled MNIST, 20,000 patterns, 8 epochs, 800 neurons of which the
recurrent synapses move. `cost`: CPU time of an epoch of 1,600 neurons with 25 recurrent synapses
that move, over that of an epoch without, measured in turns.
"""

import argparse
import time

import numpy as np

from basinet.core.input_recipes import FanInFrom
from basinet.core.moving import AtRandom, ByCredit, Fixed, Magnitude
from basinet.core.recipes import FanIn
from basinet.data import Raw, load
from basinet.learners import Steered
from basinet.learners.steered import Layers
from basinet.model import begin, learn

EPOCHS = 6
INSIDE_EPOCHS = 8


def signs(pixels):
    return np.where(pixels > 0.5, 1, -1).astype(np.float32)


def on_input(given, rule, seed, x, y, x_test, y_test):
    """Return accuracy, share on constant pixels, seconds of the median epoch."""
    wiring = Layers(within=FanIn(10), inputs=FanInFrom(given.synapses), rewire=rule)
    learner = Steered(hidden=given.hidden or 400, rate=0.05, wiring=wiring)
    last, seconds = taught(learner, Raw(), seed, x, y, EPOCHS)
    block = last.epoch.state.inputs.blocks[0]
    sources = np.asarray(getattr(block, "couplings", block).sources)
    constant = np.all(x == x[0], axis=0)
    right = last.scores(x_test).argmax(axis=1) == last.index(y_test)
    return float(np.mean(right)), float(constant[sources].mean()), seconds


def inside(given, rule, seed, data):
    """Return accuracy, deviation of the numbers of outgoing synapses, seconds of an epoch."""
    wiring = Layers(within=FanIn(given.synapses), rewire=rule)
    learner = Steered(hidden=given.hidden or 800, rate=0.05, wiring=wiring)
    x, y = data.x_train[:20000], data.y_train[:20000]
    last, seconds = taught(learner, data.encoder, seed, x, y, INSIDE_EPOCHS)
    block = last.epoch.state.network.couplings.blocks[0]
    sources = np.asarray(getattr(block, "couplings", block).sources)
    leaving = np.bincount(sources.ravel(), minlength=len(sources))
    right = last.scores(data.x_test).argmax(axis=1) == last.index(data.y_test)
    return float(np.mean(right)), float(leaving.std()), seconds


def taught(learner, encoder, seed, x, y, epochs):
    """Return the model after its epochs, and the median of their CPU seconds."""
    last = begin(learner, encoder, x, y, seed)
    seconds, began = [], time.process_time()
    for model in learn(last, x, y, epochs=epochs, batch_size=16, reuse=True):
        seconds.append(time.process_time() - began)
        began = time.process_time()
        last = model
    return last, float(np.median(seconds))


def cost(given, data):
    """Print the ratio of CPU times of an epoch with rewiring and one without, by turns."""
    x, y = data.x_train[: given.patterns], data.y_train[: given.patterns]
    turns = {}
    every = given.patterns // 16
    for rule in (Fixed(), ByCredit(every=every, times=1000), Magnitude(every=every, times=1000)):
        wiring = Layers(within=FanIn(25), rewire=rule)
        learner = Steered(hidden=given.hidden or 1600, rate=0.05, wiring=wiring)
        start = begin(learner, data.encoder, x, y, 0)
        turns[type(rule).__name__] = learn(start, x, y, epochs=given.turns + 1, batch_size=16)
    spent = {name: [] for name in turns}
    for turn in range(given.turns + 1):
        for name, course in turns.items():
            began = time.process_time()
            next(course)
            if turn:  # the first compiles
                spent[name].append(time.process_time() - began)
    for name, seconds in spent.items():
        ratios = np.array(seconds) / np.array(spent["Fixed"])
        print(
            f"{name:10} {np.median(seconds):.2f} s an epoch of {given.patterns} patterns,"
            f" ratio {np.median(ratios):.3f} ({ratios.min():.3f} to {ratios.max():.3f})",
            flush=True,
        )


def table(given, measured, epochs, per_epoch, words):
    """Print a line for each rule."""
    often = {"every": per_epoch, "times": epochs - 1}  # not after the last epoch
    for rule in (Fixed(), ByCredit(**often), Magnitude(**often), AtRandom(**often)):
        found = [measured(rule, seed) for seed in range(given.seeds)]
        right, second, seconds = map(np.array, zip(*found, strict=True))
        print(
            f"{type(rule).__name__:10} {np.round(right, 4)}  mean {right.mean():.4f}"
            f"  {words} {second.mean():.3f}  {np.median(seconds):.2f} s an epoch",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("input", "inside", "cost"))
    parser.add_argument("--synapses", type=int, default=20)
    parser.add_argument("--hidden", type=int, default=0, help="0 for that of the table")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--patterns", type=int, default=20000, help="of an epoch of cost")
    parser.add_argument("--turns", type=int, default=7)
    given = parser.parse_args()
    if given.what == "input":
        data = load("mnist")
        parts = signs(data.x_train[:10000]), data.y_train[:10000], signs(data.x_test), data.y_test
        table(
            given,
            lambda rule, seed: on_input(given, rule, seed, *parts),
            EPOCHS,
            625,
            "on constant pixels",
        )
        return
    data = load("entangled-mnist")
    if given.what == "cost":
        cost(given, data)
    else:
        words = "deviation of fan-out"
        table(given, lambda rule, seed: inside(given, rule, seed, data), INSIDE_EPOCHS, 1250, words)


if __name__ == "__main__":
    main()
