"""`basinet memory capacity`: how many random patterns come back, beside theory and yardsticks."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.memory.recall import MemoryText
from basinet.cli.theory.output import (
    Column,
    FigurePath,
    Json,
    Table,
    prepare_figure,
    show,
    write_figure,
)

if TYPE_CHECKING:
    from basinet.associative.measuring import Curve
    from basinet.viz import Figure


def capacity(
    memory: MemoryText = "DenseHopfield(order=3)",
    units: Annotated[int, typer.Option(min=2, help="Components of a pattern.")] = 60,
    dilution: Annotated[float, typer.Option(help="Probability of a blank.")] = 0.0,
    flip: Annotated[
        float, typer.Option(help="Fraction of a cue's components that are flipped.")
    ] = 0.0,
    overlap: Annotated[float, typer.Option(help="Overlap that counts as recalled.")] = 0.95,
    limit: Annotated[int, typer.Option(min=1, help="Largest load that is tried.")] = 2048,
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes, for Steered.")] = None,
    seeds: Annotated[int, typer.Option(min=1, max=10_000, help="Repetitions.")] = 3,
    yardsticks: Annotated[
        bool, typer.Option(help="Measure nearest pattern, Hebb and pseudo-inverse, too.")
    ] = True,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Find the largest number of random patterns that a memory recalls from damaged cues.

    For each seed the load is doubled until the mean overlap is too small, then bisected. Beside
    it stands what theory says for infinitely many components, where there is a theory.

    Example: `basinet memory capacity --memory "DenseHopfield(order=3)" --units 60 --flip 0.1`
    """
    prepare_figure(figure)
    from basinet.associative import Associator, DilutedPatterns, Search
    from basinet.associative.measuring import expected, measured
    from basinet.associative.reading import read_memory
    from basinet.yardsticks import ASSOCIATIVE

    chosen = read_memory(memory, "--memory")
    source = DilutedPatterns(units, dilution, flip)
    given: dict[str, Any] = {} if epochs is None else {"epochs": epochs}
    search = Search(overlap, min(16, limit), limit, 0.03)
    contestants: dict[str, Any] = {type(chosen).__name__: Associator(chosen, **given)}
    if yardsticks and not dilution:
        contestants |= {name: kind() for name, kind in ASSOCIATIVE.items()}
    curves = [
        measured(name, one, source, seeds=range(seeds), search=search)
        for name, one in contestants.items()
    ]
    theory = expected(chosen, source)
    write_figure(figure, lambda: _draw(curves, chosen, source, theory))
    show(_table(curves, theory, memory, source, overlap), json)


def _table(
    curves: "list[Curve]", theory: float | None, memory: str, source: Any, overlap: float
) -> Table:
    found = [curve.capacity for curve in curves]
    columns = [
        Column("memory", "memory", [curve.name for curve in curves]),
        Column("patterns", "patterns", [one.mean for one in found]),
        Column("error", "error", [one.error for one in found]),
        Column("per_unit", "per unit", [one.mean / source.units for one in found]),
        Column("is_bound", "at the limit", [one.is_bound for one in found]),
    ]
    facts = {
        "given": memory,
        "units": source.units,
        "dilution": source.dilution,
        "flipped": source.flipped,
        "overlap": overlap,
        "theory": theory,
    }
    said = (
        "no theory for this memory" if theory is None else f"theory, N → ∞: {theory:.4g} patterns"
    )
    remark = f"{source.units} components, overlap of at least {overlap:g}; {said}"
    return Table("Random patterns that are recalled", columns, facts, [remark])


def _draw(curves: "list[Curve]", chosen: Any, source: Any, theory: float | None) -> "Figure":
    import numpy as np

    from basinet import viz
    from basinet.associative.measuring import expected_overlap

    drawn = []
    for number, curve in enumerate(curves):
        line_at = line = None
        if number == 0:
            line_at = np.linspace(1, curve.loads.max(), 150)
            line = expected_overlap(chosen, source, line_at)
            line_at = None if line is None else line_at
        drawn.append(
            viz.Retrieval(
                curve.name, curve.loads, curve.overlaps, curve.error, line_at, line, number > 0
            )
        )
    marks = [] if theory is None or theory > curves[0].loads.max() else [("theory", theory)]
    return viz.retrieval(drawn, along="patterns stored", marks=marks)
