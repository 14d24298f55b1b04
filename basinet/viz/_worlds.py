"""What do many agents do together, and which quantity tells?"""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int
from matplotlib import animation, rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from basinet.viz import style
from basinet.viz._world_cells import Grid, draw_grid

_HUES = "twilight_shifted"
"""Colours on a circle, which stay apart under the common colour-vision deficiencies."""

_KINDS = (style.BLUE, style.VERMILION, style.GOLD, style.GHOST)
_MOST_CURVES = 4


class Scatter(NamedTuple):
    """Agents as points, at some moments.

    Attributes:
        xy: their places.
        hue: angles in [-pi, pi), as colours on a circle.
        reach: the picture shows [-reach, reach] in both directions; 0 where it follows the points.
        ground: what lies beneath them in that square, from 0 to 1, the first row at the top.
    """

    xy: Float[np.ndarray, "moments agents 2"]
    hue: Float[np.ndarray, "moments agents"]
    reach: float
    ground: Float[np.ndarray, "moments rows columns"] | None = None


class Row(NamedTuple):
    """Agents as bars in a row, at some moments.

    Attributes:
        height: of each bar, in (0, 1].
        kind: a number for its colour, from 0.
    """

    height: Float[np.ndarray, "moments agents"]
    kind: Int[np.ndarray, "moments agents"]


class Curve(NamedTuple):
    """An observable over time.

    Attributes:
        values: at each moment.
        expected: what theory says of it in the long run, or None.
    """

    values: Float[np.ndarray, " moments"]
    expected: float | None = None


Scene = Scatter | Row | Grid


@style.house_style()
def world(
    ticks: Int[np.ndarray, " moments"],
    curves: Mapping[str, Curve],
    scene: Scene,
    *,
    title: str,
    note: str = "",
) -> Figure:
    """Draw the last picture of a world beside the courses of its observables.

    Args:
        ticks: moments, increasing.
        curves: observables by their names, the main one first; the first four are drawn.
        scene: the pictures; the last one is drawn.
        title: name of the world.
        note: a quieter word after it.

    Raises:
        ValueError: when there is no curve, or one has another length than `ticks`.
    """
    figure, axes, _ = _panels(ticks, curves, title, note)
    _draw(axes, scene, -1)
    return style.finish(figure)


@style.house_style()
def write_animation(
    path: Path,
    ticks: Int[np.ndarray, " moments"],
    curves: Mapping[str, Curve],
    scene: Scene,
    *,
    title: str,
    note: str = "",
    rate: int = 20,
) -> None:
    """Write a moving picture of a world: GIF with pillow, or MP4 where `can_write_mp4`.

    Args:
        path: a file that ends in .gif or .mp4.
        ticks: moments, a picture for each.
        curves: as in `world`.
        scene: the pictures.
        title: name of the world.
        note: a quieter word after it.
        rate: pictures in a second.

    Raises:
        ValueError: as `world` does.
    """
    figure, axes, marks = _panels(ticks, curves, title, note)
    _draw(axes, scene, 0)
    style.finish(figure)
    FigureCanvasAgg(figure)
    kind = animation.PillowWriter if path.suffix.lower() == ".gif" else animation.FFMpegWriter
    writer = kind(fps=rate)
    program = _ffmpeg() or "ffmpeg"
    with rc_context({"animation.ffmpeg_path": program}), writer.saving(figure, str(path), dpi=90):
        for moment, tick in enumerate(ticks):
            for drawn in [*axes.collections, *axes.patches, *axes.images]:
                drawn.remove()
            _draw(axes, scene, moment)
            for mark in marks:
                mark.set_xdata([tick, tick])
            writer.grab_frame()


def can_write_mp4() -> bool:
    """Return whether the program ffmpeg is there, or the package imageio-ffmpeg, which has it."""
    return bool(_ffmpeg())


def _ffmpeg() -> str:
    """Where the program is; empty where it is not."""
    found = shutil.which("ffmpeg")
    if found is None and find_spec("imageio_ffmpeg") is not None:
        with suppress(RuntimeError):
            found = import_module("imageio_ffmpeg").get_ffmpeg_exe()
    return found or ""


def _panels(
    ticks: np.ndarray, curves: Mapping[str, Curve], title: str, note: str
) -> tuple[Figure, Axes, list]:
    """An empty picture beside the curves, each with a line at the present moment."""
    _check(ticks, curves)
    shown = list(curves.items())[:_MOST_CURVES]
    figure = style.blank(9.2, 4.4)
    halves: Any = figure.subfigures(1, 2, width_ratios=[1, 1.05])
    left, right = halves
    axes = left.add_subplot()
    style.head(axes, title, note)
    panels = right.subplots(len(shown), 1, sharex=True, squeeze=False)[:, 0]
    marks = []
    for panel, (name, curve) in zip(panels, shown, strict=True):
        (line,) = panel.plot(ticks, curve.values, color=style.BLUE, linewidth=1.6)
        line.set_gid(name)
        _fit(panel, curve)
        said = ""
        if curve.expected is not None:
            dashes = panel.axhline(
                curve.expected, color=style.VERMILION, linewidth=1.4, linestyle=(0, (4, 2.5))
            )
            dashes.set_gid("expected")
            said = f"dashed: theory {curve.expected:.4g}"
        marks.append(panel.axvline(ticks[-1], color=style.GHOST, linewidth=0.9))
        style.head(panel, name, said)
        style.quiet_sides(panel)
    for panel in panels[:-1]:
        panel.tick_params(axis="x", length=0)
    panels[-1].set_xlabel("tick")
    return figure, axes, marks


def _fit(axes: Axes, curve: Curve) -> None:
    """Show the values from 0 on, up to 1 where they are shares."""
    values = curve.values[np.isfinite(curve.values)]
    most = max([*values.tolist(), curve.expected or 0.0, 0.0])
    least = min([*values.tolist(), 0.0])
    top = 1.05 if 0.3 < most <= 1 else 1.08 * most or 1.0
    axes.set_ylim(least - 0.02 * (top - least), top)


def _check(ticks: np.ndarray, curves: Mapping[str, Curve]) -> None:
    if not curves:
        raise ValueError("there is no curve to draw; expected at least one")
    for name, curve in curves.items():
        if curve.values.shape != ticks.shape or not len(ticks):
            raise ValueError(
                f"curve {name!r} has values of shape {curve.values.shape}; expected"
                f" {ticks.shape}, one for each tick"
            )


def _draw(axes: Axes, scene: Scene, moment: int) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    if isinstance(scene, Scatter):
        _points(axes, scene, moment)
    elif isinstance(scene, Grid):
        draw_grid(axes, scene, moment)
    else:
        _bars(axes, scene, moment)


def _points(axes: Axes, scene: Scatter, moment: int) -> None:
    xy = scene.xy[moment]
    if scene.ground is not None:
        square = (-scene.reach, scene.reach) * 2
        picture = {"cmap": "Blues", "vmin": 0, "vmax": 1.4, "extent": square, "zorder": 0}
        axes.imshow(scene.ground[moment], **picture)
    dots = axes.scatter(
        *xy.T,
        c=scene.hue[moment],
        cmap=_HUES,
        vmin=-np.pi,
        vmax=np.pi,
        s=float(np.clip(6000 / len(xy), 6, 60)),
        linewidths=0.3,
        edgecolors=style.INK,
    )
    dots.set_gid("agents")
    centre, reach = np.zeros(2), scene.reach
    if not reach:
        middle = (xy.max(axis=0) + xy.min(axis=0)) / 2
        centre, reach = middle, max(float(np.abs(xy - middle).max()) * 1.1, 1e-6)
    axes.set_xlim(centre[0] - reach, centre[0] + reach)
    axes.set_ylim(centre[1] - reach, centre[1] + reach)
    axes.set_aspect("equal")
    axes.spines[:].set_visible(True)


def _bars(axes: Axes, scene: Row, moment: int) -> None:
    height, kind = scene.height[moment], scene.kind[moment]
    colours = [_KINDS[number % len(_KINDS)] for number in kind]
    axes.bar(np.arange(len(height)), height, width=0.9, color=colours)
    axes.set_xlim(-1, len(height))
    axes.set_ylim(0, 1.02)
