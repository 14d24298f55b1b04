"""How fast is it: beside the plain version, beside backpropagation, beside the machine?"""

from collections.abc import Callable, Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator, NullLocator

from basinet.viz import style

_LOOKS = {
    "dense": ("plain dense version", style.GHOST, "s"),
    "steered": ("steered network", style.BLUE, "o"),
    "error-steered": ("steered by the error", "#009e73", "P"),
    "contrastive": ("contrastive", "#cc79a7", "X"),
    "sparse": ("steered, sparse", style.VERMILION, "D"),
    "mlp-relu": ("backprop, ReLU", style.INK, "^"),
    "mlp-binary": ("backprop, binary", style.GOLD, "v"),
}
"""Name, colour and marker of the learners that are timed."""

_TARGETS = (0.85, 0.87, 0.89, 0.91)


@style.house_style()
def benchmark(
    epochs: Mapping[str, Sequence[tuple[int, float]]],
    courses: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    shares: Sequence[tuple[str, int, str, float]],
    note: str = "",
) -> Figure:
    """Draw what a benchmark found.

    Args:
        epochs: for each learner (`error-steered`, `steered`, `dense`, `sparse`, `mlp-relu`,
            `mlp-binary`, or any other name) pairs of hidden neurons and seconds an epoch, by size.
        courses: for each learner seconds of learning and the test accuracies then, 0..1.
        shares: learner, hidden neurons, "flops" or "bytes", and the achieved share of what the
            machine reaches in a product or a copy.
        note: a line that says on what it was measured.

    Returns:
        A panel for each argument that is not empty: seconds over size, both logarithmic; accuracy
        over seconds; shares of the ceilings as bars.

    Raises:
        ValueError: when there is nothing to draw, or a time is not above 0.
    """
    panels: list[Callable[[Axes], None]] = []
    if epochs:
        panels.append(lambda axes: _epochs(axes, epochs))
    if courses:
        panels.append(lambda axes: _courses(axes, courses))
    if shares:
        panels.append(lambda axes: _shares(axes, shares))
    if not panels:
        raise ValueError("there is nothing to draw: no epochs, no courses, no shares")
    times = [s for line in epochs.values() for _, s in line]
    times += [s for seconds, _ in courses.values() for s in seconds]
    if any(not s > 0 for s in times):
        raise ValueError(f"a time is {min(times)}; expected seconds above 0")
    figure = style.blank(4.9 * len(panels), 4.9)
    for draw, axes in zip(panels, figure.subplots(1, len(panels), squeeze=False)[0], strict=True):
        draw(axes)
    if note:
        figure.supxlabel(note, fontsize=8.5, color=style.MUTED, x=0.012, ha="left")
    return style.finish(figure)


def _look(name: str) -> tuple[str, str, str]:
    return _LOOKS.get(name, (name, style.MUTED, "o"))


def _plain(value: int | float, _: int | None = None) -> str:
    """A number without needless digits or powers of ten."""
    return f"{value:,.10g}"


def _epochs(axes: Axes, epochs: Mapping[str, Sequence[tuple[int, float]]]) -> None:
    """Seconds an epoch over the number of hidden neurons."""
    for name, points in epochs.items():
        _, colour, marker = _look(name)
        sizes, seconds = zip(*points, strict=True)
        line_style = (0, (4, 2)) if name == "dense" else "-"
        (line,) = axes.plot(
            sizes, seconds, color=colour, marker=marker, markersize=6, linestyle=line_style
        )
        line.set_gid(f"epoch {name}")
    axes.set_xscale("log")
    axes.set_yscale("log")
    everywhere = sorted({size for points in epochs.values() for size, _ in points})
    axes.set_xlim(everywhere[0] / 1.25, everywhere[-1] * 1.25)
    axes.set_xticks(everywhere, labels=[_plain(size) for size in everywhere])
    axes.xaxis.set_minor_locator(NullLocator())
    lowest, highest = (f(s for line in epochs.values() for _, s in line) for f in (min, max))
    style.log_ticks(axes.yaxis, lowest, highest)
    axes.yaxis.set_major_formatter(FuncFormatter(_plain))
    axes.set_xlabel("hidden neurons")
    style.quiet_sides(axes)
    style.head(axes, "Seconds an epoch", f"beside the lines at H = {_plain(everywhere[-1])}")
    _name_ends(
        axes,
        [(n, (float(p[-1][0]), p[-1][1]), f"{p[-1][1]:.3g} s") for n, p in epochs.items()],
    )


def _courses(axes: Axes, courses: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> None:
    """Test accuracy over the seconds of learning."""
    best = max(max(shares) for _, shares in courses.values())
    low = max(0.0, min(0.8, min(max(shares) for _, shares in courses.values()) - 0.02))
    for name, (seconds, shares) in courses.items():
        _, colour, marker = _look(name)
        (line,) = axes.plot(
            seconds, shares, color=colour, marker=marker, markersize=6, markevery=[-1]
        )
        line.set_gid(f"course {name}")
    for target in _TARGETS:
        if low < target < best + 0.02:
            axes.axhline(target, color=style.GHOST, linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(_plain))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_ylim(low, best + 0.015)
    style.percent_axis(axes.yaxis)
    axes.set_xlabel("seconds of learning")
    style.quiet_sides(axes)
    style.head(axes, "Test accuracy", "entangled MNIST; beside the lines the best")
    _name_ends(axes, [(n, (s[-1], a[-1]), style.percent(max(a))) for n, (s, a) in courses.items()])


def _name_ends(axes: Axes, ends: Sequence[tuple[str, tuple[float, float], str]]) -> None:
    """Write (name, end, value) of lines beside the panel, at the heights of their ends, apart."""
    axes.set_ylim(axes.get_ylim())  # fixed now, for the heights that follow
    to_axes = axes.transScale + axes.transLimits
    heights = [float(to_axes.transform(end)[1]) for _, end, _ in ends]
    for (name, _, value), place in zip(ends, style.spread(heights, 0.12), strict=True):
        words, colour, _ = _look(name)
        axes.annotate(
            f"{words}\n{value}",
            (1, place),
            xytext=(6, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=8.5,
            annotation_clip=False,
        ).set_gid("end")


def _shares(axes: Axes, shares: Sequence[tuple[str, int, str, float]]) -> None:
    """Which part of the machine's speed is reached, size by size."""
    ceilings = {"bytes": "copy", "flops": "product"}
    pairs = sorted(
        {(size, name) for name, size, *_ in shares}, key=lambda p: (p[0], p[1] != "dense")
    )
    sizes = sorted({size for size, _ in pairs})
    ticks = []
    for rank, (size, name) in enumerate(pairs):
        middle = rank + 0.35 * sizes.index(size)
        ticks.append((middle, f"{_look(name)[0]}\nH = {_plain(size)}"))
        for what, offset, strength in (("bytes", -0.21, 1.0), ("flops", 0.21, 0.45)):
            found = [s for n, h, w, s in shares if (n, h, w) == (name, size, what)]
            for share in found:
                (bar,) = axes.barh(
                    middle + offset, share, height=0.38, color=_look(name)[1], alpha=strength
                )
                bar.set_gid(f"share {name}")
                axes.annotate(
                    f"{style.percent(share, 0)} of a {ceilings[what]}",
                    (share, middle + offset),
                    xytext=(4, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=7.5,
                    color=style.MUTED,
                )
    axes.set_yticks([at for at, _ in ticks], labels=[words for _, words in ticks], fontsize=8.5)
    axes.set_ylim(max(ticks[-1][0] + 0.6, 3.6), -0.6)
    longest = max(0.7, *(share for *_, share in shares))
    axes.set_xlim(0, 1.5 * longest)
    axes.xaxis.set_major_locator(MultipleLocator(0.25 if longest < 0.9 else 0.5))
    style.percent_axis(axes.xaxis)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    style.head(axes, "Share of the machine's speed")
