"""How many pairs does a memory hold, and do depth or excitation help?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from basinet.viz import style


@style.house_style()
def capacity(
    mean: Float[np.ndarray, "depths strengths"],
    error: Float[np.ndarray, "depths strengths"],
    depths: Sequence[int],
    strengths: Sequence[float],
    *,
    limit: int | None = None,
) -> Figure:
    """Draw the capacity of memories against their depth and against the excitation of layers.

    Args:
        mean: the largest number of pairs that is recalled, mean over seeds, at least 0; nan where
            it was not measured.
        error: its standard error, at least 0; nan where it is not known, and no bar is drawn.
        depths: the numbers of layers, increasing.
        strengths: the strengths lambda of the excitatory couplings between layers, increasing.
        limit: the largest load that was tried, drawn as a dashed line: a capacity that reaches it
            is a lower bound. None for no line.

    Returns:
        Two panels with one scale: against depth, with a line for each strength, and against the
        strength, with a line for each depth.

    Raises:
        ValueError: if shapes disagree, nothing was measured, a value is negative or infinite, or
            depths or strengths do not increase.
    """
    _check(mean, error, depths, strengths, limit)
    figure = style.blank(10.2, 4.2)
    left, right = figure.subplots(1, 2, sharey=True)
    named = [f"λ = {strength:g}" for strength in strengths]
    drawn = [
        _draw(left, depths, mean.T, error.T, named),
        _draw(right, strengths, mean, error, [_layers(depth) for depth in depths]),
    ]
    top = 1.08 * float(np.nanmax(mean + np.nan_to_num(error))) or 1.0
    for axes, lines in zip((left, right), drawn, strict=True):
        axes.set_ylim(0, top)
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], integer=True))
        style.quiet_sides(axes)
        _label_ends(axes, lines)
        if limit is not None:
            _mark_limit(axes, limit)
    left.set_xlabel("layers")
    right.set_xlabel("strength λ of the excitation between layers")
    style.head(left, "Capacity against depth", "pairs recalled; bars: standard error")
    style.head(right, "Capacity against excitation", "the same numbers")
    return style.finish(figure)


def _check(
    mean: Float[np.ndarray, "depths strengths"],
    error: Float[np.ndarray, "depths strengths"],
    depths: Sequence[int],
    strengths: Sequence[float],
    limit: int | None,
) -> None:
    """Refuse what cannot be drawn, naming the argument."""
    shape = (len(depths), len(strengths))
    for name, values in (("mean", mean), ("error", error)):
        if values.shape != shape:
            raise ValueError(
                f"{name} has shape {values.shape}; expected {shape}, a row for each depth and a"
                " column for each strength"
            )
        wrong = values[(values < 0) | np.isinf(values)]
        if wrong.size:
            raise ValueError(f"{name} holds {wrong[0]}; expected numbers of at least 0, or nan")
    if np.isnan(mean).all():
        raise ValueError("mean holds no measured capacity; there is nothing to draw")
    for name, values in (("depths", depths), ("strengths", strengths)):
        if not (np.isfinite(values).all() and (np.diff(values) > 0).all()):
            raise ValueError(f"{name} is {list(values)}; expected increasing numbers")
    if limit is not None and not limit > 0:
        raise ValueError(f"limit is {limit!r}; expected a number of pairs above 0, or None")


def _draw(
    axes: Axes,
    places: Sequence[int] | Sequence[float],
    means: Float[np.ndarray, "lines places"],
    errors: Float[np.ndarray, "lines places"],
    names: Sequence[str],
) -> list[Line2D]:
    """One line for each name, the darker the later, with bars where an error is known."""
    lines = []
    shades = style.DIVERGING(np.linspace(0.72, 1.0, len(names)))
    for name, mean, error, colour in zip(names, means, errors, shades, strict=True):
        known = ~np.isnan(mean)
        if not known.any():
            continue
        x = np.asarray(places)[known]
        (line,) = axes.plot(x, mean[known], color=colour, marker="o", markersize=5, clip_on=False)
        line.set_gid(name)
        lines.append(line)
        barred = known & ~np.isnan(error)
        bars = axes.errorbar(
            np.asarray(places)[barred],
            mean[barred],
            yerr=error[barred],
            fmt="none",
            ecolor=colour,
            elinewidth=1.2,
            capsize=3,
        )
        bars[2][0].set_gid(f"{name} error")
    room = 0.06 * (places[-1] - places[0]) or 0.5
    axes.set_xlim(places[0] - room, places[-1] + room)
    axes.set_xticks(list(places))
    return lines


def _label_ends(axes: Axes, lines: Sequence[Line2D]) -> None:
    """Write the name of each line beside the panel, at its last value but clear of the others."""
    low, high = axes.get_ylim()
    ends = [float(np.asarray(line.get_ydata())[-1]) for line in lines]
    places = style.spread(ends, 0.07 * (high - low))
    for line, place in zip(lines, places, strict=True):
        label = axes.annotate(
            str(line.get_gid()),
            (1, place),
            xytext=(5, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            color=line.get_color(),
            annotation_clip=False,
        )
        label.set_gid("end")


def _mark_limit(axes: Axes, limit: int) -> None:
    """The largest load that was tried; out of view where no capacity comes near it."""
    line = axes.axhline(limit, color=style.GHOST, linewidth=1.2, linestyle=(0, (4, 3)))
    line.set_gid("limit")
    if limit <= axes.get_ylim()[1]:
        axes.annotate(
            f"largest load tried: {limit}",
            (0, limit),
            xytext=(4, -4),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="top",
            color=style.MUTED,
        )


def _layers(depth: int) -> str:
    return f"{depth} layer" if depth == 1 else f"{depth} layers"
