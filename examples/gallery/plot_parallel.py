"""
Several patterns at once
========================

Patterns with blanks leave neurons free for others: one state retrieves three.
"""

import numpy as np

from basinet import theory, viz

blank = np.linspace(0.02, 0.95, 40)
found = np.array([theory.multitask(d, 3).overlaps for d in blank])
lines = [viz.Line(f"pattern {k + 1}", found[:, k]) for k in range(3)]
figure = viz.curves(
    blank,
    lines,
    title="Overlaps of one state with three patterns",
    along="share of blanks in a pattern",
    shares=True,
    marks=(("the hierarchy ends", float(theory.hierarchy_end(3))),),
)
