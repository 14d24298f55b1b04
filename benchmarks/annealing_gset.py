"""Graphs of the G-set, made from their arguments: cuts beside the best published ones.

    python benchmarks/annealing_gset.py --seconds 2
    python benchmarks/annealing_gset.py --seconds 10 --seeds 10 --graphs 1,2,3,4,5,6,11,43
    python benchmarks/annealing_gset.py --graphs 14,35 --files FOLDER

Without `--graphs` all that can be made and have at most 3000 vertices. The planar ones come from
files G14.txt and so on. Seconds are those of processor time. A run ends early when it has the
published cut. Run it with one core (taskset -c 0 on Linux).
"""

import argparse
import time
from pathlib import Path

import numpy as np

from basinet.annealing import MaxCut, Settings
from basinet.annealing.anneal import begin, watch
from basinet.annealing.files import read_problem
from basinet.annealing.problem import AbstractProblem
from basinet.annealing.published import BEST_CUTS
from basinet.annealing.rudy import REGENERATED, gset

SMALL = [number for number in REGENERATED if number < 55]


def problem_of(number: int, files: Path | None) -> AbstractProblem:
    """Return a graph, made or read."""
    return MaxCut(gset(number)) if files is None else read_problem(files / f"G{number}.txt")


def run(
    problem: AbstractProblem, published: float, seconds: float, seed: int
) -> tuple[float, float]:
    """Return the cut, and the seconds after which it was there."""
    settings = Settings(seconds=seconds, seed=seed, replicas=32)
    last = None
    for moment in watch(problem, settings, begin(problem), clock=time.process_time):
        last = moment
        if moment.value >= published:
            break
    assert last is not None
    return last.value, last.improvements[-1].seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--graphs", default=",".join(map(str, SMALL)))
    parser.add_argument("--files", type=Path, help="folder of G14.txt and so on")
    given = parser.parse_args()
    for number in map(int, given.graphs.split(",")):
        problem, published = problem_of(number, given.files), BEST_CUTS[number]
        ends = [run(problem, published, given.seconds, seed) for seed in range(given.seeds)]
        cuts, seconds = np.array(ends).T
        reached = cuts >= published
        times = np.sort(np.where(reached, seconds, np.inf))
        print(
            f"G{number:<3} published {published:6d}  reached by {reached.sum()} of {len(ends)}"
            f"  median {np.median(cuts):g} ({100 * np.median(cuts) / published:.2f} %)"
            f"  least {cuts.min():g}  median seconds {np.median(times):.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
