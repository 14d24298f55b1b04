"""Which units answer to which class, and do classes share them?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from basinet.viz import style

_SHADES = LinearSegmentedColormap.from_list("basinet shades", [style.PAPER, style.BLUE])


@dataclass(frozen=True, eq=False)
class Answers:
    """What one layer of a network shows.

    Attributes:
        name: of the network.
        means: mean activity of each unit in each class, at least 0, `[classes, units]`.
        overlap: of the ensembles of each pair of classes, `[classes, classes]`; NaN where none.
        sizes: units in each ensemble, `[classes]`.
        active: the fraction of units that is active, `[classes]`.
    """

    name: str
    means: np.ndarray
    overlap: np.ndarray
    sizes: np.ndarray
    active: np.ndarray


@style.house_style()
def ensembles(answers: Sequence[Answers], classes: Sequence[str]) -> Figure:
    """Draw the units of each network, one row of panels each.

    Args:
        answers: at least one.
        classes: the names of the classes, in the order of the rows.

    Returns:
        For each network the mean activity of all units, each as a part of its largest and sorted
        by the class in which that is; the overlap of the ensembles; and per class the share of
        units in its ensemble, beside the share that is active.

    Raises:
        ValueError: when there is no network, or one does not fit the classes.
    """
    if not answers:
        raise ValueError("there is no network to draw; expected at least one")
    for one in answers:
        if one.means.ndim != 2 or len(one.means) != len(classes):
            raise ValueError(
                f"means has shape {one.means.shape}; expected a row for each of"
                f" {len(classes)} classes"
            )
    figure = style.blank(11.0, 0.6 + 3.1 * len(answers))
    grid = figure.subplots(len(answers), 3, squeeze=False, width_ratios=(1.7, 1, 1.1))
    for row, one in zip(grid, answers, strict=True):
        units, shared, shares = row
        _draw_units(units, one, classes)
        _draw_overlap(figure, shared, one, classes)
        _draw_shares(shares, one, classes)
        style.head(units, one.name, f"{one.means.shape[1]} units")
    return style.finish(figure)


def _draw_units(axes: Axes, one: Answers, classes: Sequence[str]) -> None:
    top = one.means.max(axis=0)
    relative = one.means / np.where(top > 0, top, 1.0)
    best = np.where(top > 0, one.means.argmax(axis=0), len(classes))
    order = np.lexsort((-relative.sum(axis=0), best))
    axes.imshow(
        relative[:, order], aspect="auto", cmap=_SHADES, vmin=0, vmax=1, interpolation="none"
    ).set_gid(f"units of {one.name}")
    axes.set_yticks(range(len(classes)), classes)
    axes.set_xlabel("units, sorted by the class they prefer")
    axes.set_ylabel("class")
    axes.grid(visible=False)


def _draw_overlap(figure: Figure, axes: Axes, one: Answers, classes: Sequence[str]) -> None:
    apart = np.where(np.eye(len(classes), dtype=bool), np.nan, one.overlap)
    image = axes.imshow(np.ma.masked_invalid(apart), cmap=_SHADES, vmin=0, interpolation="none")
    image.set_gid(f"overlap of {one.name}")
    figure.colorbar(image, ax=axes, shrink=0.75)
    axes.set_xticks(range(len(classes)), classes)
    axes.set_yticks(range(len(classes)), classes)
    axes.grid(visible=False)
    style.head(axes, "Shared units", "of two ensembles")


def _draw_shares(axes: Axes, one: Answers, classes: Sequence[str]) -> None:
    places = np.arange(len(classes))
    units = one.means.shape[1]
    for shift, values, colour, name in (
        (-0.2, one.sizes / units, style.BLUE, "in its ensemble"),
        (0.2, one.active, style.GHOST, "active"),
    ):
        axes.bar(places + shift, values, 0.4, color=colour, label=name)
    axes.set_xticks(places, classes)
    axes.set_ylim(0, 1.25 * max(float(np.max(one.sizes / units)), float(np.nanmax(one.active))))
    axes.set_xlabel("class")
    style.percent_axis(axes.yaxis)
    style.quiet_sides(axes)
    axes.legend(frameon=False, loc="upper right", ncols=2)
    style.head(axes, "Share of the units")
