"""Which units answer to which class, and do classes share them?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

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
def ensembles(answers: Sequence[Answers], classes: Iterable[Any]) -> Figure:
    """Draw the units of each network, one row of panels each.

    Args:
        answers: at least one.
        classes: the names of the classes, in the order of the rows.

    Returns:
        For each network the mean activity of all units, each as a part of its largest and sorted
        by the class in which that is; the overlap of the ensembles; and per class the share of
        units in its ensemble, beside the share that is active. The scales of the overlaps and
        of the shares are the same for all networks, so that they can be compared.

    Raises:
        ValueError: when there is no network, or an array of one does not fit the classes.
    """
    classes = style.names_of(classes)
    if not answers:
        raise ValueError("there is no network to draw; expected at least one")
    for one in answers:
        _check(one, len(classes))
    apart = [_apart(one) for one in answers]
    darkest = max(float(np.nanmax(matrix, initial=0.0)) for matrix in apart) or 1.0
    highest = max(
        float(np.nanmax(shares, initial=0.0)) for one in answers for shares in _shares(one)
    )
    figure = style.blank(11.0, 0.6 + 3.1 * len(answers))
    grid = figure.subplots(len(answers), 3, squeeze=False, width_ratios=(1.7, 1, 1.1))
    for row, one, matrix in zip(grid, answers, apart, strict=True):
        units, shared, shares = row
        _draw_units(units, one, classes)
        image = shared.imshow(
            np.ma.masked_invalid(matrix), cmap=_SHADES, vmin=0, vmax=darkest, interpolation="none"
        )
        image.set_gid(f"overlap of {one.name}")
        _finish_overlap(figure, shared, image, classes)
        _draw_shares(shares, one, classes)
        shares.set_ylim(0, 1.25 * highest or 1.0)
        style.head(units, one.name, f"{one.means.shape[1]} units")
    return style.finish(figure)


def _check(one: Answers, classes: int) -> None:
    """Refuse what does not fit the classes, before anything is drawn."""
    if one.means.ndim != 2 or len(one.means) != classes:
        raise ValueError(
            f"means has shape {one.means.shape}; expected a row for each of {classes} classes"
        )
    if one.overlap.shape != (classes, classes):
        raise ValueError(
            f"overlap has shape {one.overlap.shape}; expected ({classes}, {classes}) for classes"
        )
    for name, values in (("sizes", one.sizes), ("active", one.active)):
        if values.shape != (classes,):
            raise ValueError(
                f"{name} has shape {values.shape}; expected a number for each of {classes} classes"
            )


def _apart(one: Answers) -> np.ndarray:
    """The overlaps of different classes; that of a class with itself says nothing."""
    return np.where(np.eye(len(one.overlap), dtype=bool), np.nan, one.overlap)


def _shares(one: Answers) -> tuple[np.ndarray, np.ndarray]:
    """The shares of units in the ensemble of each class, and of active ones."""
    return one.sizes / one.means.shape[1], one.active


def _draw_units(axes: Axes, one: Answers, classes: Sequence[str]) -> None:
    top = one.means.max(axis=0)
    relative = one.means / np.where(top > 0, top, 1.0)
    best = np.where(top > 0, one.means.argmax(axis=0), len(classes))
    order = np.lexsort((-relative.sum(axis=0), best))
    axes.imshow(
        relative[:, order], aspect="auto", cmap=_SHADES, vmin=0, vmax=1, interpolation="none"
    ).set_gid(f"units of {one.name}")
    axes.set_yticks(range(len(classes)), [style.wrap(name) for name in classes], parse_math=False)
    axes.set_xlabel("units, sorted by the class they prefer")


def _finish_overlap(figure: Figure, axes: Axes, image: AxesImage, classes: Sequence[str]) -> None:
    axes.set_facecolor(style.GRID)  # where there is no overlap to show
    bar = figure.colorbar(image, ax=axes, shrink=0.75)
    bar.outline.set_visible(False)  # type: ignore[operator]
    bar.ax.tick_params(length=0)
    style.name_cells(axes, classes)
    style.head(axes, "Shared units", "of two ensembles")


def _draw_shares(axes: Axes, one: Answers, classes: Sequence[str]) -> None:
    places = np.arange(len(classes))
    ensemble, active = _shares(one)
    axes.bar(places - 0.2, ensemble, 0.4, color=style.BLUE, label="in its ensemble")
    axes.bar(places + 0.2, active, 0.4, color=style.GHOST, label="active")
    axes.set_xticks(places, [style.wrap(name) for name in classes], parse_math=False)
    if style.slanted(classes):
        for tick in axes.xaxis.get_major_ticks():
            tick.label1.set(rotation=40, ha="right", rotation_mode="anchor")
    style.percent_axis(axes.yaxis)
    style.quiet_sides(axes)
    axes.legend(loc="upper right", ncols=2, handlelength=1.0, columnspacing=1.2, borderaxespad=0.1)
    style.head(axes, "Share of the units", "by class")
