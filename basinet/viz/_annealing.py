"""How did an annealing come to its value, and what is left unsatisfied?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float, Int
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from basinet.viz import style


@style.house_style()
def annealing(
    sweeps: Float[np.ndarray, " readings"],
    mean: Float[np.ndarray, " readings"],
    best: Float[np.ndarray, " readings"],
    begins: Sequence[float],
    pairs: Int[np.ndarray, "pairs 2"],
    satisfied: Bool[np.ndarray, " pairs"],
    sides: Bool[np.ndarray, " n"],
    *,
    title: str,
    note: str = "",
) -> Figure:
    """Draw the values along the way, and the couplings at its end.

    On the left the mean value of all replicas and the best so far; dotted lines where a course
    begins. On the right a dot for each coupling, the variables ordered by their side.

    Args:
        sweeps: made by then, increasing.
        mean: mean value of the replicas.
        best: best value so far.
        begins: sweeps at which courses begin.
        pairs: variables that are coupled, numbers from 0.
        satisfied: whether the state is as the coupling wants it; an edge of positive weight wants
            to be cut.
        sides: of each variable, whether it is +1.
        title: stands above the left panel.
        note: a quieter word after it.

    Raises:
        ValueError: when there is no reading or a shape does not fit.
    """
    if not len(sweeps) or mean.shape != sweeps.shape or best.shape != sweeps.shape:
        raise ValueError(
            f"there are {len(sweeps)} readings, {len(mean)} means and {len(best)} best values;"
            " expected as many of each, at least one"
        )
    figure = style.blank(9.6, 4.3)
    left, right = figure.subplots(1, 2, width_ratios=[1.5, 1])
    _descent(left, sweeps, mean, best, begins)
    style.head(left, title, note)
    _couplings(right, pairs, satisfied, sides)
    return style.finish(figure)


def _descent(
    axes: Axes, sweeps: np.ndarray, mean: np.ndarray, best: np.ndarray, begins: Sequence[float]
) -> None:
    for begin in begins:
        line = axes.axvline(begin, color=style.GHOST, linewidth=0.9, linestyle=(0, (2, 2)))
        line.set_gid("course")
    axes.plot(sweeps, mean, color=style.GHOST, linewidth=1.2, gid="mean")
    axes.plot(sweeps, best, color=style.BLUE, drawstyle="steps-post", gid="best")
    upper = best[-1] > np.mean(axes.get_ylim())  # the names stand where the curves are not
    words = ("best so far", style.BLUE), ("mean of the replicas", style.MUTED)
    for row, (name, colour) in enumerate(words if upper else words[::-1]):
        axes.annotate(
            name,
            (1, 0 if upper else 1),
            xytext=(-6, (22 - 14 * row) if upper else -(8 + 14 * row)),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            va="center",
            color=colour,
        )
    axes.margins(y=0.12)
    axes.set_xlabel("sweeps")
    style.quiet_sides(axes)


def _couplings(axes: Axes, pairs: np.ndarray, satisfied: np.ndarray, sides: np.ndarray) -> None:
    """The matrix of couplings, both halves, with the side -1 first."""
    rank = np.empty(len(sides), np.int64)
    rank[np.argsort(sides, kind="stable")] = np.arange(len(sides))
    a, b = rank[pairs].T if len(pairs) else (np.array([]), np.array([]))
    size = float(np.clip(3e4 / max(len(pairs), 1), 0.05, 12))
    for wanted, colour in ((True, style.BLUE), (False, style.VERMILION)):
        chosen = satisfied == wanted
        x, y = np.concatenate([a[chosen], b[chosen]]), np.concatenate([b[chosen], a[chosen]])
        dots = axes.scatter(x, y, s=size, c=colour, linewidths=0, rasterized=True)
        dots.set_gid("satisfied" if wanted else "unsatisfied")
    border = float(np.sum(~sides)) - 0.5
    axes.axvline(border, color=style.GHOST, linewidth=0.8)
    axes.axhline(border, color=style.GHOST, linewidth=0.8)
    axes.set_xlim(-0.5, len(sides) - 0.5)
    axes.set_ylim(len(sides) - 0.5, -0.5)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(True)
    share = float(np.mean(satisfied)) if len(satisfied) else 1.0
    style.head(axes, "Couplings", f"{style.percent(share)} satisfied")
    axes.set_xlabel("variables, side -1 first")
