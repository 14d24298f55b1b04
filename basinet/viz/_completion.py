"""What comes back from part of a picture?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from basinet.viz import style

_MOST = 12
"""Pictures beside each other; more are too small to be seen."""

_GAP = 0.04
"""Between a picture and its cell, as a part of the cell."""


@style.house_style()
def completion(
    rows: Sequence[tuple[str, Float[np.ndarray, "pictures pixels"]]],
    shape: tuple[int, int],
    *,
    right: Bool[np.ndarray, " pictures"] | None = None,
    title: str,
    note: str = "",
) -> Figure:
    """Draw pictures below each other: the cue, steps on the way, the end, what was stored.

    Args:
        rows: each with its name, the same pictures in the same order; at most twelve are drawn.
        shape: height and width of a picture.
        right: for each picture whether the right one came back, marked below its column.
        title: what is drawn.
        note: a quieter word after it.

    Raises:
        ValueError: when there is no row, or shapes do not fit.
    """
    if not rows:
        raise ValueError("there are no rows; expected at least one")
    count = len(rows[0][1])
    for name, pictures in rows:
        if pictures.shape != (count, shape[0] * shape[1]) or not count:
            raise ValueError(
                f"the row {name!r} has shape {pictures.shape}; expected ({count},"
                f" {shape[0] * shape[1]}) for pictures of {shape[0]} x {shape[1]} pixels"
            )
    if right is not None and right.shape != (count,):
        raise ValueError(f"right has shape {right.shape}; expected ({count},)")
    shown, height = min(count, _MOST), shape[0] / shape[1]
    figure = style.blank(max(3.8, 1.5 + 0.66 * shown), 0.9 + 0.66 * height * len(rows))
    axes = figure.add_subplot()
    for y, (_, pictures) in enumerate(rows):
        low, high = float(np.min(pictures)), float(np.max(pictures))
        for x in range(shown):
            image = axes.imshow(
                pictures[x].reshape(shape),
                cmap="gray_r",
                vmin=low,
                vmax=high if high > low else low + 1,
                extent=(x + _GAP, x + 1 - _GAP, (y + 1 - _GAP) * height, (y + _GAP) * height),
            )
            image.set_gid("picture")
    axes.set_xlim(0, shown)
    axes.set_ylim(len(rows) * height, 0)
    axes.set_aspect("equal")
    axes.set_yticks([(y + 0.5) * height for y in range(len(rows))], [name for name, _ in rows])
    for label in axes.get_yticklabels():
        label.set_gid("row")
    _mark(axes, shown, right)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    style.head(axes, title, note)
    return style.finish(figure)


def _mark(axes: Axes, shown: int, right: Bool[np.ndarray, " pictures"] | None) -> None:
    """Say below each column whether the right picture came back, in a word and a colour."""
    if right is None:
        axes.set_xticks([])
        return
    words = ["right" if one else "wrong" for one in right[:shown]]
    axes.set_xticks([x + 0.5 for x in range(shown)], words, fontsize=8)
    for label, word in zip(axes.get_xticklabels(), words, strict=True):
        label.set_color(style.BLUE if word == "right" else style.VERMILION)
        label.set_gid(word)
