"""Where is the threshold in systems of several sizes, and do their curves collapse?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from basinet.viz import style

_SIZES = LinearSegmentedColormap.from_list("sizes", ["#8fc0df", style.BLUE, "#00233a"])


@dataclass(frozen=True, eq=False)
class Collapsed:
    """Curves of systems of several sizes, and the variables in which they collapse.

    Attributes:
        name: whose they are, a method for example.
        sizes: N of each curve.
        x: what was varied.
        mean: what was measured; nan where it is not known.
        error: its standard error; nan where there is none.
        scaled: (x - x_c) N^(1/nu) and y N^(beta/nu); None where no collapse was found.
        threshold: x_c and its error.
        inverse_nu: 1/nu and its error.
        ratio: beta/nu and its error; (0, 0) where it was not fitted.
        half: references for x at which y is one half, one for each size; NaN for none.
    """

    name: str
    sizes: Sequence[int]
    x: Float[np.ndarray, " points"]
    mean: Float[np.ndarray, "sizes points"]
    error: Float[np.ndarray, "sizes points"]
    scaled: tuple[Float[np.ndarray, "sizes points"], Float[np.ndarray, "sizes points"]] | None
    threshold: tuple[float, float] = (np.nan, np.nan)
    inverse_nu: tuple[float, float] = (np.nan, np.nan)
    ratio: tuple[float, float] = (0.0, 0.0)
    half: Float[np.ndarray, " sizes"] | None = None


@style.house_style()
def collapses(found: Sequence[Collapsed], *, axis: str, name: str) -> Figure:
    """Draw the curves of several methods one below the other, each as measured and as scaled.

    The threshold that the collapse extrapolates to infinite size is a line with a band of its
    error, wherever it lies. Published halves are hollow diamonds, as in `curves`.

    Args:
        found: at least one, the first on top.
        axis: the name of x.
        name: the name of y.

    Returns:
        A row of two panels for each, with one curve for each size, darker for larger ones; a single
        panel each where nothing collapses.

    Raises:
        ValueError: if there is nothing to draw, or shapes do not match.
    """
    if not found:
        raise ValueError("there is nothing to draw; expected at least one method")
    for one in found:
        _check(one)
    columns = 2 if any(one.scaled is not None for one in found) else 1
    figure = style.blank((6.2, 10.2)[columns - 1], 4.2 * len(found))
    panels = figure.subplots(len(found), columns, squeeze=False)
    for one, row in zip(found, panels, strict=True):
        of = f"{one.name}: {name}" if one.name else name
        _as_measured(row[0], one, axis, of)
        if one.scaled is not None:
            _as_scaled(row[1], one, one.scaled, axis.rpartition(".")[2], of)
        elif columns > 1:
            row[1].set_axis_off()
            style.head(row[1], "no collapse", "these sizes do not fix a threshold")
    return style.finish(figure)


def collapse(
    sizes: Sequence[int],
    x: Float[np.ndarray, " points"],
    mean: Float[np.ndarray, "sizes points"],
    error: Float[np.ndarray, "sizes points"],
    scaled: tuple[Float[np.ndarray, "sizes points"], Float[np.ndarray, "sizes points"]],
    *,
    axis: str,
    name: str,
    threshold: tuple[float, float],
    inverse_nu: tuple[float, float],
    ratio: tuple[float, float] = (0.0, 0.0),
) -> Figure:
    """Draw curves of several sizes as measured, and in the variables in which they collapse.

    Args:
        sizes: N of each curve.
        x: what was varied.
        mean: what was measured; nan where it is not known.
        error: its standard error; nan where there is none.
        scaled: (x - x_c) N^(1/nu) and y N^(beta/nu).
        axis: the name of x.
        name: the name of y.
        threshold: x_c and its error, drawn as a line with a band.
        inverse_nu: 1/nu and its error.
        ratio: beta/nu and its error; (0, 0) where it was not fitted.

    Returns:
        Two panels with one curve for each size, darker for larger ones.

    Raises:
        ValueError: if shapes do not match.
    """
    one = Collapsed("", sizes, x, mean, error, scaled, threshold, inverse_nu, ratio)
    return collapses([one], axis=axis, name=name)


def _check(one: Collapsed) -> None:
    shape = (len(one.sizes), len(one.x))
    parts = (one.mean, one.error, *(one.scaled or ()))
    if not all(part.shape == shape for part in parts) or 0 in shape:
        raise ValueError(
            f"expected curves of shape {shape}; got {one.mean.shape} and {one.error.shape}"
        )
    if one.half is not None and one.half.shape != shape[:1]:
        raise ValueError(f"expected halves of shape {shape[:1]}; got {one.half.shape}")


def _colours(count: int) -> list[tuple[float, float, float, float]]:
    return [_SIZES(place) for place in (np.linspace(0, 1, count) if count > 1 else [0.5])]


def _as_measured(axes: Axes, one: Collapsed, axis: str, title: str) -> None:
    colours = _colours(len(one.sizes))
    for i in np.argsort(one.sizes):
        bars = np.nan_to_num(one.error[i])
        _draw(axes, one.x, one.mean[i], bars, colours[i], f"N = {one.sizes[i]:,}")
    keys, _ = axes.get_legend_handles_labels()
    if one.half is not None and np.isfinite(one.half).any():
        for half, colour in zip(one.half, colours, strict=True):
            axes.plot([half], [0.5], color=colour, **style.DIAMONDS)[0].set_gid("half")
        keys.append(Line2D([], [], color=style.MUTED, label="reference", **style.DIAMONDS))
    centre, spread = one.threshold
    note = ""
    if np.isfinite(centre):
        note = f"line: extrapolated threshold {_with(centre, spread)}"
        line = axes.axvline(centre, color=style.VERMILION, linewidth=1.2)
        line.set_gid("threshold")
    if np.isfinite(centre) and np.isfinite(spread):
        axes.axvspan(centre - spread, centre + spread, color=style.PALE_VERMILION, alpha=0.6)
    axes.legend(handles=keys)
    axes.set_xlabel(axis, parse_math=False)
    style.quiet_sides(axes)
    style.head(axes, title, note)


def _as_scaled(
    axes: Axes,
    one: Collapsed,
    scaled: tuple[np.ndarray, np.ndarray],
    short: str,
    title: str,
) -> None:
    colours = _colours(len(one.sizes))
    for i in np.argsort(one.sizes):
        bars, shape = np.nan_to_num(one.error[i]), one.mean[i]
        order = np.argsort(scaled[0][i])
        height = np.divide(scaled[1][i], shape, out=np.ones(len(one.x)), where=shape != 0)
        _draw(axes, scaled[0][i][order], scaled[1][i][order], (bars * height)[order], colours[i])
    axes.set_xlabel(f"({short} − threshold) N^{_with(*one.inverse_nu)}", parse_math=False)
    height = "" if one.ratio == (0.0, 0.0) else f" × N^{_with(*one.ratio)}"
    style.quiet_sides(axes)
    style.head(axes, f"{title}{height}", "scaled by size")


def _draw(
    axes: Axes, x: np.ndarray, y: np.ndarray, bars: np.ndarray, colour: object, label: str = ""
) -> None:
    drawn = axes.errorbar(
        x,
        y,
        yerr=bars,
        color=colour,
        marker="o",
        markersize=3.5,
        linewidth=1.2,
        label=label or None,
    )
    drawn[0].set_gid("curve")


def _with(value: float, error: float) -> str:
    """A number with its error in brackets, in units of the last digit."""
    if not np.isfinite(error) or error <= 0:
        return f"{value:.4g}"
    digits = max(0, 1 - int(np.floor(np.log10(error))))
    return f"{value:.{digits}f}({round(error * 10**digits)})"
