"""`basinet analyse path`: the straight path between two networks, and its barrier."""

from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.analyse.given import First, Patterns, Second, two_models
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
    from basinet.pairs import Walk
    from basinet.viz import Figure


def path(
    run: First,
    run2: Second,
    points: Annotated[int, typer.Option(min=3, help="Places on the path.")] = 11,
    patterns: Patterns = 500,
    match: Annotated[
        bool,
        typer.Option(help="Walk also to the second with its neurons matched, and in any order."),
    ] = False,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Show the error on the straight line from one network to another, and the barrier on it.

    Example: `basinet analyse path runs/a runs/b --match --figure path.png`
    """
    prepare_figure(figure)
    import numpy as np

    from basinet.pairs import matched_to, straight_path
    from basinet.pairs.walk import refuse_unlike_models

    one, other, data = two_models(run, run2)
    refuse_unlike_models(one, other)
    x, y = data.x_test[:patterns], data.y_test[:patterns]
    places = np.linspace(0, 1, points)
    ends = {"as they are": other.epoch.state}
    if match:  # which refuses networks without an order before the first walk
        matched, random = matched_to(one, other, data.x_train[:patterns])
        ends |= {"matched": matched, "any order": random}
    walks = {name: straight_path(one, other, x, y, places, end) for name, end in ends.items()}
    columns = [Column("u", "u", places)]
    columns += [Column(_key(name), f"error, {name}", walk.errors) for name, walk in walks.items()]
    plain = walks["as they are"]
    if len(plain.fixed_points):
        columns.append(Column("fixed_points", "at a fixed point", plain.fixed_points))
    facts = {"barriers": {_key(name): walk.barrier for name, walk in walks.items()}}
    said = [f"barrier, {name}  {walk.barrier:.4f}" for name, walk in walks.items()]
    write_figure(figure, lambda: _draw(places, walks))
    show(Table("On the straight path", columns, facts, said), json)


def _key(name: str) -> str:
    return "error" if name == "as they are" else f"error_{name.replace(' ', '_')}"


def _draw(places, walks: "dict[str, Walk]") -> "Figure":
    from basinet import viz

    lines = [viz.Line(name, walk.errors, dashed="any" in name) for name, walk in walks.items()]
    high = walks["as they are"].barrier
    return viz.curves(
        places,
        lines,
        title="Error on the straight path",
        note=f"barrier {high:.3f}",
        along="from one network (0) to the other (1)",
        shares=True,
    )
