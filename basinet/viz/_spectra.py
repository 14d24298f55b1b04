"""Do two courses have the same eigenvalues?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Complex
from matplotlib.figure import Figure

from basinet.viz import style


@style.house_style()
def spectra(
    values: Sequence[Complex[np.ndarray, " modes"]],
    names: Sequence[str],
    *,
    title: str,
    note: str = "",
) -> Figure:
    """Draw two sets of eigenvalues in the plane, with the circle of size 1.

    Inside the circle a mode fades, on it it stays, outside it grows.

    Args:
        values: the two sets.
        names: what each is of.
        title: what is drawn.
        note: a quieter word after it.

    Raises:
        ValueError: when there are not two sets with two names.
    """
    if len(values) != 2 or len(names) != 2:
        raise ValueError(f"{len(values)} spectra and {len(names)} names; expected two of each")
    figure = style.blank(5.6, 5.2)
    axes = figure.add_subplot()
    angle = np.linspace(0, 2 * np.pi, 200)
    axes.plot(np.cos(angle), np.sin(angle), color=style.GHOST, linewidth=0.8)
    for found, name, colour, marker in zip(
        values, names, (style.BLUE, style.VERMILION), ("o", "x"), strict=True
    ):
        (dots,) = axes.plot(
            np.real(found),
            np.imag(found),
            linestyle="none",
            marker=marker,
            markersize=6,
            color=colour,
            markerfacecolor="none",
            label=style.wrap(name),
        )
        dots.set_gid("eigenvalues")
    axes.set_aspect("equal")
    axes.set_xlabel("real part")
    axes.set_ylabel("imaginary part")
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    style.quiet_sides(axes)
    style.head(axes, title, note)
    return style.finish(figure)
