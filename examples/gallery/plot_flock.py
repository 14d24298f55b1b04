"""
How much noise a flock stands
=============================

Order of a hundred birds against the noise of their headings.
"""

import jax
import numpy as np

from basinet import viz
from basinet.worlds import Vicsek, evolve

noise = np.array([0.5, 1.0, 2.0, 3.0, 4.0, 5.0])
order = [
    np.asarray(
        evolve(Vicsek(noise=float(eta)), jax.random.key(0), steps=400, every=4).seen["order"]
    )[50:]
    for eta in noise
]
mean, spread = np.array([one.mean() for one in order]), np.array([one.std() for one in order])
figure = viz.curves(
    noise,
    [viz.Line("order", mean, np.array([mean - spread, mean + spread]))],
    title="Birds that fly together",
    along=r"noise $\eta$",
    shares=True,
)
