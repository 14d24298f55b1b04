"""Which classes are taken for which?"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from basinet.viz import style

_WRITTEN = 20  # up to so many classes the counts are written into the cells


@style.house_style()
def confusion(counts: Int[np.ndarray, "classes classes"], classes: Iterable[Any]) -> Figure:
    """Draw how often each true class was given each answer.

    The diagonal is shaded apart from the rest, pale, so that it does not drown the errors: these
    have a scale of their own, from zero to the most frequent error, with the small ones lifted
    (a square root). Both show shares of the row, that is of the samples of the true class.

    Args:
        counts: number of samples, rows the true class, columns the predicted one; not negative.
            That is what scikit-learn's `confusion_matrix` returns.
        classes: the names of the classes, in the order of the rows, such as `clf.classes_`.

    Returns:
        A matrix with the recall of each class beside it. Counts other than zero are written into
        the cells up to 20 classes.

    Raises:
        ValueError: if counts is not a square matrix of whole numbers >= 0, is all zero, or does
            not match the number of names.
    """
    counts, classes = np.asarray(counts), style.names_of(classes)
    _check(counts, classes)
    size = len(classes)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    cell = float(np.clip(5.0 / size, 0.12, 1.25))
    beside = style.extent(classes)
    below = 0.65 * beside if style.slanted(classes) else 0.3
    figure = style.blank(cell * size + beside + 2.15, cell * size + below + 0.9)
    axes = figure.add_subplot()
    _draw_shares(figure, axes, shares)
    _draw_names(axes, classes)
    _draw_recall(axes, counts)
    if size <= _WRITTEN:
        _write_counts(axes, counts, shares, min(10.0, 28 * cell))
    correct = style.percent(np.trace(counts) / counts.sum())
    style.head(axes, f"{correct} correct", f"of {counts.sum():,} samples")
    return style.finish(figure)


def _check(counts: Int[np.ndarray, "classes classes"], classes: Sequence[str]) -> None:
    """Refuse what is not a confusion matrix."""
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.size == 0:
        raise ValueError(f"counts has shape {counts.shape}; expected [classes classes]")
    if not np.issubdtype(counts.dtype, np.integer):
        raise ValueError(f"counts has dtype {counts.dtype}; expected whole numbers of samples")
    if counts.min() < 0:
        raise ValueError(f"counts holds {counts.min()}; a number of samples is not negative")
    if counts.sum() == 0:
        raise ValueError("counts is zero everywhere; there is no sample to show")
    if len(classes) != len(counts):
        raise ValueError(f"{len(classes)} names in classes, but counts has {len(counts)} rows")


def _draw_shares(figure: Figure, axes: Axes, shares: Float[np.ndarray, "classes classes"]) -> None:
    """Shade the diagonal by recall, and the errors by their share on their own scale."""
    diagonal = np.eye(len(shares), dtype=bool)
    right = np.ma.masked_array(shares, ~diagonal)
    wrong = np.ma.masked_array(shares, diagonal)
    axes.imshow(right, cmap=style.BLUES, vmin=0, vmax=1).set_gid("right")
    worst = float(shares[~diagonal].max(initial=0.0))
    image = axes.imshow(wrong, cmap=style.REDS, norm=PowerNorm(0.5, 0, worst or 1))
    image.set_gid("wrong")
    if worst > 0:
        bar = figure.colorbar(
            image, ax=axes, shrink=0.55, aspect=22, anchor=(0, 0), panchor=(0, 0), pad=0.03
        )
        bar.outline.set_visible(False)  # type: ignore[operator]
        bar.ax.tick_params(length=0)
        bar.set_ticks([0, worst / 4, worst])
        bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.2g} %"))
        bar.set_label("errors: share of the true class", labelpad=8)


def _draw_names(axes: Axes, classes: Sequence[str]) -> None:
    """Class names on both axes, and lines between the cells."""
    style.name_cells(axes, classes)
    axes.set_xlabel("predicted class")
    axes.set_ylabel("true class")
    edges = np.arange(len(classes) + 1) - 0.5
    width = 1.2 if len(classes) <= _WRITTEN else 0.3
    axes.hlines(edges, edges[0], edges[-1], color=style.GRID, linewidth=width)
    axes.vlines(edges, edges[0], edges[-1], color=style.GRID, linewidth=width)


def _draw_recall(axes: Axes, counts: Int[np.ndarray, "classes classes"]) -> None:
    """Write beside each row which share of the class was recognised; a dash if it is empty."""
    size = len(counts)
    if size > 40:
        return
    right = size - 0.5 + 0.02 * size
    totals = counts.sum(axis=1)
    axes.annotate(
        "recall",
        (right, 1),
        xytext=(0, 8),
        xycoords=axes.get_xaxis_transform(),
        textcoords="offset points",
        fontsize=9,
        color=style.MUTED,
        annotation_clip=False,
    )
    for row, total in enumerate(totals):
        digits = 0 if total <= 100 else 1  # no "100 %" where one sample is wrong
        text = style.percent(counts[row, row] / total, digits) if total else "–"
        label = axes.text(right, row, text, va="center", fontsize=9 if size <= _WRITTEN else 7)
        label.set_gid("recall")


def _write_counts(
    axes: Axes,
    counts: Int[np.ndarray, "classes classes"],
    shares: Float[np.ndarray, "classes classes"],
    points: float,
) -> None:
    """Write the numbers of samples into the cells, in white where the cell is dark."""
    errors = shares * (1 - np.eye(len(shares)))
    dark = errors > 0.75 * errors.max()
    for row, column in np.argwhere(counts > 0):
        label = axes.text(
            column,
            row,
            f"{counts[row, column]:d}",
            ha="center",
            va="center",
            fontsize=points,
            color=style.PAPER if dark[row, column] else style.INK,
        )
        label.set_gid("count")
