"""
The rules of Sudoku, from solved grids
======================================

Hebb's rule sees grids and no rule. Black: cells that never had the digit of a chosen one.
"""

import numpy as np

from basinet import viz
from basinet.reproductions.sudoku_settling import hebb, solved_grid

rng = np.random.default_rng(0)
grids = np.array([solved_grid(rng) for _ in range(200)])
seen = (3, 10, 30, 200)
cells = [0, 13, 24, 40, 47, 56, 70, 80]
rows = [(f"{count} grids", np.isclose(hebb(grids[:count])[cells], -1 / 9) * 1.0) for count in seen]
figure = viz.completion(rows, (9, 9), title="Cells that never agree with a chosen one")
