"""
Counted one by one, and computed
================================

All states of networks of ten neurons, against the exact mean of the ensemble.
"""

import numpy as np

from basinet import theory, viz
from basinet.search import random_couplings

at = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
counts = np.array(
    [
        [len(theory.enumerate_fixed_points(random_couplings(10, k), own)) for k in range(60)]
        for own in at
    ]
)
mean, error = counts.mean(axis=1), 2 * counts.std(axis=1) / 60**0.5
figure = viz.curves(
    at,
    [
        viz.Line("counted", mean, np.array([mean - error, mean + error])),
        viz.Line("exact mean", np.asarray(theory.expected_count(at, 10)), dashed=True),
    ],
    title="Fixed points of networks of ten neurons",
    note="60 networks a point, two standard errors",
    along=r"self-coupling $J_D$",
)
