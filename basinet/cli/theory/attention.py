"""`basinet theory attention`: self-attention fed its own output."""

from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.theory.output import (
    Column,
    FigurePath,
    Json,
    Table,
    prepare_figure,
    show,
    write_figure,
)
from basinet.cli.theory.ranges import numbers

if TYPE_CHECKING:
    import numpy as np

    from basinet.viz import Figure

_SLOW = 0.002
"""An exponent of this size is not told from zero by some ten thousand steps."""


def attention(
    beta: Annotated[
        str, typer.Option(help="β of the output: a number, a list or a range 0.5:1.4:0.1.")
    ] = "0.5,1,1.255,1.26451,1.266,1.27,1.28,1.4",
    steps: Annotated[int, typer.Option(min=1, help="Steps that are measured.")] = 10000,
    transient: Annotated[int, typer.Option(min=0, help="Steps before them.")] = 10000,
    gamma: Annotated[float, typer.Option(help="γ of the attention.")] = 127.017,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Show where self-attention with random weights, fed its own output, comes to.

    Nothing is learnt here. Three features, windows of four tokens, infinitely many bits; the
    largest Lyapunov exponent, and the period where the course repeats itself.

    Example: `basinet theory attention --beta 1,1.27,1.28`
    """
    prepare_figure(figure)
    import numpy as np

    from basinet import theory

    at = numbers("--beta", beta)
    found = theory.attention(at, steps, gamma=gamma, transient=transient)
    kinds = map(_kind, np.asarray(found.exponent).tolist(), np.asarray(found.period).tolist())
    columns = [
        Column("beta", "β", at),
        Column("exponent", "exponent", found.exponent),
        Column("period", "period", found.period),
        Column("attractor", "attractor", list(kinds)),
    ]
    facts = {"gamma": gamma, "steps": steps, "transient": transient}
    write_figure(figure, lambda: _draw(at, np.asarray(found.overlaps[-1500:, :, 0, 0])))
    show(Table("Attractors of self-attention", columns, facts), json)


def _kind(exponent: float, period: int) -> str:
    if period:
        return f"cycle of {period}"
    if exponent > _SLOW:
        return "chaos"
    return "quasi-periodic" if exponent > -_SLOW else "not yet at rest"


def _draw(at: "np.ndarray", courses: "np.ndarray") -> "Figure":
    """Draw the values that one overlap takes at the end, above each β."""
    from basinet import viz

    return viz.orbits(
        at,
        courses,
        title="Overlap with the first output feature",
        note="its last values at each β",
        along="β",
    )
