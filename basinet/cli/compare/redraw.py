"""`basinet compare show`: the tables and the figure again, without running anything."""

from pathlib import Path
from typing import Annotated

import typer

from basinet.cli.compare.results import finish
from basinet.cli.show import remark


def show(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a comparison.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the tables of a comparison and draw its figure again, as far as cells are finished.

    Those cells count that were asked for last.
    """
    from basinet.compare import opened

    folder = opened(path)
    missing = len(set(folder.names) - set(folder.store.names()))
    if missing:
        remark(f"{missing} of {len(folder.names)} cells are missing")
    finish(folder, json)
