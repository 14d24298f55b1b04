"""At which loads and temperatures does a memory retrieve, and where does theory draw the line?"""

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from basinet.viz import style


@style.house_style()
def retrieval_phases(
    loads: Float[np.ndarray, " loads"],
    temperatures: Float[np.ndarray, " temperatures"],
    overlaps: Float[np.ndarray, "temperatures loads"],
    line: tuple[Float[np.ndarray, " points"], Float[np.ndarray, " points"]],
    *,
    title: str,
    note: str = "shade: measured overlap, line: theory",
    along: str = "load",
) -> Figure:
    """Draw measured overlaps over load and temperature, with the end of retrieval in theory.

    Args:
        loads: increasing, at least two.
        temperatures: increasing, at least two.
        overlaps: measured, one row for each temperature; NaN where nothing was.
        line: loads and temperatures along the boundary of theory.
        title: what is drawn.
        note: a quieter word after it.
        along: what a load is.

    Raises:
        ValueError: when shapes do not fit.
    """
    if overlaps.shape != (len(temperatures), len(loads)) or min(overlaps.shape) < 2:
        raise ValueError(
            f"overlaps have shape {overlaps.shape}; expected ({len(temperatures)}, {len(loads)}),"
            " one row for each temperature, and two of both at least"
        )
    if line[0].shape != line[1].shape:
        raise ValueError("the line of theory has more loads than temperatures, or fewer")
    figure = style.blank(6.4, 4.3)
    axes = figure.add_subplot()
    shade = axes.pcolormesh(
        loads,
        temperatures,
        overlaps,
        cmap=style.BLUES.with_extremes(bad=style.PAPER),
        vmin=0,
        vmax=1,
    )
    shade.set_gid("overlaps")
    for y, heat in enumerate(temperatures):
        for x, load in enumerate(loads):
            if np.isfinite(overlaps[y, x]):
                axes.text(
                    load,
                    heat,
                    f"{abs(round(overlaps[y, x], 2)):.2f}".removeprefix("0")
                    if overlaps[y, x] > -0.005
                    else f"{overlaps[y, x]:.2f}",
                    ha="center",
                    va="center",
                    fontsize=7.5,
                    color=style.INK,
                )
    low, high = axes.get_xlim(), axes.get_ylim()
    (boundary,) = axes.plot(*line, color=style.VERMILION, linewidth=2)
    boundary.set_gid("boundary")
    axes.set_xlim(low)
    axes.set_ylim(high)
    axes.set_xlabel(along)
    axes.set_ylabel("temperature T")
    axes.spines[:].set_visible(False)
    style.head(axes, title, note)
    return style.finish(figure)
