"""Seconds of processor time for one update of one spin, by one thread and by the peers.

    python benchmarks/annealing_updates.py

An update offers one spin of one replica a flip. The schedule is the default one, from hot to cold.
Run it with one core (taskset -c 0 on Linux); the peers are measured where they are installed.
"""

import time
from importlib.util import find_spec

import numpy as np

from basinet.annealing import Graph, MaxCut, draws
from basinet.annealing.graphs import two_planar
from basinet.annealing.rudy import gset
from basinet.annealing.sweeps import replicas_of, sweeper
from basinet.bench.annealing.solvers import DWaveAnnealing, OpenJij

REPLICAS, SWEEPS, REPEATS = 32, 1000, 3


def ours(graph: Graph, by_hand: bool, sweeps: int) -> float:
    problem = MaxCut(graph)
    made = sweeper(problem.ising, by_hand=by_hand)
    order = np.arange(graph.n, dtype=np.int32)[None]
    betas = np.geomspace(0.1, 5, sweeps)
    best = np.inf
    for repeat in range(REPEATS + 1):
        words, spins = draws.start(repeat, 0, REPLICAS, graph.n)
        started = time.process_time()
        np.asarray(made.run(order, betas, replicas_of(spins, words, True))[1])
        if repeat:  # the first compiles
            best = min(best, time.process_time() - started)
    return best / (graph.n * REPLICAS * sweeps)


def peer(solver: DWaveAnnealing | OpenJij, graph: Graph) -> float:
    attempts = solver.cuts(graph, "5000 sweeps", 0, 0.0)
    next(attempts)
    best = np.inf
    for _ in range(REPEATS):
        started = time.process_time()
        next(attempts)
        best = min(best, time.process_time() - started)
    return best / (graph.n * 5000)


def main() -> None:
    graphs = {
        "G11": gset(11),
        "planar-2000": two_planar(2000, 20001),
        "G22": gset(22),
        "G1": gset(1),
    }
    for name, graph in graphs.items():
        degree = 2 * len(graph.edges) / graph.n
        words = [
            f"{name:12} degree {degree:4.1f}  native {1e9 * ours(graph, True, SWEEPS):6.2f} ns"
        ]
        words.append(f"JAX {1e9 * ours(graph, False, 20):7.1f} ns")
        there = [one for one in (DWaveAnnealing(), OpenJij()) if find_spec(one.package)]
        words += [f"{one.name} {1e9 * peer(one, graph):6.1f} ns" for one in there]
        print("  ".join(words), flush=True)


if __name__ == "__main__":
    main()
