"""The last values of an orbit at each value of a parameter, for a bifurcation figure."""

from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Array, Float

from basinet.rates import AbstractForcing, AbstractStepper, Circuit, Ending, record


def bifurcation(
    circuit_at: Callable[[float], Circuit],
    values: Float[np.ndarray, " parameters"],
    stepper: AbstractStepper,
    forcing: AbstractForcing,
    start: Any,
    observe: Callable[[Any], Array],
    *,
    dt: float = 1.0,
    steps: int = 200,
    transient: int = 2000,
) -> Float[np.ndarray, "steps parameters"]:
    """Return what is observed of the last steps at each value; `viz.orbits` draws it.

    Every orbit begins at the same start. Where it leaves all bounds there is NaN.

    Args:
        circuit_at: the circuit at a value; circuits that differ in numbers alone compile once.
        values: of the parameter.
        stepper: how a step is taken.
        forcing: the external field.
        start: one state, a batch of one.
        observe: from a state to one number, the same function for all values.
        dt: the length of a step.
        steps: steps that are kept.
        transient: steps before them.
    """
    columns = []
    for value in values:
        settings = {"dt": dt, "steps": transient + steps}
        found = record(circuit_at(float(value)), stepper, forcing, start, observe, **settings)
        seen = np.asarray(found.seen, float).reshape(transient + steps, -1)[transient:, 0]
        gone = int(found.ending[0]) == Ending.DIVERGED
        columns.append(np.full(steps, np.nan) if gone else seen)
    return np.stack(columns, axis=1)
