"""The values of JSON and TOML files; what is wrong with one is said with its name."""

import json
import math
import stat
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from basinet._short import on_one_line
from basinet.folders.layout import laid_out
from basinet.folders.sealing import sealed, unsealed

_WORDS = {
    dict: "a table",
    list: "a list",
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def is_kept(path: Path, remedy: str) -> bool:
    """Return whether a file is there, so that what it keeps need not be computed.

    Raises:
        ValueError: when there is something else, such as a folder or a link that leads nowhere;
            what is computed could not be kept.
        OSError: when nobody can tell, as in a folder that may not be read.
    """
    try:
        if stat.S_ISREG(path.stat().st_mode):
            return True
    except (FileNotFoundError, NotADirectoryError):
        if not path.is_symlink():
            return False
    raise ValueError(f"{path} is no file; {remedy}")


def read(
    path: Path, needs: Mapping[str, type | tuple[type, ...]] | None = None, remedy: str = ""
) -> dict[str, Any]:
    """Return the values that a JSON or TOML file names; nothing in it is executed.

    Checksums at its end are compared, and left out.

    Args:
        path: the file; what ends in `.toml` is read as TOML, all else as JSON.
        needs: names that must be there, and of which kind their values are.
        remedy: what to do where the file is damaged.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is damaged or lacks a value; it names the file and what is wrong.
    """
    toml = path.suffix == ".toml"
    values = _parsed(path, unsealed(path, path.read_bytes(), remedy), remedy, toml=toml)
    for name, allowed in (needs or {}).items():
        kinds = allowed if isinstance(allowed, tuple) else (allowed,)
        if name not in values:
            raise _damaged(path, f"it lacks {name!r}", remedy)
        # True and False are whole numbers to Python, and to nobody else.
        found = values[name]
        if not isinstance(found, kinds) or (isinstance(found, bool) and bool not in kinds):
            expected = " or ".join(_WORDS.get(kind, kind.__name__) for kind in kinds)
            raise _damaged(path, f"{name} is {_short(found)}, not {expected}", remedy)
    return values


def read_toml(path: Path) -> dict[str, Any]:
    """Return the values in a TOML file, whatever its name ends in.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is not TOML, or says nothing; it names the file and what is wrong.
    """
    values = _parsed(path, path.read_bytes(), "", toml=True)
    if not values:  # whoever gave it a name did not mean the defaults
        raise ValueError(
            f"{path} says nothing: it is empty or cut off; write into it what is meant"
        )
    return values


def read_lines(path: Path, remedy: str = "") -> list[dict[str, Any]]:
    """Return what the lines of a file with JSON in each say.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is damaged; it names the file and what is wrong.
    """
    lines = path.read_bytes().splitlines()
    return [_parsed(path, line, remedy, toml=False) for line in lines]


def lines(rows: Iterable[dict[str, Any]]) -> str:
    """Return rows as text with JSON in each line; JSON has no number that is not finite."""
    return "".join(json.dumps(finite(row), allow_nan=False) + "\n" for row in rows)


def json_text(values: Mapping[str, Any]) -> str:
    """Return values as the text of a JSON file with checksums, which `read` compares."""
    return sealed(f"{laid_out(dict(values))}\n")


def one_line(error: Exception, most: int = 500) -> str:
    """Return what an error says in one line of some length: values of files may be of any."""
    said = on_one_line(str(error))
    return said if len(said) <= most else f"{said[: most - 3]}..."


def finite(value: Any) -> Any:
    """Return a value with None in the place of numbers that are not finite, as JSON needs it."""
    if isinstance(value, dict):
        return {name: finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _parsed(path: Path, content: bytes, remedy: str, *, toml: bool) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")
        # TOML knows no line ends of old Macs; the parser wants those of Unix or Windows.
        values = tomllib.loads(text.replace("\r\n", "\n")) if toml else json.loads(text)
    except RecursionError:
        raise _damaged(path, "it is nested too deeply", remedy) from None
    except (ValueError, OverflowError) as error:  # the decoders' errors are ValueErrors
        kind = "is not a TOML file" if toml else "is damaged: it is not JSON"
        reason = on_one_line(str(error))[:200]
        if isinstance(error, UnicodeDecodeError):
            reason = f"byte {error.start} is no text in UTF-8"
        said = f"{path} {kind}: {reason}"
        raise ValueError(f"{said}; {remedy}" if remedy else said) from error
    if not isinstance(values, dict):
        raise _damaged(path, f"it holds {_short(values)}, not a table of names and values", remedy)
    return values


def _damaged(path: Path, reason: str, remedy: str) -> ValueError:
    said = f"{path} is damaged: {reason}"
    return ValueError(f"{said}; {remedy}" if remedy else said)


def _short(value: Any) -> str:
    try:
        text = repr(value)
    except (RecursionError, ValueError):
        return "something too long"
    return text if len(text) <= 60 else f"{text[:57]}..."
