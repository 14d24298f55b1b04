"""What follows from some firings on a line with delays?"""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from basinet.viz import style


@style.house_style()
def cascade(external: Sequence[tuple[int, int]], induced: Sequence[tuple[int, int]]) -> Figure:
    """Draw firings over nodes and time: full what was put in, open what followed.

    Args:
        external: nodes and times of firings that were put in.
        induced: of those that followed.

    Raises:
        ValueError: when nothing fires.
    """
    if not external:
        raise ValueError("there is no external firing; nothing would follow")
    every = [*external, *induced]
    nodes, times = [node for node, _ in every], [time for _, time in every]
    wide, high = max(nodes) - min(nodes) + 1, max(times) - min(times) + 1
    figure = style.blank(min(9.0, 2.2 + 0.4 * wide), min(8.0, 1.9 + 0.4 * high))
    axes = figure.add_subplot()
    for firings, name, colour, face in (
        (external, "external", style.VERMILION, style.VERMILION),
        (induced, "induced", style.BLUE, style.PALE_BLUE),
    ):
        (dots,) = axes.plot(
            [node for node, _ in firings],
            [time for _, time in firings],
            linestyle="none",
            marker="s",
            color=colour,
            markerfacecolor=face,
            label=name,
        )
        dots.set_gid(name)
    axes.set_xlabel("node")
    axes.set_ylabel("time")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.margins(0.1)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    style.quiet_sides(axes)
    profit = len(induced) - len(external)
    style.head(axes, f"{len(induced)} firings follow", f"from {len(external)}: profit {profit}")
    return style.finish(figure)
