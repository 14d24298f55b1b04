"""`basinet theory complexity`: how many fixed points there are."""

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


def complexity(
    self_coupling: Annotated[
        str, typer.Option(help="J_D: a number, a list 0.1,0.3 or a range 0:1:0.05.")
    ] = "0:1:0.1",
    margin: Margin = 0.0,
    n: Annotated[
        str | None,
        typer.Option("--n", help="Also for networks of so many neurons, a number or a list."),
    ] = None,
    symmetry: Annotated[
        str | None,
        typer.Option(help="Also for couplings J_ij, J_ji with this correlation, 0 to 1, or a list"),
    ] = None,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Count the fixed points: their log-number per neuron, and what a typical one is like.

    Exact for independent couplings; with --symmetry an annealed value.

    Example: `basinet theory complexity --self-coupling 0:1:0.05 --n 100 --figure complexity.svg`
    """
    prepare_figure(figure)
    from basinet import theory

    at = numbers("--self-coupling", self_coupling)
    sizes = [] if n is None else whole_numbers("--n", n)
    degrees = [] if symmetry is None else numbers("--symmetry", symmetry).tolist()

    def counts(at: "np.ndarray") -> list[Column]:
        finite = [
            Column(f"complexity_n_{size}", f"N = {size}", theory.complexity(at, margin, size))
            for size in sizes
        ]
        symmetric = [
            Column(
                f"complexity_symmetry_{degree:g}",
                f"symmetry {degree:g}",
                theory.symmetric_complexity(degree, at, margin).complexity,
            )
            for degree in degrees
        ]
        return [*finite, *symmetric]

    columns = [
        Column("self_coupling", "J_D", at),
        Column("complexity", "complexity", theory.complexity(at, margin)),
        *counts(at),
        Column("moment_ratio", "E[N²]/E[N]²", theory.moment_ratio(at, margin)),
        Column("mean_stability", "mean stability", theory.mean_stability(at, margin)),
        Column("free_fraction", "free neurons", theory.free_fraction(at, margin)),
    ]
    write_figure(figure, lambda: _draw(dense(at), counts(dense(at)), margin))
    show(Table("Log-number of fixed points per neuron", columns, {"margin": margin}), json)


def _draw(at: "np.ndarray", columns: list[Column], margin: float) -> "Figure":
    import numpy as np

    from basinet import theory
    from basinet.viz import Line, curves

    lines = [Line("N → ∞", np.asarray(theory.complexity(at, margin)))]
    lines += [Line(column.title, np.asarray(column.values)) for column in columns]
    note = "natural logarithm, per neuron" + (f"; margin {margin:g}" if margin else "")
    return curves(
        at, lines, title="Log-number of fixed points", note=note, along="self-coupling $J_D$"
    )
