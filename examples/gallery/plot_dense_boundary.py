"""
Where a dense memory retrieves
==============================

The largest load falls with the temperature; N^(P - 1) patterns are the unit of interactions of P.
"""

import numpy as np

from basinet import theory, viz

heat = np.linspace(0.1, 2.0, 40)
lines = [
    viz.Line(f"interactions of {order}", np.asarray(theory.dense_boundary(heat, order)))
    for order in (3, 4, 5)
]
figure = viz.curves(
    heat,
    lines,
    title="Largest load K / N^(P - 1) that is retrieved",
    along="temperature",
)
