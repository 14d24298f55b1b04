"""How does one relaxation come to rest, and what happens when the stimulus goes?"""

import numpy as np
from jaxtyping import Int, Int8
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from basinet.viz import _settling as settling
from basinet.viz import style

_STATES = (
    ("−1", style.PALE_VERMILION),
    ("+1", style.PALE_BLUE),
    ("flips to −1", style.VERMILION),
    ("flips to +1", style.BLUE),
    ("silent", style.GRID),
)
_COLOURS = ListedColormap([colour for _, colour in _STATES], name="basinet spins")
STEERED_AND_FREE = ("steered: the stimulus is on", "free: the stimulus is off")
_COUNTED = 24  # up to so many sweeps the number of flips is written on each bar


@style.house_style()
def raster(
    spins: Int8[np.ndarray, "sweeps n"],
    released_at: int,
    *,
    changes: Int[np.ndarray, " sweeps"] | None = None,
    spans: tuple[str, str] = STEERED_AND_FREE,
) -> Figure:
    """Draw one relaxation: which neurons flip in which sweep, and how many.

    Most neurons take their sign in the first sweep and keep it. They are drawn as one thin strip,
    and the room goes to those that flip: sorted by the sweep of their last flip, they show the
    front along which the network comes to rest. A flip is a change of sign; to leave the silent
    state is none.

    Args:
        spins: the state in each sweep, +1, -1, or 0 for a neuron that is silent (at the start).
        released_at: the first row in which the stimulus is off, 0..sweeps. 0 means it was never
            on, `sweeps` that it was never withdrawn.
        changes: number of flips in each sweep, where they are known better than from `spins`
            (which may be a sample of the neurons). By default they are counted.
        spans: what happens before `released_at`, and from then on; a word, a colon, a remark.

    Returns:
        From top to bottom: the phases, the neurons that flip, those that do not, and the number of
        flips per sweep on a scale that is linear up to one and logarithmic above. Panels without
        neurons are left out.

    Raises:
        ValueError: if spins is not [sweeps n] with values in {-1, 0, +1}, released_at is not
            0..sweeps, or changes does not have one count >= 0 a sweep.
    """
    _check(spins, released_at, changes)
    flips = settling.flips(spins)
    order = settling.order(spins, flips)
    codes = np.select(
        [spins == 0, flips], [4, np.where(spins > 0, 3, 2)], np.where(spins > 0, 1, 0)
    )
    counts = flips.sum(axis=1) if changes is None else changes
    figure, panels = _panels(order)
    phases, below = panels["phases"], panels["flips"]
    if order.moving.size:
        _draw_moving(panels["moving"], codes[:, order.moving], spins.shape[1])
    if order.still.size:
        _draw_still(panels["still"], codes[:, order.still], spins.shape[1])
    _draw_counts(below, counts, released_at)
    _draw_phases(phases, released_at, len(spins), spans)
    _mark_release([axes for axes in panels.values() if axes is not phases], released_at, len(spins))
    below.set_xlim(-0.5, len(spins) - 0.5)
    below.xaxis.set_major_locator(MaxNLocator(12, integer=True))
    below.set_xlabel("sweep")
    _draw_key(figure, bool((spins == 0).any()))
    return style.finish(figure)


def _check(
    spins: Int8[np.ndarray, "sweeps n"],
    released_at: int,
    changes: Int[np.ndarray, " sweeps"] | None,
) -> None:
    """Refuse what is not a trajectory of spins with a sweep of release."""
    if spins.ndim != 2 or spins.size == 0:
        raise ValueError(f"spins has shape {spins.shape}; expected [sweeps n], neither zero")
    if strange := set(np.unique(spins).tolist()) - {-1, 0, 1}:
        raise ValueError(f"spins holds {sorted(strange)}; expected -1, 0 and +1 only")
    if not 0 <= released_at <= len(spins):
        raise ValueError(f"released_at is {released_at}; expected 0..{len(spins)}, a row of spins")
    if changes is not None and changes.shape != (len(spins),):
        raise ValueError(f"changes has shape {changes.shape}; expected ({len(spins)},), as spins")
    if changes is not None and not (changes >= 0).all():
        raise ValueError(f"changes holds {changes.min()}; a number of flips is not negative")


def _panels(order: settling.Order) -> tuple[Figure, dict[str, Axes]]:
    """The panels that are needed, one below the other over the same sweeps."""
    heights = {"phases": 0.22}
    if order.moving.size:
        heights["moving"] = 3.0
    if order.still.size:
        heights["still"] = 0.42
    heights["flips"] = 1.25
    figure = style.blank(7.6, sum(heights.values()) + 0.45 * len(heights) + 0.55)
    axes = figure.subplots(
        len(heights), 1, sharex=True, gridspec_kw={"height_ratios": list(heights.values())}
    )
    return figure, dict(zip(heights, axes, strict=True))


def _draw_cells(axes: Axes, codes: Int[np.ndarray, "sweeps n"], gid: str) -> None:
    """Sweeps to the right, neurons downwards, one colour a state."""
    image = axes.imshow(
        codes.T,
        cmap=_COLOURS,
        vmin=-0.5,
        vmax=len(_STATES) - 0.5,
        aspect="auto",
        interpolation="nearest",
        rasterized=True,
    )
    image.set_gid(gid)
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.spines[:].set_visible(False)


def _draw_moving(axes: Axes, codes: Int[np.ndarray, "sweeps moving"], n: int) -> None:
    """The neurons that flip, the last to settle on top."""
    _draw_cells(axes, codes, "moving")
    count = codes.shape[1]
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.tick_params(axis="y", length=0)
    neurons = "neuron flips" if count == 1 else "neurons flip"
    style.head(axes, f"{count:,} of {n:,} {neurons}", "sorted: the last to settle on top")


def _draw_still(axes: Axes, codes: Int[np.ndarray, "sweeps still"], n: int) -> None:
    """The neurons that keep their first sign, and the key to the colours."""
    _draw_cells(axes, codes, "still")
    axes.yaxis.set_major_locator(NullLocator())
    count = codes.shape[1]
    share = style.percent(count / n)
    keeps = "keeps its" if count == 1 else "keep their"
    style.head(
        axes, f"{count:,} {keeps} first sign", f"{share} of the neurons; height not to scale"
    )


def _draw_counts(axes: Axes, counts: Int[np.ndarray, " sweeps"], released_at: int) -> None:
    """The number of flips per sweep, in the colours of the phases."""
    steered = np.arange(len(counts)) < released_at
    colours = np.where(steered, style.GOLD, style.INK).tolist()
    axes.bar(range(len(counts)), counts, width=0.62, color=colours, alpha=0.85)
    top = max(int(counts.max()), 1)
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(0, 3.5 * top)
    axes.yaxis.set_major_locator(FixedLocator([0, *(10**k for k in range(6) if 10**k <= 3 * top)]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter("{x:,.0f}")
    style.quiet_sides(axes)
    style.head(axes, "Flips per sweep", "logarithmic above one")
    if len(counts) <= _COUNTED:
        for sweep, count in enumerate(counts):
            axes.annotate(
                f"{count:,}",
                (sweep, max(float(count), 0.0)),
                xytext=(0, 2),
                textcoords="offset points",
                ha="center",
                fontsize=8,
                color=style.MUTED,
            )


def _draw_phases(axes: Axes, released_at: int, sweeps: int, names: tuple[str, str]) -> None:
    """A bracket over the sweeps before the release and one over those after it, with names."""
    axes.set_axis_off()
    axes.set_ylim(0, 1)
    spans = (
        (names[0], 0, released_at, style.GOLD, "left"),
        (names[1], released_at, sweeps, style.INK, "right"),
    )
    for name, start, stop, colour, side in spans:
        if start == stop:
            continue
        left, right = start - 0.5 + 0.006 * sweeps, stop - 0.5 - 0.006 * sweeps
        (line,) = axes.plot(
            [left, left, right, right], [0, 0.5, 0.5, 0], color=colour, linewidth=1.6, clip_on=False
        )
        line.set_gid(name.split(":", maxsplit=1)[0])
        across = "center" if stop - start > 0.38 * sweeps else side
        place = {"left": left, "right": right, "center": (left + right) / 2}[across]
        axes.text(place, 0.85, name, ha=across, va="bottom", color=colour, fontweight="bold")


def _draw_key(figure: Figure, silent: bool) -> None:
    """What the colours mean, on one line at the foot of the figure."""
    states = _STATES if silent else _STATES[:-1]
    patches = [Patch(facecolor=colour, label=name) for name, colour in states]
    figure.legend(
        handles=patches,
        loc="outside lower center",
        ncols=len(states),
        borderaxespad=0.1,
        handlelength=1.0,
        handleheight=1.0,
        handletextpad=0.5,
        columnspacing=1.8,
        labelcolor=style.MUTED,
    )


def _mark_release(panels: list[Axes], released_at: int, sweeps: int) -> None:
    """A line through all panels between the last steered sweep and the first free one."""
    if not 0 < released_at < sweeps:
        return
    for axes in panels:
        line = axes.axvline(released_at - 0.5, color=style.INK, linewidth=1.1)
        line.set_linestyle((0, (4, 2)))
        line.set_gid("release")
