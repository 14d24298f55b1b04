"""How do some quantities depend on another one?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from basinet.viz import style

_ORDER = LinearSegmentedColormap.from_list(
    "basinet order", [style.BLUE, "#6a51a3", style.VERMILION]
)
_LOGARITHMIC = 50  # positive positions whose ratio is larger stand on a logarithmic axis


@dataclass(frozen=True, eq=False)
class Line:
    """One curve.

    Attributes:
        name: what it is, written at its end, formulas between dollar signs; lines of one name
            have one colour and one label.
        values: `[points]`; NaN where there is none.
        error: lower and upper ends of error bars, `[2, points]`; None without them.
        dashed: for what accompanies the main thing.
        dots: for positions between which nothing is known, categories for example: no line joins
            the values.
        reference: for values that others published or found: hollow diamonds, not joined, in the
            colour of the name; a word below the names says what they are.
    """

    name: str
    values: np.ndarray
    error: np.ndarray | None = None
    dashed: bool = False
    dots: bool = False
    reference: bool = False


@style.house_style()
def curves(
    at: Float[np.ndarray, " points"],
    lines: Sequence[Line],
    *,
    title: str,
    note: str = "",
    along: str = "",
    upwards: str = "",
    shares: bool = False,
    span: bool = False,
    logarithmic: bool = False,
    marks: Sequence[tuple[str, float]] = (),
) -> Figure:
    """Draw curves over one axis, each with its name at its end.

    Names take the colours from blue to vermilion in the order in which they come first. Lines with
    error bars are dots; positive positions over more than a factor of 50 stand on a logarithmic
    axis.

    Args:
        at: positions, finite, increasing.
        lines: at least one.
        title: what is drawn; stands above the panel.
        note: a quieter word after it.
        along: what the horizontal axis shows.
        upwards: what the vertical axis shows.
        shares: whether values are shares, written in per cent from 0 to 1.
        span: whether the vertical axis spans the values alone, and need not hold 0.
        logarithmic: whether values stand on a logarithmic axis, from a little below the least of
            them; all must be above 0.
        marks: vertical lines, each with a name and a position.

    Raises:
        ValueError: when there is no line, a shape does not fit, positions do not increase, or a
            value is not above 0 where the axis is logarithmic.
    """
    _check(at, lines)
    figure = style.blank(7.8, 4.3)
    axes = figure.add_subplot()
    if at[0] > 0 and at[-1] / at[0] > _LOGARITHMIC:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda tick, _: f"{tick:g}")
    elif (at == np.round(at)).all():
        axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True))
    names = list(dict.fromkeys(line.name for line in lines))
    for line in lines:
        _draw(axes, at, line, _colour(names.index(line.name), len(names)))
    if logarithmic:
        _on_ratios(axes, lines)
    elif span:
        axes.set_ylim(*style.span(np.concatenate([_all(line) for line in lines])))
    elif shares:
        axes.set_ylim(-0.02, 1.05)
    if shares:
        style.percent_axis(axes.yaxis)
    elif not (logarithmic or span):
        axes.axhline(0, color=style.GHOST, linewidth=0.9, zorder=1)
    for name, position in marks:
        _mark(axes, name, position)
    _name_ends(axes, lines, names)
    if any(line.reference for line in lines):
        _name_diamonds(axes)
    axes.set_xlabel(along)
    axes.set_ylabel(upwards)
    style.quiet_sides(axes)
    style.head(axes, title, note)
    return style.finish(figure)


def _check(at: np.ndarray, lines: Sequence[Line]) -> None:
    increasing = at.ndim == 1 and at.size and np.isfinite(at).all() and (np.diff(at) > 0).all()
    if not increasing:
        raise ValueError(f"positions are {at}; expected finite ones that increase, at least one")
    if not lines:
        raise ValueError("there is no line to draw; expected at least one")
    for line in lines:
        if line.values.shape != at.shape or not np.isfinite(line.values).any():
            raise ValueError(
                f"line {line.name!r} has values of shape {line.values.shape}; expected {at.shape},"
                " not all NaN"
            )
        if line.error is not None and line.error.shape != (2, *at.shape):
            raise ValueError(
                f"line {line.name!r} has errors of shape {line.error.shape}; expected"
                f" {(2, *at.shape)}"
            )


def _all(line: Line) -> np.ndarray:
    """The finite values of a line, and the ends of its bars."""
    values = np.concatenate([line.values, np.ravel(() if line.error is None else line.error)])
    return values[np.isfinite(values)]


def _on_ratios(axes: Axes, lines: Sequence[Line]) -> None:
    """A logarithmic axis over all values."""
    values = np.concatenate([line.values[np.isfinite(line.values)] for line in lines])
    low, high = float(values.min()), float(values.max())
    if low <= 0:
        raise ValueError(f"a value is {low:g}; expected values above 0 on a logarithmic axis")
    axes.set_yscale("log")
    axes.set_ylim(low / 1.25, high * 1.25)
    style.log_ticks(axes.yaxis, low, high)


def _colour(place: int, count: int) -> str:
    return to_hex(_ORDER(place / max(count - 1, 1)))


def _draw(axes: Axes, at: np.ndarray, line: Line, colour: str) -> None:
    """A line, dots where it has error bars or a single point, diamonds where it is a reference."""
    if line.error is not None:
        bars = axes.vlines(at, *line.error, color=colour, linewidth=1.2, alpha=0.55)
        bars.set_gid("errors")
    if line.reference:
        (drawn,) = axes.plot(at, line.values, color=colour, **style.DIAMONDS)
    else:
        dashes = (0, (4, 2.5)) if line.dashed else "-"
        (drawn,) = axes.plot(
            at,
            line.values,
            color=colour,
            linestyle="none" if line.dots else dashes,
            linewidth=1.3 if line.dashed else 2.0,
            marker="o" if line.dots or line.error is not None or len(at) == 1 else "",
            markersize=5,
        )
    drawn.set_gid(line.name)


def _name_diamonds(axes: Axes) -> None:
    """Say beside the lower end of the panel what hollow diamonds are."""
    key = axes.annotate(
        "\N{WHITE DIAMOND} reference",
        (1, 0),
        xytext=(7, -6),
        xycoords="axes fraction",
        textcoords="offset points",
        va="top",
        color=style.MUTED,
        annotation_clip=False,
    )
    key.set_gid("reference")


def _mark(axes: Axes, name: str, position: float) -> None:
    """A vertical line with its name at the upper end."""
    axes.axvline(position, color=style.MUTED, linewidth=1.0, linestyle=(0, (2, 2))).set_gid("mark")
    along = axes.transAxes.inverted().transform(axes.transData.transform((position, 0)))[0]
    beyond = along > 0.5  # the side with more room
    axes.annotate(
        name,
        (position, 1),
        xytext=(-4 if beyond else 4, -3),
        xycoords=axes.get_xaxis_transform(),
        textcoords="offset points",
        ha="right" if beyond else "left",
        va="top",
        color=style.MUTED,
    )


def _name_ends(axes: Axes, lines: Sequence[Line], names: list[str]) -> None:
    """The names beside the last values, moved apart where they would overlap."""
    first = {line.name: line for line in reversed(lines)}
    ends = [first[name].values for name in names]
    on = np.log if axes.get_yscale() == "log" else np.asarray
    low, high = on(axes.get_ylim())
    last = [float(on(values[np.isfinite(values)][-1])) for values in ends]
    places = _inside(style.spread(last, gap := 0.055 * (high - low)), gap, low, high)
    if axes.get_yscale() == "log":
        places = np.exp(places).tolist()
    for place, name in zip(places, names, strict=True):
        label = axes.annotate(
            name,
            (1, place),
            xytext=(7, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            color=_colour(names.index(name), len(names)),
            annotation_clip=False,
        )
        label.set_gid("end")


def _inside(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move names that are `gap` apart into the axis, where there is room for all of them."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    for rank, index in enumerate(reversed(order)):
        places[index] = min(places[index], high - rank * gap)
    for rank, index in enumerate(order):
        places[index] = max(places[index], low + rank * gap)
    return places
