"""Sudoku: rules learnt by Hebb's rule from solved grids, and puzzles solved by settling."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from basinet.reproductions import sudoku_settling as settling
from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results
from basinet.search import wilson_interval

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2410.13821 solves Sudoku by phases with trained couplings, 100 % in distribution"
INDEPENDENT = Program("an independent program: heat bath, best of 30 starts, 6 of 6 puzzles")
EXACT = "two cells that never agree have the correlation -1/9"

PAIRS = 1620
"""Ordered pairs of cells that share a row, a column or a box."""


class Settings(NamedTuple):
    """Solved grids that are seen, clues of a puzzle, and puzzles for each number of clues."""

    grids: int
    clues: tuple[int, ...]
    puzzles: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return the rules, and the puzzles with each number of clues."""
    return [
        Piece("rules", partial(_rules, settings, seed)),
        *(Piece(f"{clues}", partial(_solve, settings, clues, seed)) for clues in settings.clues),
    ]


def _grids(settings: Settings, seed: int) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    """Grids to learn from, others to solve, and what draws the clues."""
    rng = np.random.default_rng(seed)
    count = settings.grids + settings.puzzles
    grids = np.array([settling.solved_grid(rng) for _ in range(count)])
    return grids[: settings.grids], grids[settings.grids :], rng


def _rules(settings: Settings, seed: int, folder: Path) -> dict[str, Any]:
    del folder
    correlations = settling.hebb(_grids(settings, seed)[0])
    found = settling.rules(correlations) < 0
    others = correlations[~found & ~np.eye(81, dtype=bool)]
    return {
        "pairs": int(found.sum()),
        "same": float(correlations[found].mean()) if found.any() else float("nan"),
        "spread": float(np.ptp(correlations[found])) if found.any() else float("nan"),
        "others": float(others.mean()),
        "lowest other": float(others.min()),
    }


def _solve(settings: Settings, clues: int, seed: int, folder: Path) -> dict[str, Any]:
    del folder
    seen, asked, rng = _grids(settings, seed)
    cells = settling.network(settling.rules(settling.hebb(seen)))
    energies, right = [], 0
    for number, grid in enumerate(asked):
        given = settling.puzzle(grid, clues, rng)
        key = jax.random.fold_in(jax.random.key(seed), number)
        found, energy = settling.annealed(cells, jnp.asarray(given), key)
        energies.append(float(energy))
        right += settling.is_right(np.asarray(found), given)
    return {"right": right, "energies": energies}


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the share of puzzles that are solved, for each number of clues."""
    from basinet import viz

    rows = []
    for clues in sorted(settings.clues, reverse=True):
        right = found[f"{clues}"]["right"]
        share = np.array([right / settings.puzzles])
        ends = wilson_interval(right, settings.puzzles)
        rows.append(viz.Dots(f"{clues} clues", share, reference=1.0, interval=ends))
    return viz.dots(
        rows,
        title="Sudoku by a heat bath, couplings by Hebb's rule from solved grids",
        note=f"{settings.puzzles} puzzles a row, {settings.grids} grids, intervals of 95 %",
        along="share of puzzles solved",
        shares=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the couplings that were found, and the share of puzzles that come out right."""
    learnt = found["rules"]
    return [
        Claim("couplings that are rules", float(learnt["pairs"]), float(PAIRS), 0.0, EXACT),
        Claim("correlation of cells that are coupled", learnt["same"], -1 / 9, 1e-9, EXACT),
        Claim("mean correlation of other cells", learnt["others"], 0.02, 0.03, INDEPENDENT),
        *(
            Claim(
                f"share of puzzles solved, {clues} clues",
                found[f"{clues}"]["right"] / settings.puzzles,
                1.0,
                0.1,
                INDEPENDENT,
            )
            for clues in settings.clues
        ),
    ]


REPRODUCTION = Reproduction(
    "Sudoku: rules by Hebb's rule, puzzles by settling",
    SOURCE,
    Settings(300, (45, 36, 30), 4),
    Settings(500, (45, 36, 30, 26), 50),
    (0.2, 7.0),
    pieces,
    figure,
    claims,
)
