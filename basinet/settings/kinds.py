"""Whether a value is of the kind with which a field is annotated."""

import types
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import equinox as eqx
import jax
import numpy as np


def is_of_kind(value: Any, owner: type, name: str) -> bool:
    """Return whether a value can stand in a field, as far as its annotation says.

    A number may be any that is no truth value: how large it may be, and whether whole, says its
    owner. What the annotation leaves open is accepted.

    Args:
        value: what is given.
        owner: the class of the learner or part.
        name: of the field.
    """
    return _fits(value, _hints(owner).get(name, Any))


@lru_cache(maxsize=256)
def _hints(owner: type) -> Mapping[str, Any]:
    try:
        return get_type_hints(owner)
    except (NameError, TypeError, AttributeError):
        return {}  # somebody's own class, with names that only checkers know


def _fits(value: Any, kind: Any) -> bool:
    if get_origin(kind) in (Union, types.UnionType):
        return any(_fits(value, one) for one in get_args(kind))
    if get_origin(kind) is tuple:
        return isinstance(value, tuple) and _all_fit(value, get_args(kind))
    if kind in (int, float):
        return _is_number(value)
    if kind is None or kind is types.NoneType:
        return value is None
    if isinstance(kind, type) and issubclass(kind, eqx.Module | bool | str):
        return isinstance(value, kind)
    return True


def _all_fit(values: tuple[Any, ...], kinds: tuple[Any, ...]) -> bool:
    if kinds[1:] == (Ellipsis,):
        return all(_fits(value, kinds[0]) for value in values)
    return len(values) == len(kinds) and all(map(_fits, values, kinds))


def _is_number(value: Any) -> bool:
    plain = isinstance(value, int | float | np.number | jax.Array)
    return plain and not isinstance(value, bool | complex | np.complexfloating)
