"""`basinet theory dense-memory`: retrieval in networks whose neurons interact P at a time."""

from typing import TYPE_CHECKING, Annotated, Any

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


def dense_memory(
    load: Annotated[
        str, typer.Option(help="α = K/N^(P-1): a number, a list or a range 0:0.1:0.01.")
    ] = "0.01:0.09:0.01",
    order: Annotated[int, typer.Option(min=3, help="P, how many neurons interact.")] = 3,
    temperature: Annotated[float, typer.Option(help="T, at least 0.")] = 0.0,
    quality: Annotated[float, typer.Option(help="r, of the examples, above 0, at most 1.")] = 1.0,
    examples: Annotated[int, typer.Option(min=1, help="M, examples of an archetype.")] = 1,
    teacher: Annotated[
        bool, typer.Option(help="Whether examples are averaged by archetype.")
    ] = True,
    distinct: Annotated[
        bool, typer.Option("--distinct", help="The P neurons of a term are distinct.")
    ] = False,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Show the overlap with an archetype that a dense network retrieves, against the load.

    Replica-symmetric estimate for infinitely many neurons. Beside it stand the capacity of exact
    archetypes at temperature zero, and the largest load at the given temperature and examples.

    Example: `basinet theory dense-memory --load 0:0.1:0.01 --order 3 --temperature 0.5`
    """
    prepare_figure(figure)
    import numpy as np

    from basinet import theory

    at = numbers("--load", load)
    learning: dict[str, Any] = {
        "quality": quality,
        "examples": examples,
        "teacher": teacher,
        "distinct": distinct,
    }
    found = theory.dense(at, order, temperature, **learning)
    columns = [
        Column("load", "load", at),
        Column("overlap", "overlap", found.overlap),
        Column("examples", "with examples", found.examples),
        Column("order", "order q", found.order),
        Column("noise", "noise v", found.noise),
    ]
    capacity = float(np.asarray(theory.dense_capacity(order, distinct=distinct)))
    boundary = theory.dense_boundary(temperature, order, **learning)
    facts = {"order_p": order, "temperature": temperature, **learning}
    facts |= {"capacity": capacity, "boundary": boundary}
    remarks = [
        f"capacity of exact archetypes at T = 0: {capacity:.6g}",
        f"retrieval here up to a load of {float(np.asarray(boundary)):.4g}",
    ]
    write_figure(figure, lambda: _draw(dense(at), order, temperature, learning))
    show(Table("Overlap with an archetype", columns, facts, remarks), json)


def _draw(at: "np.ndarray", order: int, temperature: float, learning: dict[str, Any]) -> "Figure":
    import numpy as np

    from basinet import theory, viz

    found = theory.dense(at, order, temperature, **learning)
    lines = [viz.Line("overlap", np.asarray(found.overlap))]
    return viz.curves(
        at,
        lines,
        title=f"Retrieval with interactions of {order} neurons",
        note="replica-symmetric estimate",
        along="patterns / N^(P-1)",
    )
