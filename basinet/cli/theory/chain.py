"""`basinet theory chain`: layers tied by excitation in the place of a self-coupling."""

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
from basinet.cli.theory.ranges import dense, numbers, whole_numbers

if TYPE_CHECKING:
    import numpy as np

    from basinet.viz import Figure


def chain(
    excitation: Annotated[
        str, typer.Option(help="λ, at least 0: a number, a list or a range 0:2:0.25.")
    ] = "0:2:0.25",
    layers: Annotated[str, typer.Option(help="Numbers of layers L: a number or a list.")] = "2,3,5",
    ring: Annotated[bool, typer.Option("--ring", help="The layers form a ring (L of 3 on).")] = (
        False
    ),
    self_coupling: Annotated[float, typer.Option(help="J_D of every layer.")] = 0.0,
    margin: Margin = 0.0,
    n: Annotated[
        int | None, typer.Option("--n", help="Neurons of a layer; infinitely many without it.")
    ] = None,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Count the fixed points of a chain of layers, per neuron, against the excitation λ.

    The equivalent self-coupling is that of a single layer with as many fixed points per neuron as
    an infinitely long chain. Exact annealed values.

    Example: `basinet theory chain --excitation 0:2:0.1 --layers 2,3,10`
    """
    prepare_figure(figure)
    from basinet import theory

    at, counts = numbers("--excitation", excitation), whole_numbers("--layers", layers)
    count = theory.ring_complexity if ring else theory.open_chain_complexity

    def curves(at: "np.ndarray") -> list[Column]:
        bulk = theory.bulk_complexity(self_coupling, at, margin)
        finite = [
            Column(f"layers_{number}", f"L = {number}", count(self_coupling, at, number, margin, n))
            for number in counts
        ]
        return [Column("bulk", "L → ∞", bulk), *finite]

    matched = theory.equivalent_self_coupling(self_coupling, at, margin)
    columns = [
        Column("excitation", "λ", at),
        Column("equivalent_self_coupling", "equivalent J_D", matched),
        *curves(at),
    ]
    facts = {"self_coupling": self_coupling, "margin": margin, "ring": ring, "n": n}
    title = f"Log-number of fixed points per neuron of {'a ring' if ring else 'an open chain'}"
    write_figure(figure, lambda: _draw(dense(at), curves(dense(at)), ring))
    show(Table(title, columns, facts), json)


def _draw(at: "np.ndarray", columns: list[Column], ring: bool) -> "Figure":
    import numpy as np

    from basinet import viz

    return viz.curves(
        at,
        [viz.Line(column.title, np.asarray(column.values)) for column in columns],
        title=f"Layers in {'a ring' if ring else 'a chain'}",
        note="log-number of fixed points per neuron",
        along="excitation λ between neighbouring layers",
    )
