"""
How many fixed points a random network has
==========================================

The number grows exponentially with the number of neurons; its logarithm for each neuron is a closed
formula of the self-coupling.
"""

import numpy as np

from basinet import theory, viz

at = np.linspace(0.0, 1.5, 60)
lines = [
    viz.Line(rf"margin $\kappa$ = {margin:g}", np.asarray(theory.complexity(at, margin)))
    for margin in (0.0, 0.3, 0.6)
]
figure = viz.curves(
    at,
    lines,
    title="Fixed points of random networks, logarithm for each neuron",
    along=r"self-coupling $J_D$",
)
