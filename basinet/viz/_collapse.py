"""Where is the threshold in systems of several sizes, and do their curves collapse?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from basinet.viz import style

_SIZES = LinearSegmentedColormap.from_list("sizes", ["#8fc0df", style.BLUE, "#00233a"])


@style.house_style()
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
    shape = (len(sizes), len(x))
    if not all(part.shape == shape for part in (mean, error, *scaled)) or 0 in shape:
        raise ValueError(f"expected curves of shape {shape}; got {mean.shape} and {error.shape}")
    figure = style.blank(10.2, 4.2)
    left, right = figure.subplots(1, 2)
    places = np.linspace(0, 1, len(sizes)) if len(sizes) > 1 else [0.5]
    colours = [_SIZES(place) for place in places]
    for i in np.argsort(sizes):
        bars = np.nan_to_num(error[i])
        _draw(left, x, mean[i], bars, colours[i], f"N = {sizes[i]:,}")
        order = np.argsort(scaled[0][i])
        height = np.divide(scaled[1][i], mean[i], out=np.ones(len(x)), where=mean[i] != 0)
        _draw(right, scaled[0][i][order], scaled[1][i][order], (bars * height)[order], colours[i])
    centre, spread = threshold
    line = left.axvline(centre, color=style.VERMILION, linewidth=1.2)
    line.set_gid("threshold")
    if np.isfinite(spread):
        left.axvspan(centre - spread, centre + spread, color=style.PALE_VERMILION, alpha=0.6)
    left.legend()
    left.set_xlabel(axis, parse_math=False)
    style.head(left, name, f"line: threshold {_with(*threshold)}")
    short = axis.rpartition(".")[2]
    right.set_xlabel(f"({short} − threshold) N^{_with(*inverse_nu)}", parse_math=False)
    height = "" if ratio == (0.0, 0.0) else f" × N^{_with(*ratio)}"
    style.head(right, f"{name}{height}", "scaled by size")
    for axes in (left, right):
        style.quiet_sides(axes)
    return style.finish(figure)


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
