"""What depends on two quantities, and where does theory draw its lines?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from basinet.viz import style

_DASHES = ("-", (0, (5, 2)), (0, (1, 1.6)), (0, (5, 1.5, 1, 1.5)))
_WRITTEN = 20  # rows or columns up to which a number fits into a cell

Named = tuple[str, np.ndarray, np.ndarray]
"""A line: its name, and its points across and upwards."""


@style.house_style()
def plane(
    across: Float[np.ndarray, " columns"],
    up: Float[np.ndarray, " rows"],
    values: Float[np.ndarray, "up across"],
    lines: Sequence[Named] = (),
    *,
    title: str,
    note: str = "",
    along: str = "",
    upwards: str = "",
) -> Figure:
    """Draw a quantity between 0 and 1 over a plane, with lines of theory on it.

    Numbers stand in the cells, or, where there are too many to be read, a bar beside them.

    Args:
        across: positions of the columns, increasing, at least two.
        up: positions of the rows, increasing, at least two.
        values: one row for each position upwards; NaN where there is none.
        lines: of theory; they differ by their dashes, so that print shows them apart.
        title: what is drawn.
        note: a quieter word after it.
        along: what the horizontal axis shows.
        upwards: what the vertical axis shows.

    Raises:
        ValueError: when shapes do not fit or positions do not increase.
    """
    if values.shape != (len(up), len(across)) or min(values.shape) < 2:
        raise ValueError(
            f"values have shape {values.shape}; expected ({len(up)}, {len(across)}), and two of"
            " both at least"
        )
    if not ((np.diff(across) > 0).all() and (np.diff(up) > 0).all()):
        raise ValueError("positions across and upwards must increase")
    figure = style.blank(6.8, 4.4)
    axes = figure.add_subplot()
    shade = axes.pcolormesh(
        across, up, values, cmap=style.DEEP_BLUES.with_extremes(bad=style.PAPER), vmin=0, vmax=1
    )
    shade.set_gid("values")
    if max(values.shape) <= _WRITTEN:
        _write(axes, across, up, values)
    else:
        bar = figure.colorbar(shade, ax=axes, shrink=0.7, aspect=22, pad=0.02)
        bar.outline.set_visible(False)  # type: ignore[operator]
        bar.ax.tick_params(length=0)
    low, high = axes.get_xlim(), axes.get_ylim()
    for number, (name, x, y) in enumerate(lines):
        dashes = _DASHES[number % len(_DASHES)]
        (drawn,) = axes.plot(
            x, y, color=style.VERMILION, linewidth=1.8, linestyle=dashes, label=name
        )
        drawn.set_gid(name)
    axes.set_xlim(low)
    axes.set_ylim(high)
    axes.set_xlabel(along)
    axes.set_ylabel(upwards)
    axes.spines[:].set_visible(False)
    if lines:
        figure.legend(loc="outside lower center", ncols=len(lines))
    style.head(axes, title, note)
    return style.finish(figure)


def _write(axes: Axes, across: np.ndarray, up: np.ndarray, values: np.ndarray) -> None:
    """The value of each cell, over the lines, and light around to be read where one crosses it."""
    for y, row in zip(up, values, strict=True):
        for x, value in zip(across, row, strict=True):
            if np.isfinite(value):
                axes.text(
                    x,
                    y,
                    f"{value:.2f}".removeprefix("0"),
                    ha="center",
                    va="center",
                    fontsize=7.5,
                    color=style.INK,
                    path_effects=[withStroke(linewidth=2, foreground="#ffffffaa")],
                )
