"""The house style: one palette, one typography, and the few habits all figures share.

The data colours are those of Okabe and Ito (2008, "Color Universal Design"), which stay apart under
the common colour-vision deficiencies; everything that is not data is ink or grey.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from statistics import fmean
from typing import Any

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from basinet.viz._drawing import Drawing

INK = "#1b2733"
"""Text that is read."""
MUTED = "#5b6875"
"""Text and lines that accompany."""
GHOST = "#9aa5b1"
"""What is there for comparison."""
GRID = "#e6e9ed"
"""Grid lines, and a neuron that is silent."""
PAPER = "#ffffff"
"""The card a figure is printed on."""
BLUE = "#0072b2"
"""The main thing; spin +1."""
VERMILION = "#d55e00"
"""What needs attention; spin -1."""
GOLD = "#a87400"
"""The stimulus (Okabe and Ito's orange, darker, so that words in it can be read)."""
PALE_BLUE = "#c4ddee"
"""BLUE as a surface."""
PALE_VERMILION = "#f7dcc6"
"""VERMILION as a surface."""

SERIES = (BLUE, VERMILION, GOLD, "#009e73", "#6a51a3")
"""What is told apart by its name and mark; ordered things take shades of one colour instead."""

DIAMONDS: dict[str, Any] = {
    "linestyle": "none",
    "marker": "D",
    "markersize": 7.5,
    "markerfacecolor": "none",
    "markeredgewidth": 1.3,
    "zorder": 3,
}
"""How values that others published or found are drawn everywhere: hollow diamonds, not joined."""

BLUES: Colormap = LinearSegmentedColormap.from_list("basinet blues", ["#f4f8fb", PALE_BLUE])
"""Surfaces that stay pale, because something else is to be seen."""
DEEP_BLUES: Colormap = LinearSegmentedColormap.from_list(
    "basinet deep blues", ["#f4f8fb", PALE_BLUE, "#5fa8d3"]
)
"""Surfaces that are the main thing, with values written in INK on them."""
REDS: Colormap = LinearSegmentedColormap.from_list(
    "basinet reds", [PAPER, "#fbe3cf", "#f0a566", VERMILION]
)
"""From nothing to what needs attention."""
DIVERGING: Colormap = LinearSegmentedColormap.from_list(
    "basinet diverging", ["#a34400", VERMILION, "#f3c29b", "#fafafa", "#8fc0df", BLUE, "#004b78"]
)
"""Signed quantities, near white at zero."""

_SETTINGS = {
    "axes.axisbelow": True,
    "axes.edgecolor": GHOST,
    "axes.facecolor": PAPER,
    "axes.grid": False,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 9.5,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": PAPER,
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],  # ships with matplotlib: the same figure everywhere
    "font.size": 9.5,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "lines.solid_capstyle": "round",
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "basinet",
    "text.color": INK,
    "xtick.color": GHOST,
    "xtick.labelcolor": MUTED,
    "xtick.labelsize": 9,
    "xtick.major.size": 3.5,
    "ytick.color": GHOST,
    "ytick.labelcolor": MUTED,
    "ytick.labelsize": 9,
    "ytick.major.size": 3.5,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style for the length of a `with` block or of a decorated function.

    It starts from matplotlib's own defaults, so that a user's settings do not change a figure, and
    it puts back whatever was set before.
    """
    with matplotlib.style.context(["default", _SETTINGS]):
        yield


def blank(width: float, height: float) -> Figure:
    """An empty figure of a given size in inches, with a small margin on all sides."""
    engine = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12, hspace=0.03, wspace=0.03)
    return Drawing(figsize=(width, height), layout=engine)


def finish(figure: Figure) -> Figure:
    """Lay the figure out once and for all.

    The layout is an iteration that moves a little each time it is run, and whose last digits
    depend on where its variables lie in memory. Frozen and rounded here (to a ten-thousandth of
    a pixel or so), it gives the same bytes whenever the same figure is written.
    """
    figure.draw_without_rendering()
    if _broken(figure):
        figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position(np.round(axes.get_position(original=True).bounds, 7).tolist())
    return figure


def head(axes: Axes, title: str, note: str = "") -> None:
    """Say above the left edge of a panel what it shows, with an optional quieter note after it.

    This takes the place of a label written upwards along the axis.
    """
    text = axes.annotate(
        title,
        (0, 1),
        xytext=(0, 8),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=10.5,
        fontweight="bold",
        parse_math=False,
    )
    text.set_gid("head")
    if note:
        quieter = axes.annotate(
            note,
            (1, 1),
            xytext=(8, 8),
            xycoords=(text, "axes fraction"),
            textcoords="offset points",
            fontsize=9,
            color=MUTED,
            parse_math=False,
        )
        quieter.set_gid("note")


def _broken(figure: Figure) -> bool:
    """Put notes for which there is no room below their titles; say whether there were any.

    Those run out of the figure, or into another title or a legend.
    """
    texts = [text for axes in figure.axes for text in axes.texts]
    titles = [text for text in texts if text.get_gid() == "head"]
    long = []
    for title, note in pairwise(texts):
        if note.get_gid() != "note":
            continue
        place, others = note.get_window_extent(), [*titles, *figure.legends]
        beside = [one.get_window_extent() for one in others if one is not title]
        if place.x1 > figure.bbox.x1 or place.count_overlaps(beside):
            long.append((title, note))
    for title, note in long:
        assert isinstance(title, Annotation)
        assert isinstance(note, Annotation)
        title.set_position((0, 22))
        note.xycoords, note.xy = "axes fraction", (0, 1)
        note.set_position((0, 8))
    return bool(long)


def names_of(values: Iterable[Any]) -> list[str]:
    """Class names as text, whatever labels they are: numbers, text, an array of either."""
    return [str(value) for value in values]


def wrap(name: str, width: int = 16) -> str:
    """A name on as many lines as its length needs, none longer than `width` characters."""
    return "\n".join(textwrap.wrap(name, width)) or name


def name_cells(axes: Axes, names: Sequence[str], *, most: int = 40) -> None:
    """Write class names on both axes beside the cells 0, 1, ... of an image.

    All of them, or every k-th past `most`; below the image they slant where they would run into
    each other. Names are written as they are: a dollar sign does not begin a formula.
    """
    every = -(-len(names) // most)
    written = [wrap(name) for name in names[::every]]
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(range(0, len(names), every), labels=written)
        axis.set_tick_params(length=0)
        for tick in axis.get_major_ticks():
            tick.label1.set_parse_math(False)
    if slanted(names):
        for tick in axes.xaxis.get_major_ticks():
            tick.label1.set(rotation=40, ha="right", rotation_mode="anchor")
    axes.spines[:].set_visible(False)


def slanted(names: Sequence[str]) -> bool:
    """Whether names are too long to stand side by side below the cells of an image."""
    return len(names) > 3 and max(len(name) for name in names) > 3


def extent(names: Sequence[str]) -> float:
    """Roughly the width of the widest name in inches."""
    return 0.072 * max(len(line) for name in names for line in wrap(name).split("\n"))


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Move positions apart until neighbours are at least `gap` apart, as little as possible.

    Used for labels at the ends of lines. The order is kept, positions that are far enough apart
    stay, and a crowd stays centred. Less k times the gap, the positions need only not decrease:
    pooling neighbours that do is the least-squares answer.
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    crowds: list[list[float]] = []
    for rank, index in enumerate(order):
        crowds.append([positions[index] - rank * gap])
        while len(crowds) > 1 and fmean(crowds[-2]) > fmean(crowds[-1]):
            crowds[-2:] = [crowds[-2] + crowds[-1]]
    places = [fmean(crowd) for crowd in crowds for _ in crowd]
    moved = [0.0] * len(order)
    for rank, (index, place) in enumerate(zip(order, places, strict=True)):
        moved[index] = place + rank * gap
    return moved


def span(values: np.ndarray) -> tuple[float, float]:
    """Where an axis begins and ends that shows finite values alone, with a little room around."""
    low, high = float(values.min()), float(values.max())
    room = 0.06 * (high - low) or 0.05 * abs(high) or 1.0
    return low - room, high + room


def percent(share: float, digits: int = 1) -> str:
    """A share in 0..1 as people write it: "87.5 %"."""
    return f"{100 * share:.{digits}f} %"


def percent_axis(axis: Axis) -> None:
    """Write the shares along an axis in per cent, with no more digits than they need."""
    axis.set_major_formatter(FuncFormatter(lambda share, _: f"{round(100 * share, 6):g} %"))


def log_ticks(axis: Axis, low: float, high: float) -> None:
    """Mark a logarithmic axis at few round values, with plain numbers.

    Args:
        axis: with a logarithmic scale.
        low: about where it begins, above 0.
        high: about where it ends.
    """
    if high < 5 * low:
        axis.set_major_locator(MaxNLocator(4))
    else:
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if high < 100 * low else (1.0,)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def quiet_sides(axes: Axes) -> None:
    """Read values off horizontal grid lines instead of an axis with ticks."""
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
