"""Which field of a learner or of a part a misspelt or misplaced name was perhaps to be."""

import inspect
from dataclasses import fields
from typing import Any

import equinox as eqx

from basinet._closest import close
from basinet.learners import PARTS


def meant(name: str, kind: type, instance: Any) -> str:
    """Say which field was perhaps meant: one of a part that has this name, or one spelt alike.

    Args:
        name: what is no field.
        kind: of the learner or part.
        instance: one of that kind with other values, or None.

    Returns:
        Words in parentheses after a space, empty where nothing is like it.
    """
    known = [field.name for field in fields(kind)]  # pyright: ignore[reportArgumentType]
    for outer in known:
        part = getattr(kind if instance is None else instance, outer, None)
        if isinstance(part, eqx.Module) and name in {inner.name for inner in fields(part)}:  # pyright: ignore[reportArgumentType]
            return f" (did you mean {outer}.{name}?)"
    return _elsewhere(name, kind, instance) or close(name, known)


def _elsewhere(name: str, kind: type, instance: Any) -> str:
    """Say of which other part, of this one's kind or of a field's, a field of this name is."""
    held = [getattr(kind if instance is None else instance, f.name, None) for f in fields(kind)]  # pyright: ignore[reportArgumentType]
    kinds = [type(part) for part in held if isinstance(part, eqx.Module)] + [kind]
    families = tuple(base for one in kinds for base in one.__bases__ if inspect.isabstract(base))
    owners = [
        other
        for other, part in PARTS.items()
        if issubclass(part, families) and name in {field.name for field in fields(part)}
    ]
    return f" ({name} is a field of {' and '.join(owners)})" if owners else ""
