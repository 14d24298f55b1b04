"""What did a search for good parameters find, and where?"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from basinet.viz import style

_MOST = 6  # parameters that have a panel


@style.house_style()
def study(
    found: Float[np.ndarray, " trials"],
    complete: Bool[np.ndarray, " trials"],
    values: Mapping[str, Sequence[Any]],
    *,
    name: str,
    logarithmic: Sequence[str] = (),
    small: bool = False,
) -> Figure:
    """Draw the trials of a search.

    Args:
        found: what each trial found, the last intermediate number where it was given up; nan
            where there is none.
        complete: which trials were not given up and did not fail.
        values: for each parameter its value in each trial.
        name: what was searched for.
        logarithmic: parameters that are drawn on a logarithmic axis.
        small: whether the smallest is the best.

    Returns:
        Above, the trials in their order with the best so far as a line; below, what was found
        against each of the first six parameters. Trials that were given up are hollow.

    Raises:
        ValueError: if there are no trials, no parameters, or lengths differ.
    """
    lengths = {len(found), len(complete), *map(len, values.values())}
    if len(lengths) != 1 or not len(found) or not values:
        raise ValueError(
            f"there are {len(found)} trials and values of {sorted(lengths)} trials for"
            f" {len(values)} parameters; expected as many, and at least one of each"
        )
    shown = list(values.items())[:_MOST]
    wide = min(3, len(shown))
    high = -(-len(shown) // wide)
    figure = style.blank(max(7.2, 3.2 * wide), 2.8 + 2.3 * high)
    grid = figure.add_gridspec(1 + high, wide)
    above = figure.add_subplot(grid[0, :])
    number = np.arange(1.0, len(found) + 1)
    _draw(above, number, found, complete)
    best = (np.fmin if small else np.fmax).accumulate(np.where(complete, found, np.nan))
    (line,) = above.step(number, best, where="post", color=style.INK, linewidth=1.4)
    line.set_gid("best")
    above.set_xlabel("trial")
    style.head(above, name, "line: best so far; hollow: given up")
    for place, (parameter, chosen) in enumerate(shown):
        panel = figure.add_subplot(grid[1 + place // wide, place % wide], sharey=above)
        places = _places(panel, chosen)
        _draw(panel, places, found, complete)
        if parameter in logarithmic:
            panel.set_xscale("log")
            style.log_ticks(panel.xaxis, places.min(), places.max())
        panel.set_xlabel(parameter.rpartition(".")[2], parse_math=False)
    return style.finish(figure)


def _draw(
    axes: Axes,
    places: Float[np.ndarray, " trials"],
    found: Float[np.ndarray, " trials"],
    complete: Bool[np.ndarray, " trials"],
) -> None:
    for gid, some, colour in (("complete", complete, style.BLUE), ("pruned", ~complete, "none")):
        points = axes.scatter(
            places[some],
            found[some],
            s=22,
            facecolors=colour,
            edgecolors=style.BLUE,
            linewidths=1.0,
        )
        points.set_gid(gid)
    style.quiet_sides(axes)


def _places(axes: Axes, chosen: Sequence[Any]) -> Float[np.ndarray, " trials"]:
    """Numbers as they are; anything else side by side, under its name."""
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in chosen):
        return np.array(chosen, float)
    names = list(dict.fromkeys(map(str, chosen)))
    axes.set_xticks(range(len(names)), [style.wrap(name) for name in names])
    return np.array([names.index(str(value)) for value in chosen], float)
