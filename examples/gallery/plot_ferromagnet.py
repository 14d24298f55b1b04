"""
A magnet forms
==============

Spins that their neighbours hold: states drawn at each temperature, beside Onsager's solution.
"""

import numpy as np

from basinet import viz
from basinet.annealing import ferromagnet, sample

beta = np.linspace(0.26, 0.58, 1601)
drawn = np.full((3, beta.size), np.nan)
for at in range(0, beta.size, 100):
    states = sample(ferromagnet(32, 32), beta=beta[at], times=40, every=20, warm_up=1500).spins
    each = np.abs(states.mean(axis=-1))
    drawn[:, at] = each.mean(), *np.quantile(each, [0.05, 0.95])
exact = np.maximum(1 - np.sinh(2 * beta) ** -4.0, 0) ** 0.125
figure = viz.curves(
    beta,
    [viz.Line("32 x 32 spins", drawn[0], drawn[1:]), viz.Line("infinitely many", exact)],
    title="Spins in one direction",
    note="dots: mean of the states; bars: 90 % of them",
    along=r"inverse temperature $\beta$",
    shares=True,
    marks=[("critical", np.log(1 + np.sqrt(2)) / 2)],
)
