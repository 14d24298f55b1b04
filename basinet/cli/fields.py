"""The fields of a learner, a part or a world: their defaults, and what they mean and may be."""

import inspect
import re
from dataclasses import MISSING, fields
from typing import Any

from basinet.cli.show import as_json, line


def show_fields(name: str, json: bool) -> None:
    """Print the fields of what has this name.

    Raises:
        ValueError: when there is no such learner or part.
    """
    entry = _found(name)
    kind, instance = (entry, None) if isinstance(entry, type) else (type(entry), entry)
    meanings = described(kind)
    rows = [
        {
            "field": field.name,
            "default": _default(field, instance),
            "meaning": meanings.get(field.name, ""),
        }
        for field in fields(kind)
    ]
    if json:
        as_json({"name": name, "fields": rows})
        return
    line(first_line(kind))
    widest = max((len(row["field"]) for row in rows), default=0)
    for row in rows:
        line(f"{row['field']:<{widest}}  = {row['default']}")
        if row["meaning"]:
            line(f"{'':<{widest}}    {row['meaning']}")


def first_line(kind: type) -> str:
    """Return the sentence that says what a class is."""
    return (inspect.getdoc(kind) or kind.__name__).splitlines()[0]


def described(kind: type) -> dict[str, str]:
    """Return what a class's docstring says of its attributes, each in one line."""
    _, _, attributes = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    last = ""
    for text in attributes.splitlines():
        if text and not text.startswith(" "):
            break  # the next section
        entry = re.match(r" {4}(\w+): (.*)", text)
        if entry:
            last = entry[1]
            found[last] = entry[2]
        elif last:
            found[last] = f"{found[last]} {text.strip()}".strip()
    return found


def _found(name: str) -> Any:
    from basinet import learners, memories
    from basinet._closest import close
    from basinet.learners import LEARNERS
    from basinet.own import announced
    from basinet.series.parts import PARTS as OF_SERIES
    from basinet.settings import find_learner
    from basinet.worlds import WORLDS

    parts = {**learners.PARTS, **memories.PARTS, **memories.MEMORIES, **OF_SERIES}
    if name in parts:
        return parts[name]
    if name in WORLDS:
        return WORLDS[name]
    known = [*LEARNERS, *announced()]
    if name in known or ":" in name:
        return find_learner(name)
    hint = close(name, ["learners", *known, *parts, *WORLDS])
    raise ValueError(
        f"there is nothing to say about {name!r}{hint}; expected"
        f" learners, one of {', '.join(known)}, a world such as kuramoto, or the name of a part"
        " such as RandomSubset"
    )


def _default(field: Any, instance: Any) -> str:
    import equinox as eqx

    from basinet.settings import spell

    value = field.default if instance is None else getattr(instance, field.name)
    if value is MISSING:
        return "(must be given)"
    return spell(value) if isinstance(value, eqx.Module) else repr(value)
