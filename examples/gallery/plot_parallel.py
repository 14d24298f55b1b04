"""
Several patterns at once
========================

Patterns with blanks leave neurons free for others: one state retrieves three. Where more than
0.618 are blank, the strongest loses at one stroke what the others gain.
"""

import numpy as np

from basinet import theory, viz

end = float(theory.hierarchy_end(3))
blank = np.concatenate([np.linspace(0.02, end - 1e-6, 60), np.linspace(end + 1e-6, 0.95, 40)])
found = np.array([theory.multitask(d, 3).overlaps for d in blank])
lines = [viz.Line(f"pattern {k + 1}", found[:, k]) for k in range(3)]
figure = viz.curves(
    blank,
    lines,
    title="Overlaps of one state with three patterns",
    along="share of blanks in a pattern",
    shares=True,
    marks=(("the hierarchy ends", end),),
)
