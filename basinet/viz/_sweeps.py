"""How does a measured number depend on what was swept?"""

import math
from collections.abc import Mapping, Sequence
from itertools import compress, cycle
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure

from basinet.viz import style

SEQUENTIAL: Colormap = LinearSegmentedColormap.from_list(
    "basinet sequential", ["#f4f8fb", style.PALE_BLUE, "#5fa3cf", style.BLUE, "#00324f"]
)
"""From little to much."""

_BESIDE = (style.VERMILION, style.INK, style.MUTED)  # colours of further curves
_WRITTEN = 8  # up to so many rows and columns the numbers are written into the cells
_ACROSS = 4  # panels beside each other


@style.house_style()
def dependence(
    axis: str,
    values: Sequence[Any],
    mean: Float[np.ndarray, " points"],
    error: Float[np.ndarray, " points"],
    *,
    name: str,
    threshold: float | None = None,
    beside: Mapping[str, Float[np.ndarray, " points"]] | None = None,
) -> Figure:
    """Draw a measured number against the values of one axis, with error bars.

    Args:
        axis: what was swept.
        values: numbers, for an axis with a scale; anything else stands side by side by its name.
        mean: the number at each value; nan where it is not known.
        error: its standard error; nan where there is none.
        name: what was measured.
        threshold: a level to mark; None for none.
        beside: further numbers at each value by their names, such as those of theory; nan where
            one is not known.

    Returns:
        One curve with points, and a plain one for each number beside. The axis is logarithmic
        where the values grow by more than a constant step.

    Raises:
        ValueError: if the arrays do not match the values.
    """
    further = {} if beside is None else beside
    for label, array in (("mean", mean), ("error", error), *further.items()):
        if array.shape != (len(values),) or not len(values):
            raise ValueError(f"{label} has shape {array.shape}; expected ({len(values)},)")
    figure = style.blank(7.2, 4.4)
    axes = figure.subplots()
    places = _scale(axes, values)
    order = np.argsort(places)
    axes.errorbar(
        places[order],
        mean[order],
        yerr=np.nan_to_num(error[order]),
        color=style.BLUE,
        marker="o",
        markersize=4.5,
        capsize=3,
        clip_on=False,
        label=name,
    )[0].set_gid("mean")
    for (label, curve), colour in zip(further.items(), cycle(_BESIDE), strict=False):
        (line,) = axes.plot(places[order], curve[order], color=colour, linewidth=1.6, label=label)
        line.set_gid(label)
    if further:
        legend = axes.legend(frameon=False)
        for text in legend.get_texts():
            text.set_parse_math(False)
    _mark(axes, threshold)
    style.quiet_sides(axes)
    axes.set_xlabel(axis)
    bars = " with standard error" if np.isfinite(error).any() else ""
    style.head(axes, name, f"mean over seeds{bars}")
    return style.finish(figure)


@style.house_style()
def heat_map(
    axes: Sequence[tuple[str, Sequence[Any]]],
    mean: Float[np.ndarray, "first second"],
    *,
    name: str,
    threshold: float | None = None,
) -> Figure:
    """Draw a measured number over two axes as a heat map.

    Args:
        axes: name and values of the first axis, drawn across, and of the second, drawn upwards.
        mean: the number at each pair; nan where it is not known.
        name: what was measured.
        threshold: a level whose contour is drawn; None for none.

    Returns:
        One cell for each pair, equally large whatever the values are. The contour runs between
        the centres of the cells.

    Raises:
        ValueError: if the array does not match the axes.
    """
    _check(axes, mean, 2)
    (across, columns), (up, rows) = axes
    width = 2.6 + np.clip(0.62 * len(columns), 3.0, 9.0)
    height = 1.5 + np.clip(0.5 * len(rows), 2.4, 7.0)
    figure = style.blank(float(width), float(height))
    panel = figure.subplots()
    limits = _limits(mean)
    image = _draw_cells(panel, columns, rows, mean, limits, threshold)
    panel.set_xlabel(across)
    panel.set_ylabel(up)
    _add_bar(figure, [panel], image)
    style.head(panel, name, _note(mean, threshold))
    return style.finish(figure)


@style.house_style()
def heat_maps(
    axes: Sequence[tuple[str, Sequence[Any]]],
    mean: Float[np.ndarray, "first second third"],
    *,
    name: str,
    threshold: float | None = None,
) -> Figure:
    """Draw a measured number over three axes: a heat map for each value of the first.

    Args:
        axes: names and values; the first gives the panels, the second is drawn across, the third
            upwards.
        mean: the number at each point; nan where it is not known.
        name: what was measured.
        threshold: a level whose contour is drawn; None for none.

    Returns:
        Panels with common axes and colours.

    Raises:
        ValueError: if the array does not match the axes.
    """
    _check(axes, mean, 3)
    (over, panels), (across, columns), (up, rows) = axes
    wide = min(len(panels), _ACROSS)
    high = -(-len(panels) // wide)
    size = float(np.clip(0.4 * len(columns), 2.0, 3.4)), float(np.clip(0.36 * len(rows), 1.7, 3.0))
    figure = style.blank(1.8 + wide * size[0], 1.0 + high * (size[1] + 0.6))
    grid = figure.subplots(high, wide, squeeze=False, sharex=True, sharey=True)
    limits = _limits(mean)
    shown = list(grid.flat)
    image = None
    for panel, value, part in zip(shown, _spelled(panels), mean, strict=False):
        image = _draw_cells(panel, columns, rows, part, limits, threshold)
        style.head(panel, f"{_last(over)} = {value}")
    for empty in shown[len(panels) :]:
        empty.set_visible(False)
    for panel in shown[max(0, len(panels) - wide) : len(panels)]:
        panel.tick_params(labelbottom=True)
    figure.supxlabel(across, fontsize=9.5, color=style.MUTED)
    figure.supylabel(up, fontsize=9.5, color=style.MUTED)
    bar = _add_bar(figure, shown[: len(panels)], image)
    bar.ax.set_title(name, fontsize=9.5, color=style.INK, loc="left")
    return style.finish(figure)


def _check(
    axes: Sequence[tuple[str, Sequence[Any]]], mean: Float[np.ndarray, "..."], number: int
) -> None:
    shape = tuple(len(values) for _, values in axes)
    if len(axes) != number or mean.shape != shape or 0 in shape:
        raise ValueError(
            f"mean has shape {mean.shape} and the axes have {shape} values; expected"
            f" {number} axes, none empty, and one mean at each point"
        )


def _scale(axes: Axes, values: Sequence[Any]) -> Float[np.ndarray, " points"]:
    """Scale the horizontal axis for the values and return their places on it."""
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        axes.set_xticks(range(len(values)), _spelled(values))
        for tick in axes.xaxis.get_major_ticks():
            tick.label1.set_parse_math(False)
        return np.arange(len(values), dtype=float)
    places = np.array(values, float)
    inner = np.sort(places)
    if len(inner) > 2 and inner[0] > 0 and inner[1] / inner[0] > 1.2 and _is_geometric(inner):
        axes.set_xscale("log")
        style.log_ticks(axes.xaxis, inner[0], inner[-1])
        if len(inner) < 10:
            axes.set_xticks(inner, [f"{value:g}" for value in inner])
    return places


def _is_geometric(values: np.ndarray) -> bool:
    """Whether the ratios of neighbours vary less than their differences."""
    ratios, steps = np.diff(np.log(values)), np.diff(values)
    return float(np.ptp(ratios) / np.mean(ratios)) < float(np.ptp(steps) / np.mean(steps))


def _mark(axes: Axes, threshold: float | None) -> None:
    if threshold is not None:
        line = axes.axhline(threshold, color=style.VERMILION, linewidth=1.2, linestyle=(0, (4, 3)))
        line.set_gid("threshold")


def _limits(mean: np.ndarray) -> tuple[float, float]:
    """The range of the colours; some range where there is one value or none."""
    known = mean[np.isfinite(mean)]
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _draw_cells(
    axes: Axes,
    columns: Sequence[Any],
    rows: Sequence[Any],
    mean: Float[np.ndarray, "first second"],
    limits: tuple[float, float],
    threshold: float | None,
) -> Any:
    """Cells, their numbers where there is room, and the contour of the threshold."""
    shown = np.ma.masked_invalid(mean.T)
    colours = SEQUENTIAL.with_extremes(bad=style.GRID)
    image = axes.imshow(
        shown, origin="lower", aspect="auto", cmap=colours, vmin=limits[0], vmax=limits[1]
    )
    image.set_gid("cells")
    for axis, values in ((axes.xaxis, columns), (axes.yaxis, rows)):
        every = -(-len(values) // 12)
        axis.set_ticks(range(0, len(values), every), _spelled(values)[::every])
        axis.set_tick_params(length=0)
        for tick in axis.get_major_ticks():
            tick.label1.set_parse_math(False)
    if any("\n" in name for name in _spelled(columns)):
        axes.tick_params(axis="x", rotation=90)
    axes.spines[:].set_visible(False)
    if len(columns) <= _WRITTEN and len(rows) <= _WRITTEN and axes.figure.axes == [axes]:
        middle = 0.5 * (limits[0] + limits[1])
        for (column, row), value in np.ndenumerate(mean):
            if math.isfinite(value):
                colour = style.PAPER if value > middle else style.INK
                text = axes.text(
                    column, row, f"{value:.3g}", ha="center", va="center", color=colour
                )
                text.set(fontsize=8.5, gid="number")
    if threshold is not None and limits[0] < threshold < limits[1] and min(mean.shape) > 1:
        lines = axes.contour(shown, levels=[threshold], colors=style.VERMILION, linewidths=2)
        lines.set_gid("threshold")
    return image


def _add_bar(figure: Figure, panels: Sequence[Axes], image: Any) -> Any:
    bar = figure.colorbar(image, ax=list(panels), shrink=0.7, aspect=22, pad=0.02)
    bar.outline.set_visible(False)  # type: ignore[operator]
    bar.ax.tick_params(length=0)
    return bar


def _note(mean: np.ndarray, threshold: float | None) -> str:
    low, high = _limits(mean)
    if threshold is None:
        return "mean over seeds"
    if low < threshold < high and min(mean.shape) > 1:
        return f"mean over seeds; line at {threshold:g}"
    return f"mean over seeds; all {'below' if high <= threshold else 'above'} {threshold:g}"


def _spelled(values: Sequence[Any]) -> list[str]:
    """Values as they stand on an axis, of parts of a learner only what tells them apart."""
    names = [f"{value:.4g}" if isinstance(value, float) else str(value) for value in values]
    heads = [name.partition("(")[0] for name in names]
    inside = [name.partition("(")[2].removesuffix(")").split(", ") for name in names]
    if len(set(heads)) == len(set(names)):
        names = heads
    elif len(set(heads)) == 1 and len(set(map(len, inside))) == 1:
        differing = [len(set(column)) > 1 for column in zip(*inside, strict=True)]
        names = [", ".join(compress(fields, differing)) for fields in inside]
    return [style.wrap(name, 20) for name in names]


def _last(name: str) -> str:
    """A field without what it belongs to, and without its symbol."""
    return name.rpartition(".")[2].partition(" $")[0]
