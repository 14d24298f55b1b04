"""Learners as text and back: the one spelling that command line, TOML and JSON share.

The fields of a learner are plain values: numbers, tuples of numbers, or parts such as an update
rule, written as they are constructed: `RandomSubset(fraction=0.85)`. Text is parsed, never run.
"""

import ast
import difflib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

import equinox as eqx
import jax
import numpy as np

from basinet.data import ENCODERS, AbstractEncoder
from basinet.learners import PARTS

Made = TypeVar("Made")

_ENCODERS = {kind.__name__: kind for kind in ENCODERS.values()}


def describe(settings: Any) -> dict[str, Any]:
    """Return the fields of a learner as values that JSON and TOML can hold."""
    return {field.name: _plain(getattr(settings, field.name)) for field in fields(settings)}


def make(kind: type[Made], values: Mapping[str, Any]) -> Made:
    """Return an instance of a learner class from the values of some of its fields.

    Args:
        kind: the learner class.
        values: field name -> value; a string is read as `describe` would have written it.

    Raises:
        ValueError: when a field is unknown (the known ones are named) or a value is not allowed.
    """
    known = {field.name: field for field in fields(kind)}  # pyright: ignore[reportArgumentType]
    for name in values:
        if name not in known:
            raise ValueError(
                f"{kind.__name__} has no field {name!r}{_hint(name, list(known))};"
                f" its fields are {', '.join(known)}"
            )
    lacking = [
        name
        for name, field in known.items()
        if name not in values and field.default is MISSING and field.default_factory is MISSING
    ]
    if lacking:
        raise ValueError(f"{kind.__name__} needs {', '.join(lacking)}")
    return kind(**{name: _read(name, value, known[name]) for name, value in values.items()})


def spell(part: eqx.Module | AbstractEncoder) -> str:
    """Return a part or an encoder as the text that constructs it."""
    inside = (f"{field.name}={_spelled(getattr(part, field.name))}" for field in fields(part))  # pyright: ignore[reportArgumentType]
    return f"{type(part).__name__}({', '.join(inside)})"


def read_part(name: str, text: str, parts: Mapping[str, type]) -> Any:
    """Return the part that a text constructs, such as `Asynchronous(max_sweeps=300)`.

    Args:
        name: of the field, for the message.
        text: one of the parts, with fields in parentheses or without.
        parts: the parts that are allowed, by their names.

    Raises:
        ValueError: when it is none of them or a field is wrong.
    """
    expression = _expression(text, parts)
    made = None if expression is None else _evaluate(expression, parts)
    if not isinstance(made, tuple(parts.values())):
        raise ValueError(
            f"{name} is {text!r}; expected one of {', '.join(parts)}, with its fields in"
            " parentheses"
        )
    return made


def read_encoder(text: str) -> AbstractEncoder:
    """Return the encoder that a text such as `binarise` or `Binarise(threshold=0.3)` names.

    Raises:
        ValueError: when there is no such encoder or a field is wrong.
    """
    if text in ENCODERS:
        return ENCODERS[text]()
    expression = _expression(text, _ENCODERS)
    encoder = None if expression is None else _evaluate(expression, _ENCODERS)
    if not isinstance(encoder, AbstractEncoder):
        raise ValueError(
            f"encoder is {text!r}; expected one of {', '.join(ENCODERS)}, or an encoder with its"
            f" fields such as {spell(ENCODERS['binarise']())}"
        )
    return encoder


def _spelled(value: Any) -> str:
    """The text of a value inside the parentheses of a part."""
    if isinstance(value, eqx.Module):
        return spell(value)
    if isinstance(value, tuple):
        return f"({''.join(f'{_spelled(part)}, ' for part in value)})"
    return repr(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, eqx.Module):
        return spell(value)
    if isinstance(value, jax.Array | np.generic):
        return value.item()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _read(name: str, value: Any, field: Field) -> Any:
    if isinstance(value, list):
        return tuple(_read(name, part, field) for part in value)
    if not isinstance(value, str):
        return value
    expression = _expression(value, PARTS)
    if expression is None:
        raise ValueError(f"{name} is {value!r}; expected {_expected(field)}")
    return _evaluate(expression, PARTS)


def _expected(field: Field) -> str:
    """Say what kind of value a field takes, from what its default is."""
    if not isinstance(field.default, eqx.Module):
        example = "" if field.default in (MISSING, None) else f" such as {field.default}"
        return f"a number{example}, or a tuple of numbers where the field takes one"
    family = type(field.default).__bases__[0]
    if family is eqx.Module:
        return f"{spell(field.default)} or one with other values"
    members = [name for name, part in PARTS.items() if issubclass(part, family)]
    return f"one of {', '.join(members)}, with its fields in parentheses"


def _expression(text: str, parts: Mapping[str, type]) -> ast.expr | None:
    """Return the expression that a text is, or None where it is no spelling of a value."""
    try:
        expression = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):  # the last two: too nested
        return None
    return expression if _is_spelling(expression, parts) else None


def _is_spelling(node: ast.expr, parts: Mapping[str, type]) -> bool:
    """Whether an expression consists of numbers, None, tuples and known parts."""
    match node:
        case ast.Constant(value=None | bool() | int() | float()):
            return True
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=int() | float())):
            return True
        case ast.Name(id=part):
            return part in parts
        case ast.Call(func=ast.Name(id=part), args=[], keywords=keywords):
            return part in parts and all(_is_spelling(k.value, parts) for k in keywords)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return all(_is_spelling(element, parts) for element in elements)
    return False


def _evaluate(node: ast.expr, parts: Mapping[str, type]) -> Any:
    """The value of an expression that is a spelling."""
    match node:
        case ast.Name(id=part):
            return make(parts[part], {})
        case ast.Call(func=ast.Name(id=part), keywords=keywords):
            given = {str(item.arg): _evaluate(item.value, parts) for item in keywords}
            return make(parts[part], given)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return tuple(_evaluate(element, parts) for element in elements)
    return ast.literal_eval(node)


def _hint(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]}?)" if close else ""
