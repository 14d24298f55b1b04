"""How do graded units come to rest, with the pattern alone and then under a nudge?"""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from basinet.viz import style

FLOOR, LEAST = 1e-8, 1e-5
"""Moves and heights below these are drawn there, on the axis: rounding is no smaller."""


@style.house_style()
def settling(
    energies: Float[np.ndarray, "points patterns"] | None,
    moved: Float[np.ndarray, "sweeps patterns"],
    nudged_at: int,
) -> Figure:
    """Draw energy and largest move of each pattern, sweep by sweep.

    Args:
        energies: at the start and after each sweep, `[sweeps + 1, patterns]`; None where no energy
            is descended. Drawn as the height above the end of each phase.
        moved: by how much the unit of a pattern moved that moved most, `[sweeps, patterns]`.
        nudged_at: the sweep from which the outputs are nudged.

    Raises:
        ValueError: when shapes do not fit or a number is not finite.
    """
    given = [moved] if energies is None else [energies, moved]
    if any(it.ndim != 2 or not it.size or not np.isfinite(it).all() for it in given):
        raise ValueError("expected finite numbers, [sweeps, patterns]")
    if energies is not None and len(energies) != len(moved) + 1:
        raise ValueError(f"{len(energies)} energies do not fit {len(moved)} sweeps")
    if not 0 < nudged_at < len(moved):
        raise ValueError(f"nudged_at is {nudged_at}; expected 1 to {len(moved) - 1}")
    figure = style.blank(6.4, 5.2 if energies is not None else 3.2)
    panels = figure.subplots(len(given), 1, sharex=True, squeeze=False)[:, 0]
    if energies is not None:
        axes = panels[0]
        for phase in (slice(nudged_at + 1), slice(nudged_at, None)):
            height = np.maximum(energies[phase] - energies[phase][-1], LEAST)
            _draw(axes, np.arange(len(energies))[phase], height, nudged_at)
        _from(axes, LEAST)
        axes.set_ylabel("energy above its end")
    axes = panels[-1]
    _draw(axes, np.arange(1, len(moved) + 1), np.maximum(moved, FLOOR), nudged_at)
    _from(axes, FLOOR)
    axes.set_ylabel("largest move of a unit")
    axes.set_xlabel("sweep")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    style.head(panels[0], "Settling", "freely, and from the dashed line on under the nudge")
    return style.finish(figure)


def _from(axes: Axes, least: float) -> None:
    """A logarithmic axis from where smaller values are drawn; its lowest tick says so."""
    axes.set_yscale("log")
    axes.set_ylim(bottom=least)
    axes.yaxis.set_major_locator(LogLocator(numticks=8))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(
        lambda tick, _: (
            f"{'≤ ' if np.isclose(tick, least, atol=0) else ''}$10^{{{np.log10(tick):.0f}}}$"
        )
    )


def _draw(axes: Axes, at: np.ndarray, values: np.ndarray, nudged_at: int) -> None:
    strength = float(np.clip(8 / values.shape[1], 0.06, 0.6))
    for line in axes.plot(at, values, color=style.BLUE, linewidth=0.8, alpha=strength):
        line.set_gid("pattern")
    (middle,) = axes.plot(at, np.median(values, axis=1), color=style.INK, linewidth=1.8)
    middle.set_gid("median")
    axes.axvline(nudged_at, color=style.MUTED, linewidth=1, linestyle=(0, (4, 3)))
    style.quiet_sides(axes)
