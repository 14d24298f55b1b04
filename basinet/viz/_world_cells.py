"""Agents as cells of a picture, beside the picture that they see or complete."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from basinet.viz import style

_COLOURS = colormaps["Blues_r"].with_extremes(bad=style.GHOST)
_GAP = 0.12


class Grid(NamedTuple):
    """Agents as cells in rows, at some moments, to the right of a picture.

    Attributes:
        level: how bright each is, from -1 to 1.
        columns: cells in a row.
        beside: how bright the pixels of the picture are, from -1 to 1.
        beside_columns: pixels in a row.
        marked: the cells that are framed.
        hidden: the pixels that nobody sees.
    """

    level: Float[np.ndarray, "moments agents"]
    columns: int
    beside: Float[np.ndarray, "moments pixels"]
    beside_columns: int
    marked: Bool[np.ndarray, "moments agents"]
    hidden: Bool[np.ndarray, "moments pixels"]


def draw_grid(axes: Axes, scene: Grid, moment: int) -> None:
    """Draw a moment of it."""
    seen = np.where(scene.hidden[moment], np.nan, scene.beside[moment])
    left = _cells(axes, seen, scene.beside_columns, 0.0, "picture")
    right = _cells(axes, scene.level[moment], scene.columns, 1 + _GAP, "agents")
    axes.add_collection(_frames(scene, moment))
    axes.set_xlim(-0.01, 2.01 + _GAP)
    axes.set_ylim(-max(left, right) - 0.01, 0.01)
    axes.set_aspect("equal")
    axes.spines[:].set_visible(False)


def _cells(axes: Axes, levels: np.ndarray, columns: int, at: float, name: str) -> float:
    """Draw cells in a picture that is 1 wide, and return how tall it is."""
    rows = -(-len(levels) // columns)
    full = np.full(rows * columns, np.nan)
    full[: len(levels)] = levels
    drawn = {"cmap": _COLOURS, "vmin": -1, "vmax": 1, "interpolation": "nearest"}
    place = (at, at + 1, -rows / columns, 0)
    axes.imshow(full.reshape(rows, columns), extent=place, **drawn).set_gid(name)
    return rows / columns


def _frames(scene: Grid, moment: int) -> PatchCollection:
    """Frames about the cells that are marked."""
    size = 1 / scene.columns
    places = np.flatnonzero(scene.marked[moment])
    corners = zip(places % scene.columns, places // scene.columns, strict=True)
    squares = [
        Rectangle((1 + _GAP + (x + 0.08) * size, -(y + 0.92) * size), 0.84 * size, 0.84 * size)
        for x, y in corners
    ]
    frames = PatchCollection(squares, facecolor="none", edgecolor=style.VERMILION, linewidth=1.2)
    frames.set_gid("marked")
    return frames
