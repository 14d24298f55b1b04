"""What does the self-coupling make possible: what exists, what is found, what is learnt?"""

import textwrap
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from basinet.viz import style

_TICKS = (0.0, 0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0)
_BANDS = ("#fdf3ea", "#f8f6f2", "#eef4f9")  # below J_OGP, up to J_mono, above


class Measured(NamedTuple):
    """A measured curve; all arrays have the shape `[points]`.

    Attributes:
        self_coupling: J_D of the points, at least 0, increasing.
        value: what was measured, in [0, 1].
        low: lower end of the error bar, in [0, value].
        high: upper end, in [value, 1].
    """

    self_coupling: np.ndarray
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


@style.house_style()
def phase_diagram(
    self_coupling: Float[np.ndarray, " dense"],
    complexity: Float[np.ndarray, " dense"],
    *,
    overlap_gap: float,
    monotonicity: float,
    focusing: Measured,
    asynchronous: Measured,
    accuracy: Measured,
    note: str = "",
) -> Figure:
    """Draw theory and measurements against the self-coupling in one panel.

    The axis of the self-coupling shows its square root, because what happens to the clusters
    happens close to zero.

    Args:
        self_coupling: J_D at which the complexity is given, at least 0, increasing.
        complexity: Sigma(J_D) / ln 2, in [0, 1]: the logarithm of the number of fixed points, as a
            share of that of all states.
        overlap_gap: J_OGP.
        monotonicity: J_mono, at least J_OGP.
        focusing: fraction of random networks that focusing belief propagation solved.
        asynchronous: the same of asynchronous relaxation.
        accuracy: mean held-out accuracy of steered networks.
        note: how it was measured; stands below the panel.

    Raises:
        ValueError: when shapes disagree, a curve is empty or a value is outside its range.
    """
    _check_curve(self_coupling, complexity)
    curves = {"focusing": focusing, "asynchronous": asynchronous, "accuracy": accuracy}
    for name, curve in curves.items():
        _check_measured(name, curve)
    if not 0 <= overlap_gap <= monotonicity:
        raise ValueError(
            f"overlap_gap is {overlap_gap} and monotonicity {monotonicity}; expected"
            " 0 <= overlap_gap <= monotonicity"
        )
    figure = style.blank(10.2, 6.1)
    axes = figure.add_subplot()
    last = max(self_coupling[-1], *(curve.self_coupling[-1] for curve in curves.values()))
    _set_up(axes, float(last), max(monotonicity, 0.01))
    _draw_regimes(axes, overlap_gap, monotonicity)
    _draw_complexity(axes, self_coupling, complexity)
    _draw_measured(axes, "focusing", focusing, style.BLUE, "o")
    _draw_measured(axes, "asynchronous", asynchronous, style.VERMILION, "s")
    _draw_measured(axes, "accuracy", accuracy, style.INK, "D")
    _name_curves(axes, float(complexity[-1]), focusing, asynchronous, accuracy)
    style.head(axes, "From the count of fixed points to learning", "against the self-coupling")
    if note:
        below = axes.annotate(
            textwrap.fill(note, 138),
            (0, 0),
            xytext=(0, -44),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            fontsize=7.8,
            color=style.MUTED,
            linespacing=1.45,
            parse_math=False,
        )
        below.set_gid("how")
    return style.finish(figure)


def _check_curve(at: Float[np.ndarray, " dense"], values: Float[np.ndarray, " dense"]) -> None:
    if at.ndim != 1 or at.shape != values.shape or not at.size:
        raise ValueError(
            f"complexity has shape {values.shape} at self-couplings of shape {at.shape}; expected"
            " one axis, not empty, for both"
        )
    _check_axis("self_coupling", at)
    _check_share("complexity", values)


def _check_measured(name: str, curve: Measured) -> None:
    shapes = {part.shape for part in curve}
    if len(shapes) != 1 or curve.value.ndim != 1 or not curve.value.size:
        raise ValueError(f"{name} has arrays of the shapes {shapes}; expected one axis, not empty")
    _check_axis(name, curve.self_coupling)
    for part in (curve.value, curve.low, curve.high):
        _check_share(name, part)
    if not ((curve.low <= curve.value) & (curve.value <= curve.high)).all():
        raise ValueError(f"{name} has an error bar that does not contain its value")


def _check_axis(name: str, at: np.ndarray) -> None:
    if not (np.isfinite(at).all() and at[0] >= 0 and (np.diff(at) > 0).all()):
        raise ValueError(f"{name} has the self-couplings {at}; expected increasing ones from 0 on")


def _check_share(name: str, values: np.ndarray) -> None:
    if not ((values >= -1e-12) & (values <= 1 + 1e-12)).all():
        raise ValueError(f"{name} holds a value outside [0, 1]: {values}")


def _set_up(axes: Axes, last: float, least: float) -> None:
    """Axes on which both ends have room: the square root of J_D, and shares."""
    axes.set_xscale("function", functions=(_root, _square))
    axes.set_xlim(0, 1.02 * max(last, 2 * least))
    axes.set_xticks([tick for tick in _TICKS if tick <= 1.001 * last])
    axes.minorticks_off()
    axes.xaxis.set_major_formatter(lambda tick, _: f"{tick:g}")
    axes.set_xlabel("self-coupling $J_D$ (square-root scale)")
    axes.set_ylim(0, 1.13)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1.0])
    style.percent_axis(axes.yaxis)
    style.quiet_sides(axes)
    axes.spines["bottom"].set_bounds(0, axes.get_xlim()[1])


def _root(x: np.ndarray) -> np.ndarray:
    return np.sign(x) * np.sqrt(np.abs(x))


def _square(x: np.ndarray) -> np.ndarray:
    return np.sign(x) * np.square(x)


def _draw_regimes(axes: Axes, overlap_gap: float, monotonicity: float) -> None:
    """Bands for what the clusters are like, with the two transitions between them."""
    edges = (0.0, overlap_gap, monotonicity, axes.get_xlim()[1])
    for colour, left, right in zip(_BANDS, edges[:-1], edges[1:], strict=True):
        axes.axvspan(left, right, color=colour, linewidth=0, zorder=0)
    marks = (
        (overlap_gap, "J_OGP", "right", -4, style.VERMILION),
        (monotonicity, "J_mono", "left", 4, style.BLUE),
    )
    for at, name, side, shift, colour in marks:
        line = axes.axvline(at, color=colour, linewidth=1.1, linestyle=(0, (4, 2.5)), zorder=1.5)
        line.set_gid(name)
        axes.annotate(
            f"$J_{{\\mathrm{{{name[2:]}}}}}$ = {at:.3f}",
            (at, 1.0),
            xytext=(shift, 33),
            xycoords=("data", "data"),
            textcoords="offset points",
            ha=side,
            va="center",
            fontsize=9,
            fontweight="bold",
            color=colour,
        )
    regimes = (
        (overlap_gap, "right", -4, "narrow clusters,\nseparated by a gap"),
        (monotonicity, "left", 4, "dense, extensive clusters\nbesides isolated fixed points"),
    )
    for at, side, shift, words in regimes:
        axes.annotate(
            words,
            (at, 1.0),
            xytext=(shift, 14),
            xycoords="data",
            textcoords="offset points",
            ha=side,
            va="center",
            fontsize=7.8,
            color=style.MUTED,
            linespacing=1.25,
        )


def _draw_complexity(
    axes: Axes, at: Float[np.ndarray, " dense"], values: Float[np.ndarray, " dense"]
) -> None:
    """How many fixed points there are, as a surface behind everything."""
    axes.fill_between(at, values, color=style.PALE_BLUE, alpha=0.55, linewidth=0, zorder=1)
    (line,) = axes.plot(at, values, color="#7fb0d0", linewidth=1.4, zorder=2)
    line.set_gid("complexity")


def _draw_measured(axes: Axes, name: str, curve: Measured, colour: str, marker: str) -> None:
    """Dots with their error bars, joined by a thin line to guide the eye."""
    errors = np.stack([curve.value - curve.low, curve.high - curve.value])
    drawn = axes.errorbar(
        curve.self_coupling,
        curve.value,
        yerr=np.maximum(errors, 0),
        color=colour,
        marker=marker,
        markersize=5.2,
        markeredgecolor=style.PAPER,
        markeredgewidth=0.7,
        linewidth=1.7,
        elinewidth=1.1,
        capsize=0,
        zorder=4,
        clip_on=False,
    )
    drawn.lines[0].set_gid(name)
    for bars in drawn.lines[2]:
        bars.set_gid(f"{name} errors")
        bars.set_alpha(0.55)


def _name_curves(
    axes: Axes, complexity: float, focusing: Measured, asynchronous: Measured, accuracy: Measured
) -> None:
    """The name of each curve beside its end."""
    ends = [
        (float(focusing.value[-1]), "found by\nfocusing BP", style.BLUE),
        (float(asynchronous.value[-1]), "found by asynchronous\nrelaxation", style.VERMILION),
        (float(accuracy.value[-1]), "held-out accuracy\nof learning", style.INK),
        (complexity, "complexity $\\Sigma/\\ln 2$\n(exact)", "#3f84b0"),
    ]
    places = style.spread([value for value, _, _ in ends], 0.095)
    for (_, words, colour), place in zip(ends, places, strict=True):
        label = axes.annotate(
            words,
            (1, place),
            xytext=(9, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=8.8,
            linespacing=1.2,
            annotation_clip=False,
        )
        label.set_gid("end")
