"""`basinet sweep plot`: the figure of a sweep."""

import re
from pathlib import Path
from typing import Annotated

import typer

from basinet.cli.learner_from import LearnerFrom
from basinet.cli.show import as_json, line
from basinet.cli.sweep.drawing import draw
from basinet.cli.sweep.options import At, Folder, Json, Show


def plot(
    folder: Folder,
    show: Show = None,
    threshold: Annotated[float | None, typer.Option(help="A level to mark.")] = None,
    at: At = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(help="A number to draw beside it over one axis; repeatable."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A .png, .svg or .pdf file; else a .png in the folder.")
    ] = None,
    learner_from: LearnerFrom = None,
    json: Json = False,
) -> None:
    """Draw a measured number over the axes: curves, a phase diagram, or several of them."""
    del learner_from
    from basinet.sweeps import Store
    from basinet.sweeps.index import look

    store = Store(folder)
    described = store.read_sweep()
    shown_by_itself = show is None or show == described.show
    level = described.threshold if threshold is None and shown_by_itself else threshold
    path = folder / f"{_stem(show, at)}.png" if out is None else out
    draw(described, look(store), path, show=show, threshold=level, at=at, beside=beside)
    if json:
        as_json({"figure": str(path)})
    else:
        line(str(path))


def _stem(show: str | None, at: list[str] | None) -> str:
    """The name of a figure: a part of the grid, or another number, does not replace the whole."""
    words = [*([] if show is None else [show]), *(at or [])]
    return "-".join(["figure", *(re.sub(r"[^\w.=+-]+", "_", word) for word in words)])
