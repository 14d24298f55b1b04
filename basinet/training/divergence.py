"""Learning that goes wrong: found in its epoch, and said with what to lower."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool

from basinet.learners import AbstractLearner
from basinet.learners.steered import ByError
from basinet.training.epochs import Epoch

LEAST_NEAR = 2e-3
"""The share of neurons near their threshold below which an error that steers reaches nobody."""

VAST_LOSS = 1e15
"""The mean loss beyond which learning has diverged, finite or not: targets are of order one."""

GROWTH = 1e3
"""How many times the loss that there was at first, or 1 where that is less, counts as divergence.

Guessing costs about 1 in every measure of loss here, ln C or the half square of a target.
"""


@final
class DivergedError(FloatingPointError):
    """A number of what is learnt is no longer finite, or the loss is beyond all use."""


def diverged(epoch: Epoch, history: Sequence[Mapping[str, Any]] = ()) -> bool:
    """Return whether an epoch's state or means are not finite, or its mean loss is beyond all use.

    Args:
        epoch: that has ended.
        history: of the epochs before, from the first; a first epoch is compared with its own loss
            before any step.
    """
    if not all(np.isfinite(value) for value in epoch.info.values()) or _vast(epoch, history):
        return True
    return not bool(_all_finite(eqx.filter(epoch.state, eqx.is_inexact_array)))


def refuse_divergence(
    learner: AbstractLearner, epoch: Epoch, history: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Raise DivergedError with what to lower where an epoch diverged, see `diverged`."""
    if diverged(epoch, history):
        raise DivergedError(
            f"the learning diverged in epoch {epoch.number}: {said_of(learner, epoch, history)}"
        )


def stuck(learner: AbstractLearner, info: Mapping[str, float | int]) -> str | None:
    """Return what is wrong where nothing learns any more although all numbers are finite.

    Args:
        learner: what learns.
        info: the means over an epoch.

    Returns:
        A sentence where the error steers and hardly a neuron is near its threshold; else None.
    """
    steered_by_error = isinstance(getattr(learner, "teaching", None), ByError)
    if not steered_by_error or info.get("unstable", 1.0) >= LEAST_NEAR:
        return None
    rates = ", ".join(f"{name} (now {value})" for name, value in _rates("", learner))
    return (
        f"only {info['unstable']:.1e} of the neurons are near their threshold, and no others learn:"
        f" the weights have grown too far; lower {rates}"
    )


def said_of(
    learner: AbstractLearner, epoch: Epoch, history: Sequence[Mapping[str, Any]] = ()
) -> str:
    """Return what is wrong with a learner that diverged in an epoch, and which fields to lower."""
    rates = ", ".join(f"{name} (now {value})" for name, value in _rates("", learner))
    lower = f"lower {rates}" if rates else "take smaller steps"
    wrong = "a number of its state is no longer finite"
    if _vast(epoch, history):
        first = _first(epoch, history)
        wrong = f"its loss is {epoch.info['loss']:.1e}"
        wrong += "" if first is None else f", at first {first:.1e}"
    return f"{wrong}; {lower}, or scale features that are very large"


def _vast(epoch: Epoch, history: Sequence[Mapping[str, Any]]) -> bool:
    first = _first(epoch, history)
    most = VAST_LOSS if first is None else min(VAST_LOSS, GROWTH * max(1.0, first))
    return most < epoch.info.get("loss", 0.0) < np.inf


def _first(epoch: Epoch, history: Sequence[Mapping[str, Any]]) -> float | None:
    """The loss at first: before any step, or over the first epoch where that was before."""
    first = epoch.first_loss if epoch.number == 1 else next(iter(history), {}).get("loss")
    return first if isinstance(first, float) and np.isfinite(first) else None


def _rates(path: str, part: Any) -> list[tuple[str, str]]:
    """The fields of a learner and of its parts that are step sizes, as far as they are not 0."""
    found = []
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, eqx.Module):
            found += _rates(f"{path}{field.name}.", value)
        elif "rate" in field.name:
            sizes = value if isinstance(value, tuple) else (value,)
            if any(isinstance(size, float) and size > 0 for size in sizes):
                found.append((f"{path}{field.name}", ", ".join(f"{size:g}" for size in sizes)))
    return found


@eqx.filter_jit
def _all_finite(state: Any) -> Bool[Array, ""]:
    leaves = [jnp.all(jnp.isfinite(leaf)) for leaf in jax.tree.leaves(state)]
    return jnp.all(jnp.stack([jnp.asarray(True), *leaves]))
