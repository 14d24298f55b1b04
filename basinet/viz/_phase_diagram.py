"""What does the self-coupling make possible: what exists, what is found, what is learnt?"""

import textwrap
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from matplotlib.transforms import ScaledTranslation

from basinet.viz import style

_TICKS = (0.0, 0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0)
_STRIP = (style.PALE_VERMILION, style.GRID, style.PALE_BLUE)  # below J_OGP, up to J_mono, above
_DENSE = "dense, extensive clusters exist beside the\nisolated typical fixed points (estimate)"
_DODGE = 2.6  # points by which the error bars of the two searches stand beside their dots
_NAMED_AT = 0.42  # height at which a rising curve has its name


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
    _draw_measured(axes, "focusing", focusing, style.BLUE, "o", -_DODGE)
    _draw_measured(axes, "asynchronous", asynchronous, style.VERMILION, "s", _DODGE)
    _draw_measured(axes, "accuracy", accuracy, style.INK, "D", 0.0)
    _name_rise(axes, focusing, "random networks solved by\nfocusing belief propagation", style.BLUE)
    _name_rise(axes, asynchronous, "solved by asynchronous\nrelaxation", style.VERMILION)
    _name_accuracy(axes, accuracy)
    style.head(
        axes,
        "From the count of fixed points to learning",
        "theory: surface and strip; measured: points with error bars",
    )
    if note:
        _write_below(axes, note)
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
    right = max(last, 2 * least)
    axes.set_xlim(-_square(0.012 * _root(right)), _square(1.012 * _root(right)))
    axes.set_xticks([tick for tick in _TICKS if tick <= 1.001 * last])
    axes.minorticks_off()
    axes.xaxis.set_major_formatter(lambda tick, _: f"{tick:g}")
    axes.set_xlabel("self-coupling $J_D$ (the axis shows its square root)")
    axes.set_ylim(0, 1.17)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1.0])
    style.percent_axis(axes.yaxis)
    style.quiet_sides(axes)


def _root(x: Any) -> Any:
    return np.sign(x) * np.sqrt(np.abs(x))


def _square(x: Any) -> Any:
    return np.sign(x) * np.square(x)


def _draw_regimes(axes: Axes, overlap_gap: float, monotonicity: float) -> None:
    """A strip above the panel for what the clusters are like, with the transitions between."""
    left, right = axes.get_xlim()
    edges = (left, overlap_gap, monotonicity, right)
    for colour, left, right in zip(_STRIP, edges[:-1], edges[1:], strict=True):
        axes.axvspan(left, right, ymin=1.07 / 1.17, color=colour, linewidth=0, zorder=0)
    marks = (
        (overlap_gap, "OGP", "right", -6, style.VERMILION, "narrow clusters,\nan overlap gap"),
        (monotonicity, "mono", "left", 6, style.BLUE, _DENSE),
    )
    for at, name, side, shift, colour, words in marks:
        line = axes.axvline(at, color=colour, linewidth=1.1, linestyle=(0, (4, 2.5)), zorder=1.5)
        line.set_gid(f"J_{name}")
        for text, height, size in (
            (words, 1.12, 8.2),
            (f"$J_{{\\mathrm{{{name}}}}}$ = {at:.3f}", 0.93, 9.5),
        ):
            axes.annotate(
                text,
                (at, height),
                xytext=(shift, 0),
                textcoords="offset points",
                ha=side,
                va="center",
                fontsize=size,
                color=colour,
                linespacing=1.25,
            )


def _draw_complexity(
    axes: Axes, at: Float[np.ndarray, " dense"], values: Float[np.ndarray, " dense"]
) -> None:
    """How many fixed points there are, as a surface behind everything."""
    axes.fill_between(at, values, color=style.PALE_BLUE, alpha=0.5, linewidth=0, zorder=1)
    (line,) = axes.plot(at, values, color="#7fb0d0", linewidth=1.4, zorder=2)
    line.set_gid("complexity")
    middle = float(np.interp(_square(0.86 * _root(axes.get_xlim()[1])), at, values))
    label = axes.annotate(
        "log-number of fixed points\n$\\Sigma\\,/\\ln 2$ (exact)",
        (0.86, 0.27 * middle),
        xycoords=axes.get_yaxis_transform(),
        ha="center",
        va="center",
        color="#3f84b0",
        linespacing=1.35,
    )
    _finish_name(label)


def _draw_measured(
    axes: Axes, name: str, curve: Measured, colour: str, marker: str, dodge: float
) -> None:
    """Dots with their error bars, joined by a thin line to guide the eye.

    The bars stand a little beside the dots, so that those of two curves do not hide each other.
    """
    shift = ScaledTranslation(dodge / 72, 0, axes.figure.dpi_scale_trans)
    bars = axes.vlines(
        curve.self_coupling, curve.low, curve.high, color=colour, linewidth=1.5, alpha=0.45
    )
    bars.set(transform=axes.transData + shift, zorder=3, clip_on=False)
    bars.set_gid(f"{name} errors")
    (line,) = axes.plot(
        curve.self_coupling,
        curve.value,
        color=colour,
        marker=marker,
        markersize=8 if marker == "o" else 5.2,
        markeredgecolor=style.PAPER,
        markeredgewidth=0.8,
        linewidth=1.8,
        zorder=4,
        clip_on=False,
    )
    line.set_gid(name)


def _name_rise(axes: Axes, curve: Measured, words: str, colour: str) -> None:
    """The name of a curve beside its rise, or above its end where it does not rise."""
    above = curve.value >= _NAMED_AT
    place = (float(curve.self_coupling[-1]), float(curve.value[-1]))
    side, shift = "right", (-6, 10)
    if not above[0] and above.any():
        at = int(above.argmax())
        low, high = curve.value[at - 1], curve.value[at]
        roots = _root(curve.self_coupling[at - 1 : at + 1])
        root = roots[0] + (_NAMED_AT - low) / (high - low) * (roots[1] - roots[0])
        place, side, shift = (float(root**2), _NAMED_AT), "left", (9, 0)
    label = axes.annotate(
        words,
        place,
        xytext=shift,
        textcoords="offset points",
        ha=side,
        va="center",
        color=colour,
        fontweight="bold",
        fontsize=8.8,
        linespacing=1.3,
    )
    _finish_name(label)


def _name_accuracy(axes: Axes, accuracy: Measured) -> None:
    """The name of the curve of learning, above its first points."""
    first = accuracy.high[: max(1, len(accuracy.high) // 6)]
    label = axes.annotate(
        "held-out accuracy of\na steered network",
        (0, float(first.max())),
        xytext=(10, 8),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        va="bottom",
        color=style.INK,
        fontweight="bold",
        fontsize=8.8,
        linespacing=1.3,
    )
    _finish_name(label)


def _finish_name(label: Annotation) -> None:
    """Lift a name off the lines that it crosses."""
    label.set_gid("name")
    label.set_zorder(6)
    label.set_path_effects([withStroke(linewidth=3, foreground=style.PAPER, alpha=0.85)])


def _write_below(axes: Axes, note: str) -> None:
    """How everything was measured, in small print."""
    text = axes.annotate(
        textwrap.fill(note, 148),
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
    text.set_gid("how")
