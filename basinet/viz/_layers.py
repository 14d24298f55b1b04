"""What develops in each layer while the network learns?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from basinet.viz import style

_DEPTH = LinearSegmentedColormap.from_list(
    "basinet depth", [style.BLUE, "#6a51a3", style.VERMILION]
)
_NAMED = 8  # up to so many layers each is named at the end of its line


@style.house_style()
def layers(
    epochs: Sequence[int],
    within: Float[np.ndarray, "epochs layers"],
    between: Float[np.ndarray, "epochs layers"],
    reciprocity: Float[np.ndarray, "epochs layers"],
) -> Figure:
    """Draw overlaps of representations and the symmetry of couplings for each layer over training.

    Args:
        epochs: the numbers of the finished epochs, increasing.
        within: mean overlap of two patterns of one class, in [-1, 1]; NaN where not measured.
        between: the same for two patterns of different classes.
        reciprocity: correlation of J_ij and J_ji inside the layer, in [-1, 1]; NaN likewise.

    Returns:
        Two panels, one line for each layer: on the left both overlaps, solid within and dashed
        between classes, on the right the symmetry; without it where it was never measured, as
        there are no couplings.

    Raises:
        ValueError: if the shapes differ, there is no epoch or a value is outside [-1, 1].
    """
    for name, values in (("within", within), ("between", between), ("reciprocity", reciprocity)):
        _check(name, values, len(epochs), within.shape[1] if within.ndim == 2 else 0)
    coupled = not np.isnan(reciprocity).all()
    figure = style.blank(10.2 if coupled else 6.4, 4.0)
    panels = list(figure.subplots(1, 1 + coupled, squeeze=False)[0])
    left = panels[0]
    _draw(left, epochs, within, "within", "-")
    _draw(left, epochs, between, "between", (0, (4, 2.5)))
    style.head(left, "Overlap of two patterns", "solid: one class, dashed: two classes")
    _name_ends(left, [*within[-1], *between[-1]], within.shape[1], digits=2)
    for right in panels[1:]:
        _draw(right, epochs, reciprocity, "reciprocity", "-")
        style.head(right, "Symmetry of the couplings", "correlation of the two of a pair")
        _name_ends(right, [*reciprocity[-1]], within.shape[1], digits=3)
    for axes in panels:
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        style.quiet_sides(axes)
        axes.axhline(0, color=style.GHOST, linewidth=0.8)
    return style.finish(figure)


def _check(name: str, values: Float[np.ndarray, "epochs layers"], epochs: int, count: int) -> None:
    if values.shape != (epochs, count) or not values.size:
        raise ValueError(
            f"{name} has shape {values.shape}; expected ({epochs}, {count}), not empty"
        )
    known = values[~np.isnan(values)]
    if not (np.abs(known) <= 1 + 1e-5).all():
        worst = known[~(np.abs(known) <= 1 + 1e-5)][0]
        raise ValueError(f"{name} holds {worst}; expected values in [-1, 1]")


def _colour(layer: int, count: int) -> tuple[float, float, float, float]:
    return _DEPTH(layer / max(count - 1, 1))


def _draw(
    axes: Axes,
    epochs: Sequence[int],
    values: Float[np.ndarray, "epochs layers"],
    name: str,
    dashes: str | tuple,
) -> None:
    """One line for each layer; a single epoch is a dot."""
    marker = "o" if len(epochs) == 1 else ""
    for layer, course in enumerate(values.T):
        colour = _colour(layer, values.shape[1])
        (line,) = axes.plot(
            epochs, course, color=colour, linestyle=dashes, marker=marker, markersize=4
        )
        line.set_gid(name)


def _name_ends(axes: Axes, last: Sequence[float], count: int, digits: int) -> None:
    """Write the last values beside the panel, with the layer's name where there are several."""
    known = [(float(value), at % count) for at, value in enumerate(last) if not np.isnan(value)]
    if not known or count > _NAMED:
        return
    low, high = axes.get_ylim()
    places = style.spread([value for value, _ in known], 0.06 * (high - low))
    for (value, layer), place in zip(known, places, strict=True):
        words = f"{value:+.{digits}f}".replace("-", "−")
        label = axes.annotate(
            words if count == 1 else f"layer {layer + 1}: {words}",
            (1, place),
            xytext=(5, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            color=_colour(layer, count),
            annotation_clip=False,
        )
        label.set_gid("end")
