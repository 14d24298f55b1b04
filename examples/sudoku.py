"""Learn the rules of Sudoku from solved grids by Hebb's rule, and solve puzzles by annealing.

A cell is a unit of nine states, one digit on. Hebb's rule sees solved grids and no rule: the
correlation of two cells that share a row, a column or a box is -1/9 exactly, that of all others
near 0.02. Cut at -0.1, the couplings are the rules. A heat bath that is cooled then fills the free
cells, from thirty starts; the state of lowest energy wins.

Phases alone solve none of these: on spheres (arXiv 2410.13821) with the same couplings nothing
comes out right. There it is couplings trained for it that do.
"""

import sys

import jax
import jax.numpy as jnp
import numpy as np

from basinet.core import Dense
from basinet.rates import Alike

GRIDS, STARTS, SWEEPS, PUZZLES = 500, 30, 300, int(sys.argv[1]) if len(sys.argv) > 1 else 2
COLD, WARM = 6.0, 0.3


def solved_grid(rng):
    """Fill an empty grid at random, the cell with the fewest digits left first."""
    grid, rows, columns, boxes = np.zeros(81, int), [511] * 9, [511] * 9, [511] * 9

    def fill(free):
        if not free:
            return True

        def left(cell):
            r, c = divmod(cell, 9)
            return rows[r] & columns[c] & boxes[r // 3 * 3 + c // 3]

        cell = min(free, key=lambda one: left(one).bit_count())
        r, c = divmod(cell, 9)
        b, digits = r // 3 * 3 + c // 3, left(cell)
        for digit in rng.permutation([d for d in range(9) if digits >> d & 1]):
            mask = 1 << int(digit)
            grid[cell] = digit
            rows[r], columns[c], boxes[b] = rows[r] ^ mask, columns[c] ^ mask, boxes[b] ^ mask
            if fill(free - {cell}):
                return True
            rows[r], columns[c], boxes[b] = rows[r] ^ mask, columns[c] ^ mask, boxes[b] ^ mask
        return False

    first = rng.permutation(9)  # the first row is free
    for cell, digit in enumerate(first):
        grid[cell] = digit
        rows[0] ^= 1 << int(digit)
        columns[cell] ^= 1 << int(digit)
        boxes[cell // 3] ^= 1 << int(digit)
    fill(frozenset(range(9, 81)))
    return grid


def hebb(grids):
    """Return the mean over grids of (on_i - 1/9) . (on_j - 1/9) for every two cells."""
    seen = np.eye(9)[grids] - 1 / 9
    return np.einsum("gia,gja->ij", seen, seen) / len(grids)


def rules(correlations):
    """Return couplings of -1 between cells that never show the same digit."""
    return np.where(correlations < -0.1, -1.0, 0.0)


@jax.jit
def annealed(couplings, clues, key):
    """Return the best of many cooled states and its energy: the number of broken rules."""
    free = clues < 0
    key_start, key_run = jax.random.split(key)
    drawn = jax.random.randint(key_start, (STARTS, 81), 0, 9)
    digits = jnp.where(free, drawn, clues)
    field = couplings(jax.nn.one_hot(digits, 9).reshape(STARTS, 729))

    def energies(digits, field):
        own = jnp.take_along_axis(field.reshape(STARTS, 81, 9), digits[..., None], axis=2)
        return -own.sum(axis=(1, 2)) / 2

    def sweep(at):
        number, digits, field = at
        beta = WARM + (COLD - WARM) * number / SWEEPS
        key_now = jax.random.fold_in(key_run, number)
        order = jax.random.permutation(key_now, 81)
        noise = jax.random.gumbel(key_now, (81, STARTS, 9))

        def update(place, at):
            digits, field = at
            cell = order[place]
            here = jax.lax.dynamic_slice(field, (0, 9 * cell), (STARTS, 9))
            drawn = jnp.argmax(beta * here + noise[place], axis=1)
            new = jnp.where(free[cell], drawn, digits[:, cell])
            change = couplings.rows(9 * cell + new) - couplings.rows(9 * cell + digits[:, cell])
            return digits.at[:, cell].set(new), field + change

        digits, field = jax.lax.fori_loop(0, 81, update, (digits, field))
        return number + 1, digits, field

    def going(at):
        return (at[0] < SWEEPS) & (energies(*at[1:]).min() > 0)

    _, digits, field = jax.lax.while_loop(going, sweep, (0, digits, field))
    found = energies(digits, field)
    return digits[found.argmin()], found.min()


def puzzle(grid, clues, rng):
    """Return a grid with so many cells left, -1 in the others."""
    kept = rng.permutation(81)[:clues]
    return np.where(np.isin(np.arange(81), kept), grid, -1)


def is_right(found, given):
    """Whether a grid keeps all rules and all clues, checked without any coupling."""
    table = found.reshape(9, 9)
    boxes = table.reshape(3, 3, 3, 3).swapaxes(1, 2).reshape(9, 9)
    lines = [*table, *table.T, *boxes]
    return (
        all(len(set(line)) == 9 for line in lines)
        and (found[given >= 0] == given[given >= 0]).all()
    )


def main():
    rng = np.random.default_rng(0)
    grids = np.array([solved_grid(rng) for _ in range(GRIDS + PUZZLES)])
    couplings = rules(hebb(grids[:GRIDS]))
    found = int((couplings < 0).sum())
    print(f"{GRIDS} grids, {found} couplings between cells; the rules of Sudoku are {81 * 20}")
    network = Alike(Dense(jnp.asarray(couplings, jnp.float32)), 9)
    for clues in (45, 36, 30):
        right = 0
        for number, grid in enumerate(grids[GRIDS:]):
            given = puzzle(grid, clues, rng)
            found, _ = annealed(network, jnp.asarray(given), jax.random.key(number))
            right += is_right(np.asarray(found), given)
        print(f"{clues} clues: {right} of {PUZZLES} puzzles solved", flush=True)


if __name__ == "__main__":
    main()
