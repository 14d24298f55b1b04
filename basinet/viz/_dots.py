"""What was measured of several named things, and how far is it from a reference?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from basinet.viz import style

_MARKS = ("o", "^", "s", "v", "P")
_HEIGHT = 0.62
"""Share of a row that its series take, side by side."""
_LINE = 0.2
"""Inches for the name of a vertical line; each has a line of its own above the rows."""


@dataclass(frozen=True, eq=False)
class Dots:
    """What was measured of one thing by one method.

    Attributes:
        row: the name of the thing; those of one name stand in one row.
        values: single values, of seeds for example; their mean is ticked where there are several.
        series: the name of the method; empty where there is one.
        reference: what others published or found; None where there is nothing.
        interval: the ends of a bar; None without it.
        failed: values of runs that failed: crosses, and no part of the mean.
        panel: what was measured, where that is more than one quantity: each has a panel, and an
            axis of that name, side by side.
    """

    row: str
    values: Float[np.ndarray, " values"]
    series: str = ""
    reference: float | None = None
    interval: tuple[float, float] | None = None
    failed: Float[np.ndarray, " failed"] | None = None
    panel: str = ""


@style.house_style()
def dots(
    found: Sequence[Dots],
    *,
    title: str,
    note: str = "",
    along: str = "",
    shares: bool = False,
    marks: Sequence[tuple[str, float]] = (),
) -> Figure:
    """Draw a row for each name: dots for what was measured, a hollow diamond for the reference.

    For names that have no order, or positions that are no quantity: no line joins what lies in
    different rows, and the axis spans the values. Series have a colour and a mark each, and stand
    apart within a row. A tick is the mean of several dots, a cross a run that failed. Published
    values are hollow diamonds in the colour of their series, as in `curves`.

    Args:
        found: at least one; rows and series come in the order of their first.
        title: what is drawn; stands above the panel.
        note: a quieter word after it.
        along: what the horizontal axis shows; panels that have names are named by them instead.
        shares: whether values are shares, written in per cent.
        marks: vertical lines through all rows of the first panel, each with a name and a position.

    Raises:
        ValueError: when there is nothing to draw, a value or mark is not finite, one row holds a
            series twice, or there are more than five series.
    """
    _check(found, marks)
    rows = list(dict.fromkeys(one.row for one in found))
    series = list(dict.fromkeys(one.series for one in found))
    panels = list(dict.fromkeys(one.panel for one in found))
    beside = {row: [name for name in series if _holds(found, row, name)] for row in rows}
    row = 0.3 + 0.09 * (max(map(len, beside.values())) - 1)
    width = 7.8 if len(panels) == 1 else 3 + 3.6 * len(panels)
    figure = style.blank(width, 1.7 + _LINE * len(marks) + row * len(rows))
    every = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axes, panel in zip(every, panels, strict=True):
        mine = [one for one in found if one.panel == panel]
        for one in mine:
            place = (beside[one.row].index(one.series) + 0.5) / len(beside[one.row])
            height = rows.index(one.row) + _HEIGHT * (place - 0.5)
            _draw(axes, one, height, series.index(one.series))
        through = marks if axes is every[0] else ()
        positions = [position for _, position in through]
        axes.set_xlim(*style.span(np.concatenate([*map(_all, mine), positions])))
        axes.set_xlabel(panel or along)
        if len(panels) > 1:
            axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        _rule(axes, rows, shares=shares)
        for line, (name, position) in enumerate(through):
            _mark(axes, name, position, -0.5 - _LINE * (line + 0.5) / row)
    every[0].set_ylim(len(rows) - 0.5, -0.5 - _LINE * len(marks) / row)
    style.head(every[0], title, note)
    _name(figure, found, [name for name in series if name])
    return style.finish(figure)


def _holds(found: Sequence[Dots], row: str, series: str) -> bool:
    return any((one.row, one.series) == (row, series) for one in found)


def _rule(axes: Axes, rows: Sequence[str], *, shares: bool) -> None:
    """Names of rows, lines between them, and lines from which values are read."""
    if shares:
        style.percent_axis(axes.xaxis)
    axes.set_yticks(range(len(rows)), rows)
    for edge in np.arange(0.5, len(rows) - 1):
        axes.axhline(edge, color=style.GRID, linewidth=0.8, zorder=0)
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _check(found: Sequence[Dots], marks: Sequence[tuple[str, float]]) -> None:
    if not found:
        raise ValueError("there is nothing to draw; expected at least one row")
    for name, position in marks:
        if not np.isfinite(position):
            raise ValueError(f"line {name!r} stands at {position}; expected a finite position")
    places = set()
    for one in found:
        if not _all(one).size or not np.isfinite(_all(one)).all():
            raise ValueError(f"row {one.row!r} holds {_all(one)}; expected finite values")
        if (one.row, one.series, one.panel) in places:
            raise ValueError(f"row {one.row!r} holds {one.series!r} twice; expected it once")
        places.add((one.row, one.series, one.panel))
    count = len({one.series for one in found})
    if count > len(_MARKS):
        raise ValueError(f"there are {count} series; expected at most {len(_MARKS)}")


def _all(one: Dots) -> np.ndarray:
    failed = () if one.failed is None else one.failed
    reference = () if one.reference is None else (one.reference,)
    return np.concatenate([one.values, failed, reference, one.interval or ()])


def _draw(axes: Axes, one: Dots, height: float, number: int) -> None:
    """What stands in one row of one series: bar, dots, crosses, tick and diamond."""
    colour = style.SERIES[number]
    name = f"{one.row} {one.series}".rstrip()
    if one.interval is not None:
        (bar,) = axes.plot(one.interval, [height] * 2, color=colour, linewidth=1.2, alpha=0.55)
        bar.set_gid(f"interval {name}")
    several = len(one.values) > 1
    plain: dict[str, Any] = {"linestyle": "none", "color": colour}
    (drawn,) = axes.plot(
        one.values,
        np.full(len(one.values), height),
        marker=_MARKS[number],
        markersize=4.5 if several else 6,
        markeredgewidth=0,
        alpha=0.6 if several else 1.0,
        **plain,
    )
    drawn.set_gid(name)
    if several:
        mean = [float(np.mean(one.values))]
        (tick,) = axes.plot(mean, [height], marker="|", markersize=11, markeredgewidth=2, **plain)
        tick.set_gid(f"mean {name}")
    if one.failed is not None:
        heights = np.full(len(one.failed), height)
        (crosses,) = axes.plot(one.failed, heights, marker="x", markersize=5, **plain)
        crosses.set_gid(f"failed {name}")
    if one.reference is not None:
        (diamond,) = axes.plot([one.reference], [height], color=colour, **style.DIAMONDS)
        diamond.set_gid(f"reference {name}")


def _mark(axes: Axes, name: str, position: float, height: float) -> None:
    """A vertical line with its name above the rows, on the side with more room."""
    axes.axvline(position, color=style.MUTED, linewidth=1.0, linestyle=(0, (2, 2))).set_gid("mark")
    beyond = position > sum(axes.get_xlim()) / 2
    label = axes.annotate(
        name,
        (position, height),
        xytext=(-5 if beyond else 5, 0),
        textcoords="offset points",
        ha="right" if beyond else "left",
        va="center",
        color=style.MUTED,
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1},
    )
    label.set_gid("mark name")


def _name(figure: Figure, found: Sequence[Dots], series: Sequence[str]) -> None:
    """A line below the panel that says what the marks are."""
    keys = [
        Line2D([], [], linestyle="none", marker=_MARKS[k], color=style.SERIES[k], label=name)
        for k, name in enumerate(series)
    ]
    plain: dict[str, Any] = {"linestyle": "none", "color": style.MUTED}
    if any(len(one.values) > 1 for one in found):
        keys.append(Line2D([], [], marker="|", markeredgewidth=2, label="mean", **plain))
    if any(one.failed is not None and len(one.failed) for one in found):
        keys.append(Line2D([], [], marker="x", label="failed", **plain))
    if any(one.interval is not None for one in found):
        keys.append(Line2D([], [], color=style.MUTED, linewidth=1.2, label="interval"))
    if any(one.reference is not None for one in found):
        keys.append(Line2D([], [], color=style.MUTED, label="reference", **style.DIAMONDS))
    if keys:
        figure.legend(handles=keys, loc="outside lower center", ncols=len(keys))
