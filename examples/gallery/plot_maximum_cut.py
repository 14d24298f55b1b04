"""
A cut by many cooled replicas
=============================

Values on the way, and which edges are cut at its end.
"""

import numpy as np

from basinet import viz
from basinet.annealing import MaxCut, anneal
from basinet.annealing.graphs import erdos_renyi

problem = MaxCut(erdos_renyi(500, 1500, seed=1))
end = anneal(problem, sweeps=6000, replicas=128, seed=0)
matrix = problem.ising.matrix.tocoo()
upper = matrix.coords[0] < matrix.coords[1]
pairs = np.stack(matrix.coords, axis=1)[upper].astype(np.int64)
agree = end.spins[pairs[:, 0]] * end.spins[pairs[:, 1]] * matrix.data[upper] > 0
figure = viz.annealing(
    np.array([one.sweeps for one in end.readings], float),
    np.array([one.mean for one in end.readings]),
    np.array([one.best for one in end.readings]),
    [],
    pairs,
    agree,
    end.spins > 0,
    title="Cut of a random graph",
    note=f"best {end.value:g} of {len(pairs)} edges",
)
