"""What people see of values, classes and errors: what is not as it would be anyway, and types."""

import inspect
from dataclasses import MISSING, fields
from typing import Any


def short(value: Any) -> str:
    """Return the text that constructs a value of a dataclass, without what is as by default.

    Args:
        value: with fields of plain values or of further such values.
    """
    shown = []
    for field in fields(value):
        found = getattr(value, field.name)
        if field.repr and not _is_default(found, field.default):
            shown.append(f"{field.name}={found!r}")
    return f"{type(value).__name__}({', '.join(shown)})"


def brief(text: str, most: int = 1500) -> str:
    """Return a text of bounded length: begin and end are kept, which name the file and the remedy.

    What an error says may hold a value from a file, and that may be of any length.
    """
    if len(text) <= most:
        return text
    return f"{text[: most - 400]} ... {text[-400:]}"


def say_types(kind: type) -> None:
    """Put the types of fields into the signature of a class, where converters hide them.

    Equinox says `Any` of a field with a converter; what is checked does not change.
    """
    types = {field.name: field.type for field in fields(kind)}  # pyright: ignore[reportArgumentType]
    init: Any = kind.__init__  # pyright: ignore[reportGeneralTypeIssues]
    signature = inspect.signature(init)
    said = [
        parameter.replace(annotation=types.get(parameter.name, parameter.annotation))
        for parameter in signature.parameters.values()
    ]
    init.__signature__ = signature.replace(parameters=said)


def _is_default(value: Any, default: Any) -> bool:
    """Whether two values are alike; arrays, and what JAX traces, never are."""
    if default is MISSING or type(value) is not type(default):
        return False
    if hasattr(value, "dtype"):
        return False
    try:
        return value is default or bool(value == default)
    except Exception:  # what is traced has no truth
        return False


def on_one_line(text: str) -> str:
    """Return text without line ends; what a terminal would obey is written out.

    Names and values in a file that somebody else made may hold any sign.
    """
    line = " ".join(text.split())
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)
