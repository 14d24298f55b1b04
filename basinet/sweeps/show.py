"""The figure that fits the axes of a sweep."""

from collections.abc import Sequence
from typing import Any

from basinet.sweeps.summary import Summary
from basinet.viz import Figure, dependence, heat_map, heat_maps


def figure(
    summary: Summary, threshold: float | None = None, beside: Sequence[Summary] = ()
) -> Figure:
    """Return curves for one axis, a phase diagram for two, small multiples for three.

    Axes with a single value are left out.

    Args:
        summary: what is shown.
        threshold: a level to mark; None for none.
        beside: further numbers on the same grid, for a figure over one axis.

    Raises:
        ValueError: when there is no axis left or more than three, or more than one with numbers
            beside, or nothing was measured yet.
    """
    for name, values in summary.axes.items():
        if len(values) == 1 and len(summary.axes) > 1:
            rest = [other.at(name, values[0]) for other in beside]
            return figure(summary.at(name, values[0]), threshold, rest)
    if not summary.count.any():
        raise ValueError(f"no run has measured {summary.name} yet; there is nothing to draw")
    axes = list(summary.axes.items())
    options: dict[str, Any] = {"name": summary.name, "threshold": threshold}
    if len(axes) == 1:
        curves = {other.name: other.mean for other in beside}
        return dependence(*axes[0], summary.mean, summary.error, beside=curves, **options)
    if beside:
        raise ValueError(
            f"{beside[0].name} can be drawn beside {summary.name} over one axis, and there are"
            f" {len(axes)}; fix some of {', '.join(summary.axes)} with --at FIELD=VALUE"
        )
    if len(axes) == 2:
        return heat_map(axes, summary.mean, **options)
    if len(axes) == 3:
        return heat_maps(axes, summary.mean, **options)
    raise ValueError(
        f"a figure shows one to three axes, and there are {len(axes)}; fix some of"
        f" {', '.join(summary.axes)} with --at FIELD=VALUE"
    )
