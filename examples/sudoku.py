"""Learn the rules of Sudoku from solved grids by Hebb's rule, and solve puzzles by annealing.

A cell is a unit of nine states, one digit on. Hebb's rule sees solved grids and no rule: the
correlation of two cells that share a row, a column or a box is -1/9 exactly, that of all others
near 0.02. Cut at -0.1, the couplings are the rules. A heat bath that is cooled then fills the free
cells, from thirty starts; the state of lowest energy wins. The functions stand in
`basinet/reproductions/sudoku_settling.py`.

Phases alone solve none of these: on spheres (arXiv 2410.13821) with the same couplings nothing
comes out right. There it is couplings trained for it that do.
"""

import sys

import jax
import jax.numpy as jnp
import numpy as np

from basinet.reproductions.sudoku_settling import (
    annealed,
    hebb,
    is_right,
    network,
    puzzle,
    rules,
    solved_grid,
)

GRIDS, PUZZLES = 500, int(sys.argv[1]) if len(sys.argv) > 1 else 2


def main():
    rng = np.random.default_rng(0)
    grids = np.array([solved_grid(rng) for _ in range(GRIDS + PUZZLES)])
    couplings = rules(hebb(grids[:GRIDS]))
    found = int((couplings < 0).sum())
    print(f"{GRIDS} grids, {found} couplings between cells; the rules of Sudoku are {81 * 20}")
    cells = network(couplings)
    for clues in (45, 36, 30):
        right = 0
        for number, grid in enumerate(grids[GRIDS:]):
            given = puzzle(grid, clues, rng)
            answer, _ = annealed(cells, jnp.asarray(given), jax.random.key(number))
            right += is_right(np.asarray(answer), given)
        print(f"{clues} clues: {right} of {PUZZLES} puzzles solved", flush=True)


if __name__ == "__main__":
    main()
