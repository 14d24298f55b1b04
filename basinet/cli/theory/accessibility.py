"""`basinet theory accessibility`: on how many random networks a method finds a fixed point."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet._closest import close
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
    from basinet.search import AbstractMethod, Accessibility
    from basinet.viz import Figure


def accessibility(
    method: Annotated[
        str, typer.Option(help="asynchronous, synchronous, reinforced or focusing.")
    ] = "asynchronous",
    self_coupling: Annotated[
        str, typer.Option(help="J_D: a number, a list 0.1,0.3 or a range 0.4:1:0.1.")
    ] = "0.2:1:0.1",
    n: Annotated[int, typer.Option("--n", help="Neurons of a network.")] = 500,
    instances: Annotated[int, typer.Option(help="Random networks for each self-coupling.")] = 10,
    seed: Annotated[int, typer.Option(help="Source of everything random.")] = 0,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=VALUE", help="A field of the method, such as max_sweeps=100."
        ),
    ] = None,
    out: Out = None,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Measure on how many random networks a method finds a fixed point, by the self-coupling.

    Every fixed point is certified in float64. The interval is Wilson's at 95 %. With --out the same
    command goes on where it was stopped, and on more self-couplings.

    Example: `basinet theory accessibility --method reinforced --self-coupling 0.05:0.3:0.05`
    """
    prepare_figure(figure)
    from basinet import search
    from basinet.phases.kept import REACH
    from basinet.settings import spell

    own = numbers("--self-coupling", self_coupling)
    how = _method(method, set_ or [])
    values = own.tolist()
    search.accessibility(how, values, n, instances, seed)  # refuses what cannot be measured
    described = {"method": spell(how), "n": n, "instances": instances, "seed": seed}
    asked = Measurement(
        REACH,
        described,
        [{"self_coupling": value} for value in values],
        lambda at: search.accessibility(how, [values[i] for i in at], n, instances, seed),
        _point,
        lambda point: f"J_D {point.self_coupling:g}: {point.solved} of {instances} solved",
    )
    found = measured(asked, out)
    write_figure(figure, lambda: _draw(found, method, n))
    show(_table(found, method, n, seed), json)


def _point(**numbers: Any) -> "Accessibility":
    """A point of a file, if it is one."""
    from basinet.search import Accessibility

    found = Accessibility(**numbers)
    _ = found.interval  # which refuses counts that are none
    return found


def _method(name: str, assignments: list[str]) -> "AbstractMethod":
    """The method of a name with some of its fields set."""
    from basinet import search
    from basinet.settings import make

    known = {
        "asynchronous": search.Asynchronous,
        "synchronous": search.Synchronous,
        "reinforced": search.ReinforcedBP,
        "focusing": search.FocusingBP,
    }
    if name not in known:
        said = f"--method is {name!r}{close(name, known)}"
        raise ValueError(f"{said}; expected one of {', '.join(known)}")
    values: dict[str, str] = {}
    for text in assignments:
        field, equals, value = text.partition("=")
        if not equals or not field.strip():
            raise ValueError(f"--set {text!r} is not of the form FIELD=VALUE, such as max_sweeps=9")
        values[field.strip()] = value.strip()
    return make(known[name], values)


def _table(found: "list[Accessibility]", method: str, n: int, seed: int) -> Table:
    intervals = [point.interval for point in found]

    def each(name: str) -> list[Any]:
        return [getattr(point, name) for point in found]

    columns = [
        Column("self_coupling", "J_D", each("self_coupling")),
        Column("solved", "solved", each("solved")),
        Column("instances", "of", each("instances")),
        Column("fraction", "fraction", each("fraction")),
        Column("low", "from", [low for low, _ in intervals]),
        Column("high", "to", [high for _, high in intervals]),
        Column("median_steps", "median steps", each("median_steps")),
        Column("unstable", "unstable if not", each("unstable")),
        Column("overlap", "overlap with start", each("overlap")),
    ]
    facts = {"method": method, "n": n, "seed": seed}
    return Table(f"Networks of {n:,} neurons solved by {method} search", columns, facts)


def _draw(found: "list[Accessibility]", method: str, n: int) -> "Figure":
    import numpy as np

    from basinet import viz

    fraction = np.array([point.fraction for point in found])
    interval = np.array([point.interval for point in found]).T
    return viz.curves(
        np.array([point.self_coupling for point in found]),
        [viz.Line(method, fraction, interval)],
        title="Networks solved",
        note=f"N = {n:,}, {found[0].instances} networks a point, intervals at 95 %",
        along="self-coupling $J_D$",
        shares=True,
    )
