"""
Where a dense memory retrieves
==============================

The largest load falls with the temperature, and later where more neurons interact.
"""

import numpy as np

from basinet import theory, viz

heat = np.linspace(0.1, 2.0, 40)
bounds = {order: np.asarray(theory.dense_boundary(heat, order)) for order in (3, 4, 5)}
figure = viz.curves(
    heat,
    [viz.Line(f"interactions of {order}", load / load.max()) for order, load in bounds.items()],
    title="Largest load that is retrieved, of the largest at any temperature",
    along="temperature",
    shares=True,
)
