"""How firmly does each neuron hold its state?"""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from basinet.viz import style

_BINS = 90  # over the range in view
_CUT = 0.1, 1.0  # per cent of the values left out of view at the lower and the upper end


@style.house_style()
def stabilities(
    values: Float[np.ndarray, "..."],
    margin: float,
    *,
    before: Float[np.ndarray, "..."] | None = None,
) -> Figure:
    """Draw the histogram of the stabilities s_i h_i against the margin.

    h_i is the field on neuron i from the other neurons and the input, without its self-coupling.
    The margin is an edge between two bins, so that the share below it is the area in red.

    Args:
        values: s_i h_i of all neurons over samples, any shape, finite.
        margin: the stability kappa that learning asks for, in the units of the field.
        before: the same before learning, drawn as an outline.

    Returns:
        One panel. Heights are shares of all values per bin; where values lie outside the view,
        which leaves out a thousandth at the lower end and a hundredth at the upper one, where
        tails are long, the axis says so.

    Raises:
        ValueError: if there are no values, one is not finite, or the margin is not finite.
    """
    if not np.isfinite(margin):
        raise ValueError(f"margin is {margin!r}; expected a finite number")
    _check(values, "values")
    if before is not None:
        _check(before, "before")
    edges = _edges(values, before, margin)
    figure = style.blank(7.2, 3.9)
    axes = figure.add_subplot()
    heights = _shares(values, edges)
    _draw_bars(axes, heights, edges, margin)
    top = heights.max()
    if before is not None:
        ghost = _shares(before, edges)
        axes.stairs(ghost, edges, color=style.MUTED, linewidth=1.3).set_gid("before")
        top = max(top, ghost.max())
    axes.set_ylim(0, 1.38 * top)
    axes.set_xlim(edges[0], edges[-1])
    _mark_margin(axes, margin, values, before)
    _label_axes(axes, float(np.mean((values < edges[0]) | (values > edges[-1]))))
    return style.finish(figure)


def _check(values: Float[np.ndarray, "..."], name: str) -> None:
    """Refuse an array in which there is nothing to count, or something that cannot be counted."""
    if values.size == 0:
        raise ValueError(f"{name} is empty (shape {values.shape}); expected at least one stability")
    if not np.isfinite(values).all():
        bad = int(values.size - np.isfinite(values).sum())
        raise ValueError(f"{name} holds {bad} numbers that are not finite, of {values.size}")


def _edges(
    values: Float[np.ndarray, "..."], before: Float[np.ndarray, "..."] | None, margin: float
) -> Float[np.ndarray, " edges"]:
    """Edges of equal bins over all but the extreme values, one edge just above the margin.

    Bins hold their lower edge and not their upper one; just above the margin, a stability equal to
    it is counted below.
    """
    limits = [
        np.percentile(array, [_CUT[0], 100 - _CUT[1]])
        for array in (values, before)
        if array is not None
    ]
    low = min(margin, 0.0, *(limit[0] for limit in limits))
    high = max(margin, *(limit[1] for limit in limits))
    width = (high - low) / _BINS or 1.0
    steps = np.arange(np.floor((low - margin) / width) - 1, np.ceil((high - margin) / width) + 2)
    return np.nextafter(margin, np.inf) + width * steps


def _shares(
    values: Float[np.ndarray, "..."], edges: Float[np.ndarray, " edges"]
) -> Float[np.ndarray, " bins"]:
    """The share of all values, in view or not, that falls into each bin."""
    return np.histogram(values, edges)[0] / values.size


def _draw_bars(
    axes: Axes,
    heights: Float[np.ndarray, " bins"],
    edges: Float[np.ndarray, " edges"],
    margin: float,
) -> None:
    """The histogram as one surface: red up to the margin, blue above it."""
    above = int(np.searchsorted(edges, margin))  # the edge just above the margin
    for gid, part, colour in (
        ("below", slice(0, above), style.VERMILION),
        ("above", slice(above, None), style.BLUE),
    ):
        stairs = axes.stairs(
            heights[part],
            edges[part.start : None if part.stop is None else part.stop + 1],
            fill=True,
            color=colour,
            alpha=0.85,
        )
        stairs.set_gid(gid)


def _mark_margin(
    axes: Axes,
    margin: float,
    values: Float[np.ndarray, "..."],
    before: Float[np.ndarray, "..."] | None,
) -> None:
    """The margin as a line, and left of it the share of values it separates."""
    axes.axvline(margin, color=style.INK, linewidth=1.2).set_gid("margin")
    lines = [(f"margin κ = {margin:g}", style.INK, "normal")]
    share = style.percent(float(np.mean(values <= margin)))
    lines.append((f"{share} at or below the margin", style.VERMILION, "bold"))
    if before is not None:
        share = style.percent(float(np.mean(before <= margin)))
        lines.append((f"{share} before learning (outline)", style.MUTED, "normal"))
    left, right = axes.get_xlim()
    beyond = margin < left + 0.45 * (right - left)  # the side with more room
    for row, (text, colour, weight) in enumerate(lines):
        axes.annotate(
            text,
            (margin, 1),
            xytext=(7 if beyond else -7, -4 - 15 * row),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="left" if beyond else "right",
            va="top",
            color=colour,
            fontweight=weight,
        )


def _label_axes(axes: Axes, outside: float) -> None:
    """Words for both axes, and how much lies outside the view."""
    unseen = f"; {style.percent(outside)} lie outside the view" if outside else ""
    axes.set_xlabel(
        f"stability $s_i h_i$, in units of the field, without the self-coupling{unseen}"
    )
    style.quiet_sides(axes)
    style.percent_axis(axes.yaxis)
    style.head(axes, "Stability of the neurons", "share of neurons and samples in each bin")
