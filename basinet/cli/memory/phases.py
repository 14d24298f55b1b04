"""`basinet memory phases`: where a dense network retrieves, over load and temperature."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.points import Measurement, Out, measured
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

    from basinet.memories import DenseHopfield
    from basinet.sweeps import Remembering
    from basinet.viz import Figure


def phases(
    memory: Annotated[
        str, typer.Option("--memory", help="A dense network, such as DenseHopfield(order=3).")
    ] = "DenseHopfield(order=3)",
    load: Annotated[
        str, typer.Option(help="α = K/N^(P-1), at least two: a list or a range.")
    ] = "0.01:0.12:0.022",
    temperature: Annotated[
        str, typer.Option(help="T, at least two: a list or a range.")
    ] = "0.1:2.1:0.4",
    units: Annotated[int, typer.Option(min=2, help="N, components of a pattern.")] = 100,
    cues: Annotated[int, typer.Option(min=1, help="Chains, one from each of so many.")] = 20,
    sweeps: Annotated[
        int, typer.Option(min=1, help="Of a chain: so many before as many are measured.")
    ] = 15,
    seed: Annotated[int, typer.Option(min=0, help="Source of everything random.")] = 0,
    out: Out = None,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Measure by heat-bath chains where a dense network keeps its patterns, beside theory.

    Chains start at stored patterns. The boundary of theory is for infinitely many neurons: small
    networks leave a state inside it in long chains, and stay near it outside in short ones. With
    --out the same command goes on where it was stopped, and on a finer grid.

    Example: `basinet memory phases --units 60 --figure phases.png`
    """
    prepare_figure(figure)
    import numpy as np

    from basinet import theory
    from basinet.memories import Distinct
    from basinet.sweeps import Remembering

    loads, heat = numbers("--load", load), numbers("--temperature", temperature)
    for option, values in (("--load", loads), ("--temperature", heat)):
        if len(values) < 2 or (np.diff(values) <= 0).any():
            raise ValueError(f"{option} needs at least two values, increasing")
    dense = _dense(memory)
    if heat[0] == 0:
        raise ValueError("--temperature begins at 0; chains need one above it")
    task = Remembering(dense, units=units, cues=cues, sweeps=sweeps, seed=seed)
    grid = [(float(t), float(a)) for t in heat for a in loads]
    found = np.reshape(_overlaps(task, grid, out), (len(heat), len(loads)))
    line = np.linspace(heat[0], heat[-1], 80)
    distinct = isinstance(dense.terms, Distinct)
    ends = np.asarray(theory.dense_boundary(line, dense.order, distinct=distinct))
    write_figure(figure, lambda: _draw(loads, heat, found, (ends[ends > 0], line[ends > 0]), task))
    up_to = np.asarray(theory.dense_boundary(heat, dense.order, distinct=distinct))
    columns = [
        Column("temperature", "T", np.repeat(heat, len(loads))),
        Column("load", "load", np.tile(loads, len(heat))),
        Column("overlap", "overlap", found.ravel()),
        Column("boundary", "theory: up to", np.repeat(up_to, len(loads))),
    ]
    facts = {"given": memory, "units": units, "cues": cues, "sweeps": sweeps, "seed": seed}
    remark = f"{units} neurons, {cues} chains of {2 * sweeps} sweeps from stored patterns"
    show(Table("Overlap with a stored pattern", columns, facts, [remark]), json)


def _dense(text: str) -> "DenseHopfield":
    from basinet.associative.reading import read_memory
    from basinet.memories import DenseHopfield

    found = read_memory(text, "--memory")
    if not isinstance(found, DenseHopfield) or found.order == 2:
        raise ValueError(
            f"--memory is {text!r}; expected DenseHopfield with an order of at least 3"
        )
    return found


@dataclass(frozen=True)
class Overlap:
    """What chains at one temperature and load keep of their pattern."""

    temperature: float
    load: float
    overlap: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.overlap):
            raise ValueError("it has no overlap")


def _overlaps(
    task: "Remembering", grid: list[tuple[float, float]], out: Path | None
) -> list[float]:
    """Return the overlap at each temperature and load."""
    from basinet.phases.kept import RETRIEVAL
    from basinet.settings import spell
    from basinet.sweeps.task import carry_out

    def measure(positions: list[int]) -> Iterator[Overlap]:
        for heat, load in [grid[at] for at in positions]:
            *_, (outcome,) = carry_out([replace(task, temperature=heat, load=load)])
            if outcome.error is not None:
                raise ValueError(outcome.error)
            yield Overlap(heat, load, float(outcome.measured["overlap"] or 0.0))

    described = {"memory": spell(task.memory)}
    described |= {name: getattr(task, name) for name in ("units", "cues", "sweeps", "seed")}
    asked = Measurement(
        RETRIEVAL,
        described,
        [{"temperature": heat, "load": load} for heat, load in grid],
        measure,
        Overlap,
        lambda it: f"T {it.temperature:g}, load {it.load:g}: {it.overlap:.2f}",
    )
    return [point.overlap for point in measured(asked, out)]


def _draw(
    loads: "np.ndarray",
    heat: "np.ndarray",
    found: "np.ndarray",
    line: "tuple[np.ndarray, np.ndarray]",
    task: "Remembering",
) -> "Figure":
    from basinet import viz

    order = getattr(task.memory, "order", 3)
    return viz.retrieval_phases(
        loads,
        heat,
        found,
        line,
        title=f"Retrieval with interactions of {order}",
        note=f"shade: {task.units} spins; line: theory",
        along=f"load $K/N^{{{order - 1}}}$",
    )
