"""Are representations of one class alike, and those of two classes apart?"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from basinet.viz import style

_BINS = 80  # over [-1, 1]
_WRITTEN = 12  # up to so many classes the numbers are written into the cells


@style.house_style()
def overlaps(
    within: Float[np.ndarray, " same"],
    between: Float[np.ndarray, " different"],
    matrix: Float[np.ndarray, "classes classes"],
    classes: Iterable[Any],
) -> Figure:
    """Draw the overlaps q = s·s'/n of pairs of representations, by class.

    Args:
        within: overlaps of pairs of samples of the same class, in [-1, 1].
        between: overlaps of pairs of samples of two classes, in [-1, 1].
        matrix: mean overlap for each pair of classes, in [-1, 1]; nan where there is no pair.
        classes: the names of the classes, in the order of the rows.

    Returns:
        The two distributions with their means, beside the matrix. The colours of the matrix are
        symmetric about zero and reach as far as its largest value.

    Raises:
        ValueError: if a set of overlaps is empty or outside [-1, 1], or if the matrix is not
            square, does not match the names or is outside [-1, 1].
    """
    classes = style.names_of(classes)
    for name, values in (("within", within), ("between", between)):
        if values.ndim != 1 or values.size == 0:
            raise ValueError(f"{name} has shape {values.shape}; expected one axis, not empty")
        _check_range(name, values)
    size = len(classes)
    if matrix.shape != (size, size) or size == 0:
        raise ValueError(f"matrix has shape {matrix.shape}; expected ({size}, {size}) for classes")
    _check_range("matrix", matrix[~np.isnan(matrix)])
    figure = style.blank(10.2, 4.5)
    left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [1.15, 1]})
    _draw_distributions(left, within, between)
    _draw_matrix(figure, right, matrix, classes)
    return style.finish(figure)


def _check_range(name: str, values: Float[np.ndarray, " pairs"]) -> None:
    """Refuse what is no overlap; rounding in float32 is forgiven."""
    if not (np.abs(values) <= 1 + 1e-5).all():
        worst = values[~(np.abs(values) <= 1 + 1e-5)][0]
        raise ValueError(f"{name} holds {worst}; an overlap lies in [-1, 1]")


def _draw_distributions(
    axes: Axes, within: Float[np.ndarray, " same"], between: Float[np.ndarray, " different"]
) -> None:
    """Both histograms, each in shares of its own pairs, with their means as named lines."""
    edges = np.linspace(-1, 1, _BINS + 1)
    pairs = (
        ("between", between, style.VERMILION, "different classes"),
        ("within", within, style.BLUE, "same class"),
    )
    first = float(np.mean(within)) >= float(np.mean(between))
    top = 0.0
    for gid, values, colour, name in pairs:
        shares = np.histogram(np.clip(values, -1, 1), edges)[0] / values.size
        top = max(top, shares.max())
        axes.stairs(shares, edges, fill=True, color=colour, alpha=0.3)
        axes.stairs(shares, edges, color=colour, linewidth=1.5).set_gid(gid)
        mean = float(np.mean(values))
        axes.axvline(mean, color=colour, linewidth=1.2, linestyle=(0, (4, 3))).set_gid(
            gid + " mean"
        )
        rightwards = (gid == "within") == first
        axes.annotate(
            f"{name}\nmean {_signed(mean)}",
            (mean, 1),
            xytext=(6 if rightwards else -6, -3),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="left" if rightwards else "right",
            va="top",
            color=colour,
        )
    axes.set_ylim(0, 1.3 * top)
    axes.set_xlim(-1, 1)
    axes.xaxis.set_major_locator(MultipleLocator(0.5))
    style.percent_axis(axes.yaxis)
    style.quiet_sides(axes)
    axes.set_xlabel("overlap $q$ of two representations")
    style.head(axes, "Overlap of pairs", "share of the pairs in each bin")


def _draw_matrix(
    figure: Figure,
    axes: Axes,
    matrix: Float[np.ndarray, "classes classes"],
    classes: Sequence[str],
) -> None:
    """The mean overlaps, warm below zero, white at zero, blue above."""
    reach = float(np.nanmax(np.abs(matrix), initial=0.0)) or 1.0
    shown = np.ma.masked_invalid(matrix)
    image = axes.imshow(shown, cmap=style.DIVERGING, vmin=-reach, vmax=reach)
    image.set_gid("matrix")
    style.name_cells(axes, classes)
    bar = figure.colorbar(image, ax=axes, shrink=0.6, aspect=22, anchor=(0, 0.5), pad=0.02)
    bar.outline.set_visible(False)  # type: ignore[operator]
    bar.ax.tick_params(length=0)
    bar.set_ticks([-reach, 0, reach], labels=[_signed(-reach), "0", _signed(reach)])
    if len(classes) <= _WRITTEN:
        for row, column in np.argwhere(~np.isnan(matrix)):
            value = float(matrix[row, column])
            label = axes.text(
                column,
                row,
                _signed(value).removeprefix("+"),
                ha="center",
                va="center",
                fontsize=float(np.clip(75 / len(classes), 7, 10)),
                color=style.PAPER if abs(value) > 0.55 * reach else style.INK,
            )
            label.set_gid("mean")
    style.head(axes, "Mean overlap", "by pair of classes")


def _signed(value: float) -> str:
    """A number with its sign and two digits; zero has none."""
    rounded = round(value, 2)
    return f"{rounded:+.2f}".replace("-", "−") if rounded else "0.00"
