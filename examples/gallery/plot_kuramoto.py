"""
Clocks that come into step
==========================

Order of coupled oscillators against their coupling, beside the theory of infinitely many.
"""

import jax
import numpy as np

from basinet import theory, viz
from basinet.worlds import Kuramoto, evolve

coupling = np.linspace(0.25, 3.0, 1101)
order = np.full(coupling.size, np.nan)
for at in range(0, coupling.size, 50):
    clocks = Kuramoto(units=300, coupling=float(coupling[at]))
    order[at] = evolve(clocks, jax.random.key(0), steps=1500, every=10).seen["order"][75:].mean()
figure = viz.curves(
    coupling,
    [
        viz.Line("300 oscillators", order, np.array([order, order])),
        viz.Line("infinitely many", np.asarray(theory.kuramoto_order(coupling, 0.5))),
    ],
    title="Oscillators in step",
    along="coupling K",
    shares=True,
)
