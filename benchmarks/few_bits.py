"""Measure what weights of few bits cost where the couplings matter.

    python benchmarks/few_bits.py
    python benchmarks/few_bits.py --seeds 1 --columns plastic

The task is that of `benchmarks/couplings_worth.py --tasks held`: the pattern is shown and
withdrawn, and in every sweep a neuron loses its state with a probability of 10 %. Networks without
couplings and with plastic ones are rounded after learning, couplings, inputs and readout, as
`basinet export --bits` does; the self-coupling and the thresholds are kept. Prints a table in
Markdown, mean and spread over seeds of the share of right answers.
"""

import argparse
from typing import TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from couplings_worth import COLUMNS, LOST, TASKS, accuracy, cell, networks

from basinet.core import Dense, Recurrent
from basinet.data import load
from basinet.exchange.rounding import rounded
from basinet.learners.steered import Wiring

BITS = (None, 8, 6, 4, 3, 2)
Tree = TypeVar("Tree")


def of_few_bits(state: Wiring, bits: int | None) -> Wiring:
    """Return what was learnt with its weights rounded."""

    def of(block: object) -> object:
        if not isinstance(block, Dense | Recurrent):
            return block
        weights = rounded(np.asarray(block.weights, np.float64).T, bits).T
        return eqx.tree_at(lambda it: it.weights, block, jnp.asarray(weights, jnp.float32))

    def every(tree: Tree) -> Tree:
        return jax.tree.map(of, tree, is_leaf=lambda it: isinstance(it, Dense | Recurrent))

    parts = (state.network.couplings, state.inputs, state.readout)
    return eqx.tree_at(
        lambda it: (it.network.couplings, it.inputs, it.readout), state, tuple(map(every, parts))
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What weights of few bits cost.")
    parser.add_argument("--hidden", type=int, default=400)
    parser.add_argument("--rate", type=float, default=0.3, help="of plastic couplings")
    parser.add_argument("--seeds", type=int, default=3, help="from 0")
    parser.add_argument(
        "--columns", nargs="+", choices=list(COLUMNS)[:4], default=["none", "plastic"]
    )
    options = parser.parse_args()
    data = load("entangled-mnist")
    x = data.encoder.encode(data.x_train, data.encoder.measure(data.x_train[:50_000]))
    y = np.unique(data.y_train, return_inverse=True)[1].astype(np.int32)
    parts = x[:50_000], y[:50_000], x[50_000:], y[50_000:]
    course, ways = TASKS["held"]
    way = ways[LOST.format(20)]
    print(f"| J | {' | '.join('float32' if it is None else f'{it} bits' for it in BITS)} |")
    print("|---" * (len(BITS) + 1) + "|", flush=True)
    for name in options.columns:
        found: list[list[float]] = [[] for _ in BITS]
        for learner, state in networks(COLUMNS[name], course, parts, options):
            for bits, values in zip(BITS, found, strict=True):
                values.append(accuracy(learner, of_few_bits(state, bits), way, parts))
        print(f"| {COLUMNS[name].name} | {' | '.join(map(cell, found))} |", flush=True)


if __name__ == "__main__":
    main()
