"""
Clocks that come into step
==========================

Order of coupled oscillators against their coupling, beside exact theory.
"""

import jax
import numpy as np

from basinet import theory, viz
from basinet.worlds import Kuramoto, evolve

at = np.array([0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0])
order = [
    evolve(Kuramoto(units=300, coupling=float(k)), jax.random.key(0), steps=1500, every=10)
    .seen["order"][75:]
    .mean()
    for k in at
]
figure = viz.curves(
    at,
    [
        viz.Line("300 oscillators", np.array(order), np.array([order, order])),
        viz.Line("theory", np.asarray(theory.kuramoto_order(at, 0.5)), dashed=True),
    ],
    title="Oscillators in step",
    along="coupling K",
    shares=True,
)
