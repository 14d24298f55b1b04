"""`basinet theory multitask`: several patterns retrieved by one state."""

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


def multitask(
    dilution: Annotated[
        str, typer.Option(help="d, from 0 to below 1: a number, a list or a range 0:0.9:0.1.")
    ] = "0:0.9:0.1",
    patterns: Annotated[int, typer.Option(min=1, max=9, help="K, patterns stored.")] = 3,
    temperature: Annotated[float, typer.Option(help="T, at least 0.")] = 0.0,
    data_noise: Annotated[
        float, typer.Option(help="ρ = (1-r²)/(M r²) of the examples; 0 for exact patterns.")
    ] = 0.0,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Show the overlaps of one state with several patterns, against the share of blanks.

    For mild dilution the patterns take the neurons one after the other, a hierarchy; beyond its
    end they share them. Exact for infinitely many neurons.

    Example: `basinet theory multitask --dilution 0:0.95:0.05 --patterns 3`
    """
    prepare_figure(figure)
    from basinet import theory

    at = numbers("--dilution", dilution)
    found = theory.multitask(at, patterns, temperature, data_noise=data_noise).overlaps
    columns = [Column("dilution", "dilution", at)]
    columns += [Column(f"overlap_{k + 1}", f"m{k + 1}", found[:, k]) for k in range(patterns)]
    end = theory.hierarchy_end(patterns)
    facts = {
        "patterns": patterns,
        "temperature": temperature,
        "data_noise": data_noise,
        "hierarchy_end": end,
    }
    remark = f"at T = 0 the hierarchy of {patterns} patterns ends at a dilution of {end:.6f}"
    write_figure(figure, lambda: _draw(dense(at), patterns, temperature, data_noise))
    show(Table("Overlaps with several patterns at once", columns, facts, [remark]), json)


def _draw(at: "np.ndarray", patterns: int, temperature: float, data_noise: float) -> "Figure":
    from basinet import theory, viz

    found = theory.multitask(at, patterns, temperature, data_noise=data_noise).overlaps
    end = float(theory.hierarchy_end(patterns))
    marks = [("end of the hierarchy", end)] if at[0] < end < at[-1] else []
    return viz.curves(
        at,
        [viz.Line(f"pattern {k + 1}", found[:, k]) for k in range(patterns)],
        title="Several patterns in one state",
        note="overlaps, the largest first",
        along="share of blanks",
        marks=marks,
    )
