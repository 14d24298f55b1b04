"""How far behind the best cut does each solver end?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from basinet.viz import style

_MARKS = ("o", "^", "D", "s", "v")
_FINEST = 0.02
"""Per cent up to which the axis is linear, and logarithmic from there on."""


@style.house_style()
def duel(
    instances: Sequence[str],
    solvers: Sequence[str],
    behind: Float[np.ndarray, "instances solvers"],
    *,
    title: str = "Cuts below the best",
    note: str = "",
) -> Figure:
    """Draw a row of marks for each instance, one for each solver, the best one at zero.

    Args:
        instances: names, the first on top.
        solvers: names, ours first.
        behind: per cent by which a solver ended below the best, at least 0; NaN for nothing.
        title: what is drawn.
        note: a quieter word after it.

    Raises:
        ValueError: when a shape does not fit or a number is below 0.
    """
    if behind.shape != (len(instances), len(solvers)) or not behind.size:
        raise ValueError(
            f"behind has shape {behind.shape}; expected ({len(instances)}, {len(solvers)})"
        )
    if np.any(behind < 0):
        raise ValueError(f"behind holds {np.nanmin(behind):g}; expected numbers of at least 0")
    figure = style.blank(7.2, 1.4 + 0.42 * len(instances))
    axes = figure.add_subplot()
    rows = np.arange(len(instances), dtype=float)
    apart = np.linspace(-0.24, 0.24, len(solvers)) if len(solvers) > 1 else np.zeros(1)
    for number, name in enumerate(solvers):
        (marks,) = axes.plot(
            behind[:, number],
            rows + apart[number],
            linestyle="none",
            marker=_MARKS[number % len(_MARKS)],
            markersize=6,
            color=style.SERIES[number % len(style.SERIES)],
            label=name,
            clip_on=False,
        )
        marks.set_gid(name)
    most = max(0.1, 1.3 * float(np.nanmax(behind)) if np.isfinite(behind).any() else 0.1)
    axes.set_xscale("symlog", linthresh=_FINEST)
    axes.set_xlim(0, most)
    ticks = [0.0, *(t for t in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10) if t <= most)]
    axes.set_xticks(ticks)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.minorticks_off()
    axes.set_yticks(rows, list(instances))
    axes.invert_yaxis()
    axes.set_xlabel("per cent below the best cut of all")
    # Among the rows its markers would look like data.
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=max(1, len(solvers)))
    style.quiet_sides(axes)
    style.head(axes, title, note)
    return style.finish(figure)
