"""How does the energy fall while a memory recalls?"""

import numpy as np
from jaxtyping import Bool, Float
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from basinet.viz import style


@style.house_style()
def descent(
    energies: Float[np.ndarray, "cues steps"],
    *,
    right: Bool[np.ndarray, " cues"] | None = None,
    title: str = "Energy along each recall",
    note: str = "",
    along: str = "step",
) -> Figure:
    """Draw the energy of each cue against the steps of its recall.

    Args:
        energies: at the start and after each step, `[cues, steps + 1]`.
        right: for each cue whether the right pattern came back; those that did not have another
            colour.
        title: what is drawn.
        note: a quieter word after it.
        along: what a step is called.

    Raises:
        ValueError: when shapes do not fit or an energy is not finite.
    """
    if energies.ndim != 2 or not energies.size or not np.isfinite(energies).all():
        raise ValueError(
            f"energies have shape {energies.shape}; expected finite numbers, [cues, steps + 1]"
        )
    if right is not None and right.shape != energies.shape[:1]:
        raise ValueError(f"right has shape {right.shape}; expected {energies.shape[:1]}")
    figure = style.blank(6.4, 3.9)
    axes = figure.add_subplot()
    steps = np.arange(energies.shape[1])
    good = np.ones(len(energies), bool) if right is None else right
    for name, chosen, colour in (
        ("right", good, style.BLUE),
        ("wrong", ~good, style.VERMILION),
    ):
        if not chosen.any():
            continue
        strength = float(np.clip(12 / int(chosen.sum()), 0.12, 0.9))
        lines = axes.plot(steps, energies[chosen].T, color=colour, linewidth=1, alpha=strength)
        for line in lines:
            line.set_gid(name)
        if right is not None:
            axes.plot([], [], color=colour, label=f"{name}: {int(chosen.sum())}")
    if right is not None:
        axes.legend(loc="upper right")
    axes.set_xlabel(along)
    axes.set_xlim(0, max(1, int(steps[-1])))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    style.quiet_sides(axes)
    style.head(axes, title, note)
    return style.finish(figure)
