"""
A magnet forms
==============

Spins that their neighbours hold: states drawn at each temperature, beside Onsager's solution.
"""

import numpy as np

from basinet import viz
from basinet.annealing import ferromagnet, sample

beta = np.linspace(0.26, 0.58, 17)
lattice = ferromagnet(32, 32)
spins = [sample(lattice, beta=b, times=40, every=20, warm_up=1500, seed=0).spins for b in beta]
order = np.array([np.abs(one.mean(axis=-1)).mean() for one in spins])
exact = np.maximum(1 - np.sinh(2 * beta) ** -4.0, 0) ** 0.125
figure = viz.curves(
    beta,
    [viz.Line("32 x 32 spins", order), viz.Line("infinitely many", exact, dashed=True)],
    title="Spins in one direction",
    along=r"inverse temperature $\beta$",
    shares=True,
    marks=[("critical", np.log(1 + np.sqrt(2)) / 2)],
)
