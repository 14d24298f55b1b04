"""What stacking gains: the time of one run of a sweep alone, and as one of eight in a stack.

    python benchmarks/stacked_runs.py --hidden 16 32 64 128

For each size one line: milliseconds for a run of five epochs on the digits, wall and CPU time,
alone and in a stack, and the ratios. Medians over repeats, without the first, which compiles.
"""

import argparse
import time
from dataclasses import replace
from statistics import median

from basinet import Steered
from basinet.data import Dataset, load
from basinet.runs import Run
from basinet.sweeps.together import advance

STACK = 8


def cost(run: Run, width: int, data: Dataset, repeats: int) -> tuple[float, float]:
    """Median wall and CPU time in milliseconds for each run of a stack of so many."""
    walls, cpus = [], []
    for repeat in range(repeats + 1):
        runs = [replace(run, seed=100 * repeat + place) for place in range(width)]
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in advance(runs, data, width):
            pass
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    scale = 1e3 / width
    return scale * median(walls[1:]), scale * median(cpus[1:])


def main() -> None:
    """Print one line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--hidden", type=int, nargs="+", default=[16, 32, 64, 128])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    data = load("digits")
    print("hidden   wall: alone stacked ratio   CPU: alone stacked ratio")
    for hidden in options.hidden:
        run = Run(Steered(hidden=hidden), epochs=5)
        alone = cost(run, 1, data, options.repeats)
        stacked = cost(run, STACK, data, options.repeats)
        parts = [f"{a:11.1f} {b:7.1f} {a / b:5.2f}" for a, b in zip(alone, stacked, strict=True)]
        print(f"{hidden:6d} {parts[0]} {parts[1]}", flush=True)


if __name__ == "__main__":
    main()
