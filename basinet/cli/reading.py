"""What is said of data on the command line: the options that read them, and what was read."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.show import remark

if TYPE_CHECKING:
    from basinet.data import Dataset

Label = Annotated[
    str | None,
    typer.Option(help="Column of the labels in a table, or name of their array; else the last."),
]
Test = Annotated[
    str | None,
    typer.Option(help="A file of the held-out samples, or a part of the data such as validation."),
]
Drop = Annotated[
    list[str] | None,
    typer.Option(metavar="COLUMN", help="A column of a table to leave aside; repeatable."),
]
Sep = Annotated[
    str | None,
    typer.Option(help="What stands between the columns of a table; else told from the file."),
]

Weight = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN",
        help="A column of a table, or an array, with the weight of each sample that is learnt.",
    ),
]


@contextmanager
def warned() -> Iterator[None]:
    """Say what is warned of inside in lines of the command, afterwards."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        yield
    for one in told:
        remark(f"warning: {one.message}")


def say_what_was_read(data: "Dataset") -> None:
    """Say in one line what was read, and warn of what is odd."""
    say(data.summary, data.odd)


def say(summary: str, odd: tuple[str, ...]) -> None:
    """Say what was read and what is odd of it."""
    remark(summary)
    for line in odd:
        remark(f"warning: {line}")
