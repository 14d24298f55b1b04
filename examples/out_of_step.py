"""Learn on a graph whose nodes are never in step: threads own them, and messages arrive late.

Four of forty nodes are labelled. In every phase of every step of learning three threads lower one
energy, each in the nodes that it owns, in an order of its own, knowing the nodes of others from
messages that are up to 2 ms old. What is learnt is what nodes in step learn. Run it with
`python examples/out_of_step.py`; it takes a few seconds.
"""

from functools import partial

import numpy as np

from basinet.graphs import Late, Network, contrast, exact_gradient, learn, settle_in_threads
from basinet.graphs.learning import begin, energy_of, outputs
from basinet.graphs.tasks import communities

HOLD = 1.0
"""m of the energy: what draws a node to its own input."""


class Threads:
    """Settles an energy in threads; remembers how old the news was that nodes acted upon."""

    def __init__(self):
        self.oldest: list[int] = []

    def __call__(self, energy, *, start=None):
        late = Late(delay=2e-3, pause=1e-4)
        end = settle_in_threads(energy, threads=3, late=late, tolerance=3e-4, start=start)
        assert end.at_rest
        self.oldest.append(end.staleness)
        return end.states


def right(network: Network, task, settles) -> float:
    """Return the share of nodes without a label that are told rightly."""
    said = outputs(network, settles(energy_of(network, task, hold=HOLD)))
    return float(np.mean(np.sign(said) == task.targets, where=~task.labelled))


def main() -> None:
    """Learn the labels out of step and in step, and compare."""
    task, threads, start = communities(40, seed=2), Threads(), begin(4, 2, 3, seed=2)
    steps = {"steps": 15, "rate": 0.2}
    gradient = partial(contrast, strength=0.1, hold=HOLD, settles=threads)
    learnt, losses = learn(start, [task], gradient=gradient, **steps)
    exact, _ = learn(start, [task], gradient=partial(exact_gradient, hold=HOLD), **steps)
    apart = max(float(np.abs(a - b).max()) for a, b in zip(learnt, exact, strict=True))
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f} in {steps['steps']} steps out of step")
    print(f"the oldest news in a phase: {np.median(threads.oldest):.0f} updates, at the median")
    print(
        f"largest difference from the weights that the exact gradient learns in step: {apart:.1e}"
    )
    print(f"unlabelled nodes told rightly, by threads: {right(learnt, task, threads):.3f}")


if __name__ == "__main__":
    main()
