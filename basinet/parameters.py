"""The parameters of an estimator: its own, and the fields of the learner that it holds.

scikit-learn's searches set `learner__margin` on the estimator. A learner is frozen, so that
setting one of its fields replaces it by another learner.
"""

from dataclasses import fields, replace
from typing import Any

import equinox as eqx


def parameters(
    owner: Any, own: tuple[str, ...], learner: Any, *, deep: bool, held: str = "learner"
) -> dict[str, Any]:
    """Return an estimator's parameters under the names that `change` takes.

    Args:
        owner: the estimator.
        own: the names of its own parameters.
        learner: the learner in use.
        deep: whether the fields of the learner are included, as `learner__<field>`.
        held: the name of the parameter that holds the learner.
    """
    values = {name: getattr(owner, name) for name in own}
    if deep and isinstance(learner, eqx.Module):
        values |= {f"{held}__{f.name}": getattr(learner, f.name) for f in fields(learner)}
    return values


def change(owner: Any, learner: Any, given: dict[str, Any], held: str = "learner") -> None:
    """Set parameters of an estimator; those of the learner replace it by one with the new fields.

    Args:
        owner: the estimator, whose `get_params` names what is known.
        learner: the learner in use.
        given: the new values.
        held: the name of the parameter that holds the learner.

    Raises:
        ValueError: when a parameter is unknown or a value is out of range.
    """
    known = owner.get_params()
    for name in given:
        if name not in known:
            raise ValueError(
                f"{type(owner).__name__} has no parameter {name!r}; the known ones are"
                f" {', '.join(known)}"
            )
    nested = {name: value for name, value in given.items() if name.startswith(f"{held}__")}
    for name in given.keys() - nested.keys():
        setattr(owner, name, given[name])
    if nested:
        changed = {name.removeprefix(f"{held}__"): value for name, value in nested.items()}
        setattr(owner, held, replace(learner, **changed))
