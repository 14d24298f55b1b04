"""`basinet theory clusters`: the densest groups of fixed points."""

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

DISTANCES = "0.001,0.002,0.003,0.005,0.0075,0.01,0.015,0.02,0.03,0.05,0.07,0.1,0.15,0.2"


def clusters(
    self_coupling: Annotated[
        str, typer.Option(help="J_D: a number, a list 0.05,0.1 or a range 0.02:0.1:0.02.")
    ] = "0.04,0.06,0.08,0.1",
    distance: Annotated[
        str, typer.Option(help="Mutual distances in a cluster, 0.0005 to 0.4: a list or a range.")
    ] = DISTANCES,
    margin: Margin = 0.0,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Estimate the local entropy of the densest clusters, and the transitions of their shape.

    First-moment, replica-symmetric estimates: below zero there are no such clusters; above zero
    they are conjectured to exist. y* is the number of replicas at which the estimate is made.

    Example: `basinet theory clusters --self-coupling 0.05,0.1 --figure clusters.png`
    """
    prepare_figure(figure)
    import numpy as np

    from basinet import theory

    own, d = numbers("--self-coupling", self_coupling), numbers("--distance", distance)
    found = theory.local_entropy(d[None], own[:, None], margin)
    values, at = np.repeat(own, len(d)), np.tile(d, len(own))
    typical = np.asarray(theory.typical_entropy(d[None], own[:, None], margin))
    columns = [
        Column("self_coupling", "J_D", values),
        Column("distance", "distance", at),
        Column("local_entropy", "densest clusters", np.ravel(found.local_entropy)),
        Column("y", "y*", np.ravel(found.y)),
        Column("is_bound", "only a bound", np.ravel(found.is_bound)),
        Column("typical_entropy", "around a typical one", typical.ravel()),
    ]
    gap = theory.overlap_gap_transition(margin)
    monotone = theory.monotonicity_transition(margin)
    facts = {"margin": margin, "overlap_gap": gap._asdict(), "monotonicity": monotone._asdict()}
    remarks = [
        f"overlap gap closes at     J_OGP  = {gap.self_coupling:.6f} (distance {gap.distance:.5f})",
        f"entropy is monotone from  J_mono = {monotone.self_coupling:.6f}"
        f" (distance {monotone.distance:.5f})",
    ]
    write_figure(figure, lambda: _draw(dense(d), own, margin))
    show(Table("Local entropy of the densest clusters", columns, facts, remarks), json)


def _draw(d: "np.ndarray", own: "np.ndarray", margin: float) -> "Figure":
    import numpy as np

    from basinet import theory, viz

    densest = np.asarray(theory.local_entropy(d[None], own[:, None], margin).local_entropy)
    typical = np.asarray(theory.typical_entropy(d[None], own[:, None], margin))
    names = [f"$J_D$ = {value:g}" for value in own]
    lines = [viz.Line(name, row) for name, row in zip(names, densest, strict=True)]
    lines += [viz.Line(name, row, dashed=True) for name, row in zip(names, typical, strict=True)]
    return viz.curves(
        d,
        lines,
        title="Fixed points at a distance",
        note="log-number per neuron; solid: densest clusters, dashed: around a typical one",
        along="distance, fraction of neurons that differ",
    )
