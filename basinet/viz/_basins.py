"""How far from a fixed point does the dynamics still return to it?"""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from basinet.viz import style

_ROUND = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


@style.house_style()
def basins(
    flipped: Float[np.ndarray, " fractions"],
    distance: Float[np.ndarray, " fractions"],
    returned: Float[np.ndarray, " fractions"],
    converged: Float[np.ndarray, " fractions"],
) -> Figure:
    """Draw where the dynamics ends after a fraction of the spins of fixed points was flipped.

    Args:
        flipped: p, the fractions that were flipped, in (0, 1], increasing.
        distance: mean fraction of spins in which the end differs from the fixed point.
        returned: fraction of the trials that ended in exactly the fixed point.
        converged: fraction that ended in some fixed point.

    Returns:
        On the left the mean distance at the end against that at the start, below the diagonal
        where the dynamics repairs, both logarithmic, so that a distance of 0 lies below the axis;
        on the right both fractions against p.

    Raises:
        ValueError: if the arrays differ in shape or hold a value outside [0, 1].
    """
    parts = {
        "flipped": flipped,
        "distance": distance,
        "returned": returned,
        "converged": converged,
    }
    for name, values in parts.items():
        if values.shape != flipped.shape or values.ndim != 1 or not values.size:
            raise ValueError(f"{name} has shape {values.shape}; expected one axis, as long as p")
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError(f"{name} holds a value outside [0, 1]: {values}")
    if not (flipped > 0).all() or not (np.diff(flipped) > 0).all():
        raise ValueError(f"flipped is {flipped}; expected increasing fractions above 0")
    figure = style.blank(10.2, 4.0)
    left, right = figure.subplots(1, 2)
    _draw_distance(left, flipped, distance)
    _draw_fractions(right, flipped, returned, converged)
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xticks(_ticks(flipped[0], flipped[-1]))
        axes.minorticks_off()
        style.percent_axis(axes.xaxis)
        style.percent_axis(axes.yaxis)
        style.quiet_sides(axes)
        axes.set_xlabel("spins flipped at the start")
    return style.finish(figure)


def _ticks(low: float, high: float) -> list[float]:
    """Round fractions within a range; its lower end where there are none."""
    ticks = [p for p in _ROUND if 0.9 * low <= p <= 1.1 * high]
    return ticks or [float(low)]


def _draw_distance(
    axes: Axes, flipped: Float[np.ndarray, " fractions"], distance: Float[np.ndarray, " fractions"]
) -> None:
    """The end's distance and the line on which nothing would have moved."""
    ends = [flipped[0], flipped[-1]]
    low = 0.7 * min([flipped[0], *distance[distance > 0]])
    high = 1.4 * max(float(distance.max()), float(flipped[-1]))
    axes.plot(ends, ends, color=style.GHOST, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.fill_between(ends, low, ends, color=style.PALE_BLUE, alpha=0.35, linewidth=0)
    (line,) = axes.plot(flipped, distance, color=style.BLUE, marker="o", markersize=4.5)
    line.set_gid("distance")
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    axes.set_yticks(_ticks(low, high))
    axes.annotate(
        "as far as it was put",
        (flipped[-1], flipped[-1]),
        xytext=(-14, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        color=style.MUTED,
    )
    style.head(axes, "Distance at the end", "mean share of spins that differ")


def _draw_fractions(
    axes: Axes,
    flipped: Float[np.ndarray, " fractions"],
    returned: Float[np.ndarray, " fractions"],
    converged: Float[np.ndarray, " fractions"],
) -> None:
    """How many trials came back exactly, and how many came to rest anywhere."""
    ends = []
    for gid, values, colour, words in (
        ("converged", converged, style.MUTED, "at rest"),
        ("returned", returned, style.VERMILION, "exactly back"),
    ):
        (line,) = axes.plot(flipped, values, color=colour, marker="o", markersize=4.5)
        line.set_gid(gid)
        ends.append((float(values[-1]), words, colour))
    axes.set_ylim(0, 1.05)
    places = style.spread([value for value, _, _ in ends], 0.08)
    for (_, words, colour), place in zip(ends, places, strict=True):
        axes.annotate(
            words,
            (1, place),
            xytext=(5, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            color=colour,
            annotation_clip=False,
        )
    style.head(axes, "How trials ended", "share of the trials")
