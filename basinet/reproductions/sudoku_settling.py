"""Sudoku by settling: its rules from solved grids by Hebb's rule, puzzles by a cooled heat bath.

A cell is a unit of nine states, one digit on. Hebb's rule sees solved grids and no rule: the
correlation of two cells that share a row, a column or a box is -1/9 exactly, that of all others
near 0.02. Cut at -0.1, the couplings are the rules. A heat bath that is cooled then fills the free
cells, from many starts; the state of lowest energy wins.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, Real

from basinet._types import Key
from basinet.core import Dense
from basinet.rates import Alike

STARTS, SWEEPS = 30, 300
"""States that are cooled side by side, and for how long."""

WARM, COLD = 0.3, 6.0
"""Inverse temperatures of the first and the last sweep."""

Grid = Int[np.ndarray, "81"]
"""Digits from 0 to 8, row by row; -1 where a cell is free."""


def solved_grid(rng: np.random.Generator) -> Grid:
    """Fill an empty grid at random, the cell with the fewest digits left first."""
    grid, rows, columns, boxes = np.zeros(81, int), [511] * 9, [511] * 9, [511] * 9

    def take(cell: int, digit: int) -> None:
        r, c = divmod(cell, 9)
        mask = 1 << digit
        grid[cell] = digit
        for lines, line in ((rows, r), (columns, c), (boxes, r // 3 * 3 + c // 3)):
            lines[line] ^= mask

    def left(cell: int) -> int:
        r, c = divmod(cell, 9)
        return rows[r] & columns[c] & boxes[r // 3 * 3 + c // 3]

    def fill(free: frozenset[int]) -> bool:
        if not free:
            return True
        cell = min(free, key=lambda one: left(one).bit_count())
        for digit in rng.permutation([d for d in range(9) if left(cell) >> d & 1]).tolist():
            take(cell, digit)
            if fill(free - {cell}):
                return True
            take(cell, digit)  # takes it back
        return False

    for cell, digit in enumerate(rng.permutation(9).tolist()):  # the first row is free
        take(cell, digit)
    fill(frozenset(range(9, 81)))
    return grid


def hebb(grids: Int[np.ndarray, "grids 81"]) -> Float[np.ndarray, "81 81"]:
    """Return the mean over grids of (on_i - 1/9) . (on_j - 1/9) for every two cells."""
    seen = np.eye(9)[grids] - 1 / 9
    return np.einsum("gia,gja->ij", seen, seen) / len(grids)


def rules(correlations: Float[np.ndarray, "81 81"]) -> Float[np.ndarray, "81 81"]:
    """Return couplings of -1 between cells that never show the same digit, of 0 elsewhere."""
    return np.where(correlations < -0.1, -1.0, 0.0)


def network(couplings: Real[np.ndarray, "81 81"]) -> Alike:
    """Return units of nine states that are coupled digit by digit."""
    return Alike(Dense(jnp.asarray(couplings, jnp.float32)), 9)


def puzzle(grid: Grid, clues: int, rng: np.random.Generator) -> Grid:
    """Return a grid with so many cells left, -1 in the others."""
    kept = rng.permutation(81)[:clues]
    return np.where(np.isin(np.arange(81), kept), grid, -1)


def is_right(found: Grid, given: Grid) -> bool:
    """Whether a grid keeps all rules and all clues, checked without any coupling."""
    table = found.reshape(9, 9)
    boxes = table.reshape(3, 3, 3, 3).swapaxes(1, 2).reshape(9, 9)
    lines = [*table, *table.T, *boxes]
    kept = bool((found[given >= 0] == given[given >= 0]).all())
    return kept and all(len(set(line)) == 9 for line in lines)


@jax.jit
def annealed(
    couplings: Alike, clues: Int[Array, "81"], key: Key
) -> tuple[Int[Array, "81"], Float[Array, ""]]:
    """Return the best of many cooled states and its energy: the number of broken rules.

    Args:
        couplings: between the cells, see `network`.
        clues: the puzzle.
        key: of starts, order and noise.
    """
    free = clues < 0
    key_start, key_run = jax.random.split(key)
    digits = jnp.where(free, jax.random.randint(key_start, (STARTS, 81), 0, 9), clues)
    field = couplings(jax.nn.one_hot(digits, 9).reshape(STARTS, 729))

    def sweep(at: tuple) -> tuple:
        number, digits, field = at
        beta = WARM + (COLD - WARM) * number / SWEEPS
        key_now = jax.random.fold_in(key_run, number)
        order = jax.random.permutation(key_now, 81)
        noise = jax.random.gumbel(key_now, (81, STARTS, 9))

        def update(place: Array, at: tuple) -> tuple:
            digits, field = at
            cell = order[place]
            here = jax.lax.dynamic_slice(field, (0, 9 * cell), (STARTS, 9))
            drawn = jnp.argmax(beta * here + noise[place], axis=1)
            new = jnp.where(free[cell], drawn, digits[:, cell])
            change = couplings.rows(9 * cell + new) - couplings.rows(9 * cell + digits[:, cell])
            return digits.at[:, cell].set(new), field + change

        digits, field = jax.lax.fori_loop(0, 81, update, (digits, field))
        return number + 1, digits, field

    def going(at: tuple) -> Array:
        return (at[0] < SWEEPS) & (_energies(*at[1:]).min() > 0)

    _, digits, field = jax.lax.while_loop(going, sweep, (0, digits, field))
    found = _energies(digits, field)
    return digits[found.argmin()], found.min()


def _energies(digits: Int[Array, "starts 81"], field: Float[Array, "starts all"]) -> Array:
    own = jnp.take_along_axis(field.reshape(len(digits), 81, 9), digits[..., None], axis=2)
    return -own.sum(axis=(1, 2)) / 2
