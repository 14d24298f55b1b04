"""Which values does a quantity take in the long run, against a parameter?"""

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from basinet.viz import style

_MANY = 60
"""Values from which on they are drawn as a band of single points."""


@style.house_style()
def orbits(
    at: Float[np.ndarray, " parameters"],
    courses: Float[np.ndarray, "steps parameters"],
    *,
    title: str,
    note: str = "",
    along: str = "",
) -> Figure:
    """Draw the values of a course above each value of a parameter: dots, lines, bands.

    A cycle is as many dots as its period, chaos a band.

    Args:
        at: values of the parameter, increasing.
        courses: the last values of the quantity for each.
        title: what is drawn.
        note: a quieter word after it.
        along: what the parameter is.

    Raises:
        ValueError: when shapes do not fit.
    """
    if courses.ndim != 2 or courses.shape[1:] != at.shape or not courses.size:
        raise ValueError(
            f"courses have shape {courses.shape}; expected (steps, {len(at)}), one column for"
            " each parameter"
        )
    figure = style.blank(7.2, 4.2)
    axes = figure.add_subplot()
    for number, position in enumerate(at):
        values = np.unique(np.round(courses[:, number], 7))
        band = len(values) > _MANY
        (dots,) = axes.plot(
            np.full(len(values), position),
            values,
            linestyle="none",
            marker=".",
            markersize=1.6 if band else 3.5,
            markeredgewidth=0,
            alpha=0.6 if band else 1.0,
            color=style.BLUE,
        )
        dots.set_gid("orbit")
    axes.set_xlabel(along)
    style.quiet_sides(axes)
    style.head(axes, title, note)
    return style.finish(figure)
