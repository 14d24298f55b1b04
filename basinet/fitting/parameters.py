"""The parameters of an estimator: its own, and the fields of the learner or memory that it holds.

scikit-learn's searches set `learner__rate` on the estimator, and `learner__teaching__margin` for
a field of a part. A learner is frozen, so that setting one of its fields replaces it by another
learner.
"""

from dataclasses import fields, replace
from typing import Any

import equinox as eqx

from basinet._closest import close


def parameters(
    owner: Any, own: tuple[str, ...], learner: Any, *, deep: bool, held: str = "learner"
) -> dict[str, Any]:
    """Return an estimator's parameters under the names that `change` takes.

    Args:
        owner: the estimator.
        own: the names of its own parameters.
        learner: the learner in use.
        deep: whether the fields of the learner are included, as `learner__<field>`, and those of
            its parts, as `learner__<part>__<field>`.
        held: the name of the parameter that holds the learner.
    """
    values = {name: getattr(owner, name) for name in own}
    if deep and isinstance(learner, eqx.Module):
        values |= _below(held, learner)
    return values


def change(owner: Any, learner: Any, given: dict[str, Any], *, held: str = "learner") -> None:
    """Set parameters of an estimator; those of the learner replace it by one with the new fields.

    Args:
        owner: the estimator, whose `get_params` names what is known.
        learner: the learner in use; what is none has no fields, and `fit` says so.
        given: the new values.
        held: the name of the parameter that holds the learner.

    Raises:
        ValueError: when a parameter is unknown or a value is out of range.
    """
    nested = {name: value for name, value in given.items() if name.startswith(f"{held}__")}
    known = owner.get_params()
    for name in given.keys() - nested.keys():
        _check_known(owner, name, known)
    if isinstance(given.get(held), eqx.Module):
        learner = given[held]
    own = {name: value for name, value in known.items() if not name.startswith(f"{held}__")}
    # A part first and then its fields, where both are given: the part may be of another kind.
    for name in sorted(nested, key=lambda name: name.count("__")):
        _check_known(owner, name, own | _below(held, learner))
        learner = _with(learner, name.split("__")[1:], nested[name])
    for name in given.keys() - nested.keys():
        setattr(owner, name, given[name])
    if nested:
        setattr(owner, held, learner)


def _check_known(owner: Any, name: str, known: dict[str, Any]) -> None:
    if name not in known:
        raise ValueError(
            f"{type(owner).__name__} has no parameter {name!r}{close(name, known)}; the known ones"
            f" are {', '.join(known)}"
        )


def _below(path: str, part: Any) -> dict[str, Any]:
    """The fields of a learner or of a part, and those of its parts."""
    values: dict[str, Any] = {}
    for field in fields(part) if isinstance(part, eqx.Module) else ():
        value = getattr(part, field.name)
        values[f"{path}__{field.name}"] = value
        if isinstance(value, eqx.Module):
            values |= _below(f"{path}__{field.name}", value)
    return values


def _with(part: Any, path: list[str], value: Any) -> Any:
    """Return a learner or a part with another value in a field, or in a field of a part."""
    name, *rest = path
    return replace(part, **{name: _with(getattr(part, name), rest, value) if rest else value})
