"""Time what a search for fixed points costs: a sweep, a step, an iteration, and what comes before.

    python benchmarks/search_costs.py --neurons 500 1000 2000
    python benchmarks/search_costs.py --neurons 20000 --most 12

Networks have independent Gaussian couplings and a self-coupling at which no method finds anything,
so that each makes all the steps it is given. Two lengths are timed by turns, after one call that
compiles; their difference is divided by the steps between them, and the median of the turns is
taken. Prints a row of a table in Markdown for each size, processor seconds of one start.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable

import numpy as np

from basinet.search import (
    AbstractMethod,
    Asynchronous,
    ReinforcedBP,
    Synchronous,
    find_fixed_points,
    random_couplings,
)

METHODS: tuple[tuple[str, Callable[[int], AbstractMethod]], ...] = (
    ("asynchronous, a sweep", Asynchronous),
    ("synchronous, a step", Synchronous),
    ("message passing, an iteration", lambda most: ReinforcedBP(max_iterations=most)),
)
OWN = 0.02
"""A self-coupling below the reach of all of them."""


def seconds(couplings: np.ndarray, method: AbstractMethod) -> float:
    """Return the processor seconds of one search."""
    started = time.process_time()
    find_fixed_points(couplings, OWN, method=method)
    return time.process_time() - started


def row(neurons: int, few: int, most: int, turns: int) -> str:
    """Return the costs of networks of one size."""
    started = time.process_time()
    couplings = random_couplings(neurons, 0)
    drawn = time.process_time() - started
    cells = [f"{neurons:,}", f"{couplings.nbytes / 1e6:.0f} MB", f"{drawn:.2g} s"]
    before = []
    for _, made in METHODS:
        seconds(couplings, made(few))
        pairs = [
            (seconds(couplings, made(few)), seconds(couplings, made(most))) for _ in range(turns)
        ]
        each = statistics.median((long - short) / (most - few) for short, long in pairs)
        before.append(statistics.median(short for short, _ in pairs) - few * each)
        cells.append(f"{float(f'{1e3 * each:.2g}'):g} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return f"| {' | '.join([*cells, f'{min(before):.2g} s', f'{peak:.1f} GB'])} |"


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description="Time the search for fixed points.")
    parser.add_argument("--neurons", type=int, nargs="+", default=[500, 1000, 2000])
    parser.add_argument("--few", type=int, default=2)
    parser.add_argument("--most", type=int, default=102)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    titles = [name for name, _ in METHODS]
    head = ["N", "couplings", "drawn", *titles, "before and after", "memory at most"]
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for neurons in options.neurons:
        print(row(neurons, options.few, options.most, options.turns), flush=True)


if __name__ == "__main__":
    main()
