"""Synapses that move: accuracy, and where they end, on pixels of which a fifth never changes.

    python benchmarks/rewiring.py --synapses 20 --seeds 5

MNIST at -1 and +1, the first 10,000 patterns, 6 epochs, 400 neurons with 10 recurrent synapses;
accuracy on the 10,000 test patterns after the last epoch, the share of input synapses on pixels
that are constant in what is learnt, and seconds of CPU for an epoch.
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


def signs(pixels):
    return np.where(pixels > 0.5, 1, -1).astype(np.float32)


def measured(given, rule, seed, x, y, x_test, y_test):
    """Return accuracy, share on constant pixels, seconds of the median epoch."""
    wiring = Layers(within=FanIn(10), inputs=FanInFrom(given.synapses), rewire=rule)
    learner = Steered(hidden=given.hidden, rate=0.05, wiring=wiring)
    last = begin(learner, Raw(), x, y, seed)
    seconds, began = [], time.process_time()
    for model in learn(last, x, y, epochs=EPOCHS, batch_size=16, reuse=True):
        seconds.append(time.process_time() - began)
        began = time.process_time()
        last = model
    block = last.epoch.state.inputs.blocks[0]
    sources = np.asarray(getattr(block, "couplings", block).sources)
    constant = np.all(x == x[0], axis=0)
    right = last.scores(x_test).argmax(axis=1) == last.index(y_test)
    return float(np.mean(right)), float(constant[sources].mean()), float(np.median(seconds))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--synapses", type=int, default=20)
    parser.add_argument("--hidden", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    data = load("mnist")
    parts = signs(data.x_train[:10000]), data.y_train[:10000], signs(data.x_test), data.y_test
    often = {"every": 625, "times": EPOCHS - 1}  # not after the last epoch
    for rule in (Fixed(), ByCredit(**often), Magnitude(**often), AtRandom(**often)):
        found = [measured(given, rule, seed, *parts) for seed in range(given.seeds)]
        right, constant, seconds = map(np.array, zip(*found, strict=True))
        print(
            f"{type(rule).__name__:10} {np.round(right, 4)}  mean {right.mean():.4f}"
            f"  on constant pixels {constant.mean():.3f}  {np.median(seconds):.2f} s an epoch",
            flush=True,
        )


if __name__ == "__main__":
    main()
