"""`basinet theory capacity`: solvable models of storing patterns."""

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
from basinet.cli.theory.ranges import dense, numbers

if TYPE_CHECKING:
    import numpy as np

    from basinet.viz import Figure


def capacity(
    margin: Annotated[
        str, typer.Option(help="κ, at least 0: a number, a list or a range 0:2:0.25.")
    ] = "0:2:0.25",
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Show how many patterns per neuron can be kept as fixed points, against the margin.

    The perceptron bounds the fixed points that learning can make stable at a margin. Beside it
    stand the symmetric binary perceptron of width κ and Hebb's rule (the Hopfield model).

    Example: `basinet theory capacity --margin 0:2:0.5`
    """
    prepare_figure(figure)
    import numpy as np

    from basinet import theory

    at = numbers("--margin", margin)
    binary = np.full(len(at), np.nan)
    binary[at > 0] = theory.symmetric_perceptron_capacity(at[at > 0])
    columns = [
        Column("margin", "margin", at),
        Column("perceptron", "perceptron", theory.perceptron_capacity(at)),
        Column("symmetric_binary_perceptron", "symmetric binary", binary),
    ]
    hopfield = theory.hopfield_capacity()
    remark = f"Hopfield model: {hopfield.load:.6f} patterns per neuron, overlap "
    table = Table(
        "Patterns per weight that can be stored",
        columns,
        {"hopfield": {"load": hopfield.load, "overlap": hopfield.overlap}},
        [f"{remark}{hopfield.overlap:.6f}"],
    )
    write_figure(figure, lambda: _draw(dense(at), hopfield.load))
    show(table, json)


def _draw(at: "np.ndarray", hebb: float) -> "Figure":
    import numpy as np

    from basinet import theory, viz

    lines = [
        viz.Line("perceptron", np.asarray(theory.perceptron_capacity(at))),
        viz.Line("Hebb's rule", np.full(len(at), hebb), dashed=True),
    ]
    return viz.curves(
        at,
        lines,
        title="Fixed points that can be learnt",
        note="patterns per weight",
        along="margin κ",
    )
