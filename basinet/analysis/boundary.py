"""The border between learning that converges and learning that does not, seen closer and closer.

In the plane of two hyper-parameters the border of gradient descent is fractal over many decades
(Sohl-Dickstein, arXiv 2402.06184). Here the outcome of each cell of a grid is given as a truth
value; `edges` finds the border and `box_dimension` how rough it is at the resolution of the grid.
One picture says little: give a sequence of zooms, and `salt_and_pepper` as the control.

A perceptron rule without decay compares numbers that are linear in its rate, so that at finite
time the plane is cut by straight lines: rough from afar, and of dimension 1 under a lens.
"""

import numpy as np
from jaxtyping import Bool, Float

Outcomes = Bool[np.ndarray, "rows columns"]


def edges(outcomes: Outcomes) -> Bool[np.ndarray, "rows_less columns_less"]:
    """Return for each block of 2 x 2 cells whether it holds both outcomes.

    Raises:
        ValueError: when there are fewer than 2 rows or columns.
    """
    if min(outcomes.shape) < 2:
        raise ValueError(f"outcomes is {list(outcomes.shape)}; a border needs 2 x 2 cells at least")
    corners = outcomes[:-1, :-1], outcomes[:-1, 1:], outcomes[1:, :-1], outcomes[1:, 1:]
    total = np.sum([corner.astype(int) for corner in corners], axis=0)
    return (total > 0) & (total < 4)


def box_dimension(border: Bool[np.ndarray, "rows columns"]) -> float:
    """Return the median slope of log2 (boxes that hold border) as boxes are halved.

    Boxes have sides 1, 2, 4, ... up to a quarter of the grid; NaN where there is no border.
    """
    counts, side = [], 1
    while side <= min(border.shape) // 4:
        counts.append(_boxes(border, side))
        side *= 2
    if len(counts) < 2 or not counts[0]:
        return float("nan")
    return float(np.median(-np.diff(np.log2(counts))))


def zoomed(
    centre: tuple[float, float], half_width: float, cells: int
) -> tuple[Float[np.ndarray, " cells"], Float[np.ndarray, " cells"]]:
    """Return the values along both axes of a square window, in double precision.

    Args:
        centre: in the plane.
        half_width: of the window, above 0.
        cells: along each side, at least 2.

    Raises:
        ValueError: when the window is empty, or so narrow that two cells are the same number.
    """
    if not half_width > 0 or cells < 2:
        raise ValueError(f"the window is {half_width} wide with {cells} cells; nothing is in it")
    axes = [c + np.linspace(-half_width, half_width, cells) for c in centre]
    if any(len(np.unique(axis)) < cells for axis in axes):
        raise ValueError(
            f"half_width is {half_width}, where double precision does not tell cells apart"
        )
    return axes[0], axes[1]


def salt_and_pepper(outcomes: Outcomes, seed: int) -> Outcomes:
    """Return the same outcomes at random places: what a border without any shape looks like."""
    return np.random.default_rng(seed).permutation(outcomes.ravel()).reshape(outcomes.shape)


def _boxes(border: Bool[np.ndarray, "rows columns"], side: int) -> int:
    rows, columns = (length // side * side for length in border.shape)
    cut = border[:rows, :columns].reshape(rows // side, side, columns // side, side)
    return int(np.sum(cut.any(axis=(1, 3))))
