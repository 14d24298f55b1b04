"""The figure that fits the axes of a sweep."""

from collections.abc import Sequence
from typing import Any

from basinet.sweeps.summary import Summary
from basinet.viz import Figure, dependence, heat_map, heat_maps

_SYMBOLS = {
    "self_coupling": "self-coupling $J_D$",
    "excitation": "excitation $\\lambda$",
    "input_gain": "input gain $\\lambda_x$",
    "margin": "margin $\\kappa$",
    "readout_margin": "readout margin $\\kappa_{out}$",
    "hidden": "hidden neurons $H$",
    "neurons": "neurons $N$",
    "rate": "rate $\\eta_J$",
    "input_rate": "input rate $\\eta_{in}$",
    "readout_rate": "readout rate $\\eta_{out}$",
}
"""How fields are written in a figure, with the symbols of the theory."""


def symbol(name: str) -> str:
    """Return how a figure names a field: with its symbol, or as words."""
    last = name.rpartition(".")[2]
    return _SYMBOLS.get(last, name)


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
    axes = [(symbol(name), values) for name, values in summary.axes.items()]
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
