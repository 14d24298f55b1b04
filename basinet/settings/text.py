"""Learners as text and back: the one spelling that command line, TOML and JSON share.

The fields of a learner are plain values: numbers, tuples of numbers, or parts such as an update
rule, written as they are constructed: `RandomSubset(fraction=0.85)`. Text is parsed, never run.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

import equinox as eqx
import jax
import numpy as np

from basinet._closest import close
from basinet.data import ENCODERS, AbstractEncoder
from basinet.learners import LEARNERS, PARTS, AbstractLearner
from basinet.own import announced, find_own, how_to_name, own_name, parts_beside
from basinet.settings.kinds import is_of_kind
from basinet.settings.meant import meant
from basinet.settings.spelling import expression, wrong_inside

Made = TypeVar("Made")

_ENCODERS = {kind.__name__: kind for kind in ENCODERS.values()}


def describe(settings: Any, names: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the fields of a learner, or those of these names, as JSON and TOML can hold them."""
    chosen = [field.name for field in fields(settings)] if names is None else names
    return {name: _plain(getattr(settings, name)) for name in chosen}


def make(
    kind: type[Made] | Made,
    values: Mapping[str, Any],
    parts: Mapping[str, type[eqx.Module]] = PARTS,
) -> Made:
    """Return a learner or a part from the values of some of its fields.

    Args:
        kind: its class, whose defaults fill up what is not given, or an instance of it that does.
        values: field name -> value; a string is read as `describe` would have written it. A name
            with dots is a field of a part, such as `teaching.margin`.
        parts: what a string may construct.

    Raises:
        ValueError: when a field is unknown (the known ones are named) or a value is not allowed.
    """
    made, instance = (kind, None) if isinstance(kind, type) else (type(kind), kind)
    known = {field.name: field for field in fields(made)}  # pyright: ignore[reportArgumentType]
    whole = {name: value for name, value in values.items() if "." not in name}
    inside: dict[str, dict[str, Any]] = {}
    for name in values.keys() - whole.keys():
        part, _, rest = name.partition(".")
        inside.setdefault(part, {})[rest] = values[name]
    for name in (*whole, *inside):
        if name not in known:
            raise ValueError(
                f"{made.__name__} has no field {name!r}{meant(name, made, instance)};"
                f" its fields are {', '.join(known)}"
            )
    given = {} if instance is None else {name: getattr(instance, name) for name in known}
    parts = {**parts, **parts_beside(made)}
    given |= {name: _read(name, value, known[name], parts) for name, value in whole.items()}
    for name, below in inside.items():
        part = given.get(name, known[name].default)
        if not isinstance(part, eqx.Module):
            raise ValueError(f"{name} is {part!r}, which has no field {next(iter(below))!r}")
        given[name] = make(part, below, parts)
    lacking = [
        name
        for name, field in known.items()
        if name not in given and field.default is MISSING and field.default_factory is MISSING
    ]
    if lacking:
        raise ValueError(f"{made.__name__} needs {', '.join(lacking)}")
    try:
        new = made(**given)
    except ValueError:
        raise
    except Exception:  # it believed that a value is of its field's kind
        _refuse_other_kinds(given, known, made, parts)
        raise
    _refuse_other_kinds(given, known, made, parts)
    return new  # pyright: ignore[reportReturnType]


def _refuse_other_kinds(
    given: Mapping[str, Any], known: Mapping[str, Field], made: type, parts: Mapping[str, type]
) -> None:
    for name, value in given.items():
        if not is_of_kind(value, made, name):
            raise ValueError(f"{name} is {value!r}; expected {_expected(known[name], parts)}")


def learner(name: str, **fields: Any) -> AbstractLearner:
    """Return a learner by its name, with some of its fields changed.

    Args:
        name: from `basinet info learners`, such as "error-steered"; or `module:Class`.
        fields: field name -> value.

    Raises:
        ValueError: when there is no such learner or field, or a value is not allowed.
    """
    return make(find_learner(name), fields)


def find_learner(name: str) -> type[AbstractLearner] | AbstractLearner:
    """Return what a name stands for: a class with its defaults, or a reference setting of one.

    Args:
        name: one of `LEARNERS`, one that an installed package announces, or `module:Class` of a
            module that has been imported.

    Raises:
        ValueError: when there is no learner of that name.
    """
    if isinstance(name, str) and name in LEARNERS:
        return LEARNERS[name]
    own = find_own(name) if isinstance(name, str) else None
    if own is not None:
        return own
    if isinstance(name, str) and ":" in name:
        raise ValueError(how_to_name(name))
    known = [*LEARNERS, *announced()]
    said = f"there is no learner {name!r}{close(str(name), known)}"
    raise ValueError(f"{said}; the learners are {', '.join(known)}")


def name_of(learner: AbstractLearner) -> str:
    """Return the name by which `find_learner` finds a learner's class.

    Of the reference settings of a class it is the one that is most like it; for a class of
    somebody's own it is that of its entry point, or `module:Class`.
    """
    entries = {
        name: entry
        for name, entry in LEARNERS.items()
        if entry is type(learner) or type(entry) is type(learner)
    }
    if not entries:
        return own_name(type(learner))

    def likeness(name: str) -> int:
        entry = entries[name]
        return sum(
            type(getattr(learner, field.name)) is type(getattr(entry, field.name, field.default))
            for field in fields(type(learner))  # pyright: ignore[reportArgumentType]
        )

    return max(entries, key=likeness)


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
    node = expression(text, parts)
    made = None if node is None else _evaluate(node, parts)
    if not isinstance(made, tuple(parts.values())):
        head = text.partition("(")[0].strip()
        known = head if head in parts else f"one of {', '.join(parts)}"
        said = f"{name} is {text!r}{close(head, parts)}; expected {known}"
        raise ValueError(f"{said}, with its fields in parentheses: numbers or other parts")
    return made


def read_encoder(text: str) -> AbstractEncoder:
    """Return the encoder that a text such as `binarise` or `Binarise(threshold=0.3)` names.

    Raises:
        ValueError: when there is no such encoder or a field is wrong.
    """
    if text in ENCODERS:
        return ENCODERS[text]()
    node = expression(text, _ENCODERS)
    encoder = None if node is None else _evaluate(node, _ENCODERS)
    if not isinstance(encoder, AbstractEncoder):
        raise ValueError(
            f"encoder is {text!r}{close(text, [*ENCODERS, *_ENCODERS])}; expected one of"
            f" {', '.join(ENCODERS)}, or an encoder with its"
            f" fields such as {spell(ENCODERS['binarise']())}"
        )
    return encoder


def _spelled(value: Any) -> str:
    """The text of a value inside the parentheses of a part."""
    if isinstance(value, eqx.Module | AbstractEncoder):
        return spell(value)
    if isinstance(value, tuple):
        return f"({''.join(f'{_spelled(part)}, ' for part in value)})"
    return repr(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, eqx.Module | AbstractEncoder):
        return spell(value)
    if isinstance(value, jax.Array | np.generic):
        return value.item()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _read(name: str, value: Any, field: Field, parts: Mapping[str, type]) -> Any:
    if isinstance(value, list):
        return tuple(_read(name, part, field, parts) for part in value)
    if not isinstance(value, str):
        return value
    if isinstance(field.default, str):
        return value
    if isinstance(field.default, AbstractEncoder):
        return read_encoder(value)
    node = expression(value, parts)
    if node is None:
        inside, wrong, field = wrong_inside(value, field, parts)
        where = f", where {inside} is {wrong!r}" if inside else ""
        hint = close(wrong.partition("(")[0].strip(), parts)
        raise ValueError(f"{name} is {value!r}{where}{hint}; expected {_expected(field, parts)}")
    return _evaluate(node, parts)


def _expected(field: Field, parts: Mapping[str, type]) -> str:
    """Say what kind of value a field takes, from what its default is."""
    if not isinstance(field.default, eqx.Module):
        example = "" if field.default in (MISSING, None) else f" such as {field.default}"
        return f"a number{example}, or a tuple of numbers where the field takes one"
    family = type(field.default).__bases__[0]
    if family is eqx.Module:
        return f"{spell(field.default)} or one with other values"
    members = [name for name, part in parts.items() if issubclass(part, family)]
    return f"one of {', '.join(members)}, with its fields in parentheses"


def _evaluate(node: ast.expr, parts: Mapping[str, type]) -> Any:
    """The value of an expression that is a spelling."""
    match node:
        case ast.Name(id=part):
            return make(parts[part], {})
        case ast.Call(func=ast.Name(id=part), args=args, keywords=keywords):
            given = {str(item.arg): _evaluate(item.value, parts) for item in keywords}
            ordered = _in_order(parts[part], args, parts)
            if twice := ordered.keys() & given.keys():
                raise ValueError(f"{part} is given its {min(twice)} twice; leave out one of them")
            return make(parts[part], ordered | given)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return tuple(_evaluate(element, parts) for element in elements)
    return ast.literal_eval(node)


def _in_order(kind: type, args: list[ast.expr], parts: Mapping[str, type]) -> dict[str, Any]:
    """The values of fields that stand without their names, in the order of the fields."""
    names = [field.name for field in fields(kind)]  # pyright: ignore[reportArgumentType]
    if len(args) > len(names):
        has = f"the field{'s' * (len(names) > 1)} {', '.join(names)}" if names else "no field"
        raise ValueError(f"{kind.__name__} has {has}, and {len(args)} values are given")
    return {name: _evaluate(value, parts) for name, value in zip(names, args, strict=False)}
