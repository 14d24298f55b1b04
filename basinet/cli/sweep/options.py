"""Arguments and options that several commands of a sweep share."""

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a sweep.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Show = Annotated[str | None, typer.Option(help="The measured number; else the sweep's choice.")]
At = Annotated[
    list[str] | None,
    typer.Option(metavar="FIELD=VALUE", help="Show one value of an axis; repeatable."),
]
SHOWN = 10
"""Lines of a list, such as the points of the table at the end, before it is cut short."""
