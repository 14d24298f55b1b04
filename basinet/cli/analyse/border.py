"""`basinet analyse border`: the border of learning under a lens."""

from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.interrupt import interruptible, leave
from basinet.cli.theory.output import (
    Column,
    FigurePath,
    Json,
    Table,
    prepare_figure,
    show,
    write_figure,
)
from basinet.cli.theory.progress import point_bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from basinet.analysis.perceptron_plane import Window
    from basinet.viz import Figure

_HIGHEST = 10.0  # margin up to which a place on the border is looked for


def border(
    rate: Annotated[float, typer.Option(help="Rate at which the border is looked at.")] = 0.75,
    neurons: Annotated[int, typer.Option(min=2, max=1000, help="N.")] = 24,
    patterns: Annotated[int, typer.Option(min=1, help="Random patterns that are learnt.")] = 12,
    steps: Annotated[int, typer.Option(min=1, help="After which learning has ended or not.")] = 60,
    start: Annotated[float, typer.Option(min=0, help="Size of random couplings at first.")] = 1.0,
    half_width: Annotated[float, typer.Option(help="Of the first window, below the rate.")] = 0.5,
    zooms: Annotated[int, typer.Option(min=1, max=20, help="Windows, one in another.")] = 6,
    factor: Annotated[float, typer.Option(help="How much narrower the next is, above 1.")] = 8.0,
    cells: Annotated[int, typer.Option(min=8, max=1024, help="Along a side of each.")] = 32,
    seed: Annotated[int, typer.Option(min=0, help="Source of everything random.")] = 0,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Zoom into the border between settings with which a perceptron rule ends and does not.

    In the plane of rate and margin, in double precision. `dimension` is that of the border by
    boxes, `shuffled` that of the same outcomes at random places. Without decay the border consists
    of straight lines: rough from afar, of dimension 1 under a lens.

    Example: `basinet analyse border --zooms 6 --figure border.png`
    """
    prepare_figure(figure)
    from basinet.analysis.boundary import zoomed
    from basinet.analysis.perceptron_plane import Perceptron, window

    if not 0 < half_width < rate < float("inf"):
        raise ValueError(
            f"--rate {rate:g} --half-width {half_width:g}; the half width must be above 0 and below"
            " the rate, which stays positive in the window"
        )
    if not 1 < factor < float("inf"):
        raise ValueError(f"--factor is {factor:g}; it must be a number above 1")
    rule = Perceptron(neurons, patterns, start, seed)
    centre = rate, rule.border(rate, half_width, _HIGHEST, steps)
    widths = [half_width / factor**k for k in range(zooms)]
    zoomed(centre, widths[-1], cells)  # refuses the narrowest before anything takes long
    seen = _seen(lambda width: window(rule, centre, width, cells, steps), widths)
    columns = [
        Column("half_width", "half width", widths),
        Column("converged", "converged", [float(one.outcomes.mean()) for one in seen]),
        Column("dimension", "dimension", [one.dimension for one in seen]),
        Column("shuffled", "shuffled", [one.control for one in seen]),
    ]
    facts = {"rate": centre[0], "margin": centre[1], "steps": steps, "cells": cells, "seed": seed}
    said = [f"around rate {centre[0]:g}, margin {centre[1]:.6g}; {cells} x {cells} cells"]
    write_figure(figure, lambda: _draw(seen, cells))
    show(Table("The border of learning under a lens", columns, facts, said), json)


def _seen(look: "Callable[[float], Window]", widths: list[float]) -> "list[Window]":
    """Look through all windows, the widest first."""
    seen: list[Window] = []
    try:
        with point_bar(len(widths)) as advance:
            for one in interruptible(map(look, widths)):
                seen.append(one)
                said = f"half width {one.half_width:.2g}: dimension {one.dimension:.2f}"
                advance(len(seen), said)
    except KeyboardInterrupt:
        leave(f"stopped after {len(seen)} of {len(widths)} windows")
    return seen


def _draw(seen: "list[Window]", cells: int) -> "Figure":
    import numpy as np

    from basinet import viz

    places = list(range(cells))
    return viz.heat_maps(
        [
            ("half width", [f"{one.half_width:.1e}" for one in seen]),
            ("rate, by cells of a window", places),
            ("margin, by cells of a window", places),
        ],
        np.stack([one.outcomes for one in seen]).astype(float),
        name="ended",
    )
