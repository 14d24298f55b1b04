"""The figure that fits the axes of a sweep."""

from typing import Any

from basinet.sweeps.summary import Summary
from basinet.viz import Figure, dependence, heat_map, heat_maps


def figure(summary: Summary, threshold: float | None = None) -> Figure:
    """Return curves for one axis, a phase diagram for two, small multiples for three.

    Axes with a single value are left out.

    Raises:
        ValueError: when there is no axis left or more than three, or nothing was measured yet.
    """
    for name, values in summary.axes.items():
        if len(values) == 1 and len(summary.axes) > 1:
            return figure(summary.at(name, values[0]), threshold)
    if not summary.count.any():
        raise ValueError(f"no run has measured {summary.name} yet; there is nothing to draw")
    axes = list(summary.axes.items())
    options: dict[str, Any] = {"name": summary.name, "threshold": threshold}
    if len(axes) == 1:
        return dependence(*axes[0], summary.mean, summary.error, **options)
    if len(axes) == 2:
        return heat_map(axes, summary.mean, **options)
    if len(axes) == 3:
        return heat_maps(axes, summary.mean, **options)
    raise ValueError(
        f"a figure shows one to three axes, and there are {len(axes)}; fix some of"
        f" {', '.join(summary.axes)} with --at FIELD=VALUE"
    )
