"""Classes that were copied by value into another process, made whole again.

A class that a script or a notebook defines cannot be imported by the processes of a grid search.
joblib and Ray copy it: they make an empty class and set its attributes afterwards. Equinox looks
at the fields of a class when it is made, finds none, and then refuses every value. So the class is
made once more, from the attributes that the copy has by now.
"""

import dataclasses
import inspect
import sys
import types
import weakref
from collections.abc import Iterator, Mapping
from typing import Any

import equinox as eqx
import jax

_WHOLE: "weakref.WeakKeyDictionary[type, type]" = weakref.WeakKeyDictionary()
"""The class that was made anew of each copy."""

_COPY: "weakref.WeakKeyDictionary[type, type]" = weakref.WeakKeyDictionary()
"""The copy of each: it goes back to where it came from, which knows it by its mark."""

_GIVEN = ("__dict__", "__weakref__", "__dataclass_fields__", "__dataclass_params__", "__doc__")
"""Attributes that the making of a class gives it."""


def apart(module: eqx.Module) -> tuple[Any, ...]:
    """Return how a module is pickled: a function, its class and the values of its fields."""
    kind = type(module)
    return _together, (_COPY.get(kind, kind), dict(vars(module)))


def whole(value: Any) -> Any:
    """Return a value with every module in it of a whole class."""
    if isinstance(value, eqx.Module):
        return _together(type(value), vars(value))
    if isinstance(value, tuple):
        parts = [whole(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, list):
        return [whole(part) for part in value]
    if isinstance(value, dict):
        return {name: whole(part) for name, part in value.items()}
    return value


def whole_class(kind: type) -> type:
    """Return a class itself, or one made anew where it is a copy that Equinox does not know."""
    if kind in _WHOLE:
        return _WHOLE[kind]
    if not isinstance(kind, type) or not issubclass(kind, eqx.Module) or _is_whole(kind):
        return kind
    bases = tuple(whole_class(base) for base in kind.__bases__)
    meta: Any = type(kind)
    made = meta(kind.__name__, bases, _body(kind))
    _WHOLE[kind], _COPY[made] = made, kind
    for function in _functions(made):
        _mend(function, kind, made)
    return made


def _together(kind: type, values: Mapping[str, Any]) -> Any:
    """A module again, as it was: its values were checked when it was made."""
    module = object.__new__(whole_class(kind))
    for name, value in values.items():
        object.__setattr__(module, name, whole(value))
    return module


def _is_whole(kind: type) -> bool:
    """Whether the fields of a class survive a way through JAX, which knows them from Equinox."""
    if inspect.isabstract(kind):  # of which there are no instances to try it with
        return getattr(sys.modules.get(kind.__module__), kind.__name__, None) is kind
    names = {field.name for field in dataclasses.fields(kind)}  # pyright: ignore[reportArgumentType]
    probe = object.__new__(kind)
    for name in names:
        object.__setattr__(probe, name, 0)
    return names <= vars(jax.tree.map(lambda leaf: leaf, probe)).keys()


def _body(kind: type) -> dict[str, Any]:
    """What stood in the body of a class: its own attributes, with its fields as they were."""
    body = {name: value for name, value in vars(kind).items() if name not in _GIVEN}
    body["__doc__"] = kind.__doc__
    if _is_made(body.get("__init__")):
        del body["__init__"]
    own = body.get("__annotations__", {})
    for name, field in vars(kind).get("__dataclass_fields__", {}).items():
        if name in own and field._field_type is dataclasses._FIELD:  # pyright: ignore[reportAttributeAccessIssue]
            body[name] = _field(field)
            if body[name] is None:
                del body[name]
    return body


def _field(field: Any) -> Any:
    """A field as one writes it; None for one without a default or anything else to say."""
    # A copy of MISSING is another object than MISSING.
    given = {
        name: value
        for name in ("default", "default_factory")
        if not isinstance(value := getattr(field, name), type(dataclasses.MISSING))
    }
    if not given and not field.metadata and field.init:
        return None
    if "default" in given:
        given["default"] = whole(given["default"])
    plain = {"repr": field.repr, "hash": field.hash, "compare": field.compare}
    return dataclasses.field(**given, **plain, init=field.init, metadata=dict(field.metadata))


def _is_made(function: Any) -> bool:
    """Whether a function was written by `dataclasses` and not by a person."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_filename == "<string>"


def _functions(kind: type) -> Iterator[types.FunctionType]:
    for value in vars(kind).values():
        if isinstance(value, property):
            parts: tuple[Any, ...] = (value.fget, value.fset)
        else:
            parts = (getattr(value, "__func__", getattr(value, "__wrapped__", value)),)
        for part in parts:
            if isinstance(part, types.FunctionType):
                yield part


def _mend(function: types.FunctionType, copy: type, made: type) -> None:
    """Let a function mean whole classes by the names that it uses."""
    for name, value in list(function.__globals__.items()):
        if value is copy:
            function.__globals__[name] = made
        elif isinstance(value, type) and issubclass(value, eqx.Module):
            function.__globals__[name] = whole_class(value)
    for cell in function.__closure__ or ():
        if cell.cell_contents is copy:  # the class that `super()` stands for
            cell.cell_contents = made
