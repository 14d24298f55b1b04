"""What the files hold that a sweep reads: a description is of their content, not of their names."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from basinet.data import content
from basinet.folders import read, read_toml

Described = TypeVar("Described")

CONTENTS = "contents"
"""The table of a description in which the checksums of files stand."""

REMEDY = (
    "restore a copy of it; or, if the data are as they were, empty it and give the command that"
    " made it again, which keeps what is finished"
)
"""What to do about a damaged description: results are named by all that decides them."""


def read_kept(read_file: Callable[[Path], Described], file: Path) -> Described:
    """Return what a description says, or say what to do where it is damaged.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is damaged.
    """
    try:
        return read_file(file)
    except ValueError as error:
        raise ValueError(f"{error}; {REMEDY}") from error


def is_empty(file: Path) -> bool:
    """Whether a description was emptied, to be written anew."""
    return not file.read_bytes().strip()


def refuse_changed(there: Mapping[str, Any], where: Path) -> None:
    """Refuse data files whose content is not the one that was described.

    Args:
        there: the checksums of the description.
        where: the file that has them.

    Raises:
        ValueError: when a file has another content now; it is named.
    """
    for name, digest in there.items():
        if content(name) not in (digest, None):
            raise ValueError(
                f"{name} is not the file of which {where} has results: its content has changed;"
                " restore it, or begin anew"
            )


def refuse_other_contents(file: Path) -> None:
    """Refuse data files whose content is not the one that a description speaks of.

    Raises:
        ValueError: when one of them has changed, or the description is damaged.
    """
    there = (read(file) if file.suffix == ".json" else read_toml(file)).get(CONTENTS, {})
    if not isinstance(there, dict):
        raise ValueError(f"{file}: {CONTENTS} is {there!r}; expected a table of checksums")
    refuse_changed(there, file)
