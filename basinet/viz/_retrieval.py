"""Does a memory retrieve what theory says?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from basinet.viz import style

_COLOURS = (style.BLUE, style.VERMILION, style.GOLD, "#6a51a3", "#009e73", style.MUTED)


@dataclass(frozen=True, eq=False)
class Retrieval:
    """One condition: a line of theory, points of measurement, or both.

    Attributes:
        name: what it is.
        at: positions of the points, `[points]`; empty without any.
        values: what was measured there, `[points]`.
        error: its standard errors, `[points]`; None without them.
        line_at: positions of the line, `[line]`; empty without one.
        line: what theory says there, `[line]`.
        yardstick: whether it is there for comparison.
    """

    name: str
    at: np.ndarray
    values: np.ndarray
    error: np.ndarray | None = None
    line_at: np.ndarray | None = None
    line: np.ndarray | None = None
    yardstick: bool = False


@style.house_style()
def retrieval(
    conditions: Sequence[Retrieval],
    *,
    along: str,
    title: str = "Overlap with what was stored",
    note: str = "lines: theory, points: measured",
    marks: Sequence[tuple[str, float]] = (),
) -> Figure:
    """Draw retrieval against load, noise or examples: lines of theory with points on them.

    Args:
        conditions: at least one; yardsticks are grey.
        along: what the horizontal axis shows.
        title: what is drawn.
        note: a quieter word after it.
        marks: vertical lines, each with a name and a position.

    Raises:
        ValueError: when there is no condition or a shape does not fit.
    """
    if not conditions:
        raise ValueError("there are no conditions; expected at least one")
    for one in conditions:
        pairs = [(one.at, one.values), (one.line_at, one.line), (one.at, one.error)]
        for at, values in pairs:
            if values is not None and (at is None or at.shape != values.shape):
                raise ValueError(f"{one.name!r}: positions and values differ in shape")
    figure = style.blank(7.2, 4.2)
    axes = figure.add_subplot()
    grey = [one for one in conditions if one.yardstick]
    coloured = [one for one in conditions if not one.yardstick]
    for number, one in enumerate(coloured):
        _draw(axes, one, _COLOURS[number % len(_COLOURS)], "-")
    for number, one in enumerate(grey):
        _draw(axes, one, style.GHOST, ("--", ":", "-.")[number % 3])
    for name, position in marks:
        line = axes.axvline(position, color=style.GHOST, linewidth=1, linestyle=(0, (4, 3)))
        line.set_gid("mark")
        axes.annotate(
            name,
            (position, 0.02),
            xytext=(4, 0),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            color=style.MUTED,
            fontsize=8.5,
        )
    axes.legend(loc="best")
    axes.set_xlabel(along)
    axes.set_ylim(top=1.04)
    style.quiet_sides(axes)
    style.head(axes, title, note)
    return style.finish(figure)


def _draw(axes: Axes, one: Retrieval, colour: str, dashes: str) -> None:
    """Draw the line and the points of a condition, with one entry in the legend."""
    named = False
    if one.line is not None:
        (line,) = axes.plot(
            np.asarray(one.line_at), one.line, color=colour, linestyle=dashes, label=one.name
        )
        line.set_gid(one.name)
        named = True
    if not len(one.values):
        return
    points = axes.errorbar(
        one.at,
        one.values,
        yerr=one.error,
        fmt="o" if not one.yardstick else "s",
        linestyle=dashes if one.yardstick else "none",
        linewidth=1.2,
        color=colour,
        markersize=5,
        elinewidth=1.2,
        capsize=3,
        label=None if named else one.name,
    )
    points[0].set_gid(f"{one.name} points")
