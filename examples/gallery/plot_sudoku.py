"""
The rules of Sudoku, from solved grids
======================================

Hebb's rule sees grids and no rule. Cells that never agree have a correlation of exactly -1/9.
"""

import numpy as np

from basinet import viz
from basinet.reproductions.sudoku_settling import hebb, solved_grid

rng = np.random.default_rng(0)
grids = np.array([solved_grid(rng) for _ in range(200)])
counts = np.array([2, 4, 8, 16, 32, 64, 128, 200])
apart = ~np.eye(81, dtype=bool)
lowest, rules = [], []
for count in counts:
    found = hebb(grids[:count])[apart]
    rules.append(np.isclose(found, -1 / 9).sum() / 1620)
    lowest.append((found < -0.1).sum() / 1620)
figure = viz.curves(
    counts.astype(float),
    [
        viz.Line("exactly -1/9", np.array(rules)),
        viz.Line("below -0.1", np.array(lowest), dashed=True),
    ],
    title="Pairs of cells that look like a rule, over those that are",
    along="solved grids that were seen",
)
