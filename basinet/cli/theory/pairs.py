"""`basinet theory pairs`: the distances between fixed points."""

from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.theory.output import (
    Column,
    FigurePath,
    Json,
    Margin,
    Table,
    prepare_figure,
    show,
    write_figure,
)
from basinet.cli.theory.ranges import dense, numbers

if TYPE_CHECKING:
    import numpy as np

    from basinet.viz import Figure

DISTANCES = "0.0005,0.001,0.002,0.005,0.01,0.02,0.03,0.05,0.08,0.12,0.2,0.3,0.4,0.5"


def pairs(
    self_coupling: Annotated[
        str, typer.Option(help="J_D, above the margin: a number, a list or a range 0.1:1:0.1.")
    ] = "0.1,0.2,0.3",
    distance: Annotated[
        str, typer.Option(help="Fractions of neurons that differ, 0 to 0.5: a list or a range.")
    ] = DISTANCES,
    margin: Margin = 0.0,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Count pairs of fixed points at a distance, and what surrounds a typical one.

    Up to the radius of isolation a typical fixed point has no other beside it.

    Example: `basinet theory pairs --self-coupling 0.1,0.3 --distance 0.01:0.5:0.01 --json`
    """
    prepare_figure(figure)
    import numpy as np

    from basinet import theory

    own, d = numbers("--self-coupling", self_coupling), numbers("--distance", distance)
    alone = theory.isolation(own, margin)
    values, at = np.repeat(own, len(d)), np.tile(d, len(own))
    typical = theory.typical_entropy(at, values, margin)
    columns = [
        Column("self_coupling", "J_D", values),
        Column("distance", "distance", at),
        Column("pair_entropy", "pairs", theory.pair_entropy(at, values, margin)),
        Column("typical_entropy", "around a typical one", typical),
    ]
    gap = theory.pair_gap(margin)
    radii = np.atleast_1d(alone.radius)
    facts = {
        "margin": margin,
        "isolation": [
            {"self_coupling": value, "radius": radius, "depth": depth}
            for value, radius, depth in zip(own, radii, np.atleast_1d(alone.depth), strict=True)
        ],
        "pair_gap": gap._asdict(),
    }
    remarks = [
        f"J_D {value:g}: no other fixed point within distance {radius:.6g} of a typical one"
        for value, radius in zip(own, radii, strict=True)
    ]
    remarks.append(f"below J_D = {gap.self_coupling:.6g} some distances do not occur at all")
    write_figure(figure, lambda: _draw(dense(d), own, margin, float(radii[0])))
    show(Table("Log-number of pairs per neuron", columns, facts, remarks), json)


def _draw(d: "np.ndarray", own: "np.ndarray", margin: float, radius: float) -> "Figure":
    import numpy as np

    from basinet import theory, viz

    lines = [
        viz.Line(f"$J_D$ = {value:g}", np.asarray(theory.typical_entropy(d, value, margin)))
        for value in own
    ]
    inside = d[0] < radius < d[-1]
    return viz.curves(
        d,
        lines,
        title="Around a typical fixed point",
        note="log-number of others per neuron; below zero there are none",
        along="distance, fraction of neurons that differ",
        marks=[(f"isolated up to here ($J_D$ = {own[0]:g})", radius)] if inside else [],
    )
