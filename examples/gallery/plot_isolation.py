"""
How lonely a typical fixed point is
===================================

Below the isolation distance no other fixed point lies near a typical one.
"""

import numpy as np

from basinet import theory, viz

d = np.linspace(0.002, 0.5, 120)
lines = [
    viz.Line(f"$J_D$ = {own:g}", np.asarray(theory.typical_entropy(d, own)))
    for own in (0.05, 0.1, 0.3)
]
figure = viz.curves(
    d,
    lines,
    title="Fixed points at a distance from a typical one, logarithm for each neuron",
    note="below 0: none",
    along="distance, share of neurons that differ",
)
