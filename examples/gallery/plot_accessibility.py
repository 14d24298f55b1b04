"""
Who finds a fixed point
=======================

Relaxation needs a much larger self-coupling than message passing, on the same networks.
"""

import numpy as np

from basinet import search, viz

at = np.array([0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8])
methods = {"relaxation": search.Asynchronous(60), "focusing": search.FocusingBP(rungs=15)}
lines = []
for name, method in methods.items():
    points = list(search.accessibility(method, at, 100, 10, 0))
    share = np.array([point.fraction for point in points])
    lines.append(viz.Line(name, share, np.array([point.interval for point in points]).T))
figure = viz.curves(
    at,
    lines,
    title="Random networks in which a fixed point is found",
    note="100 neurons, ten networks a point",
    along=r"self-coupling $J_D$",
    shares=True,
)
