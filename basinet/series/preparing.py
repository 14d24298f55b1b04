"""What an estimator for series is given, as what it means; and its measure of error."""

from typing import Any

import numpy as np
from jaxtyping import Float

from basinet.rates.checks import check_whole
from basinet.rates.medium import AbstractReservoir
from basinet.rates.readout import AbstractReadout, Ridge
from basinet.rates.reservoirs import EchoState
from basinet.series.learning import Fitted
from basinet.series.scaling import measured, scaler
from basinet.series.tables import Given, check_length


def begin(recipe: AbstractReservoir, encoder: Any, x: list[np.ndarray], seed: int) -> Fitted:
    """Return a network that has learnt nothing, for series such as these."""
    mean, scale = measured(scaler(encoder), np.concatenate(x) if len(x) > 1 else x[0])
    medium = recipe.build((x[0] - mean) * scale, seed)
    units = medium.units
    return Fitted(
        medium, mean, scale, np.zeros((units + 1, 0)), np.zeros((0, units)), np.zeros(units)
    )


def nrmse(
    answers: Float[np.ndarray, "steps targets"], wanted: Float[np.ndarray, "steps targets"]
) -> float:
    """Return sqrt(sum |answer - wanted|^2 / sum |wanted - mean|^2), over all targets.

    Raises:
        ValueError: when the targets do not vary.
    """
    spread = np.sum((wanted - wanted.mean(axis=0)) ** 2)
    if not spread > 0:
        raise ValueError("y does not vary, so that an error relative to its spread says nothing")
    return float(np.sqrt(np.sum((answers - wanted) ** 2) / spread))


def reservoir_of(given: Any) -> AbstractReservoir:
    """Return the network that a parameter means.

    Raises:
        ValueError: when it is none.
    """
    if given is None:
        return EchoState()
    if not isinstance(given, AbstractReservoir):
        raise ValueError(
            f"reservoir is {given!r}; it must be EchoState(...), Balanced(...) or DelayLine(...)"
        )
    return given


def readout_of(given: Any) -> AbstractReadout:
    """Return the readout that a parameter means.

    Raises:
        ValueError: when it is none.
    """
    if given is None:
        return Ridge()
    if not isinstance(given, AbstractReadout):
        raise ValueError(f"readout is {given!r}; it must be Ridge(...) or Delta(...)")
    return given


def washout_of(given: Any, x: list[np.ndarray]) -> int:
    """Return the steps that are not learnt.

    Raises:
        ValueError: when it is no whole number of at least 0.
    """
    if given is None:
        return min(100, min(map(len, x)) // 10)
    value = int(given) if isinstance(given, np.integer) else given
    check_whole("washout", value, 0)
    return value


def next_steps(given: Given) -> tuple[Given, list[np.ndarray]]:
    """Each series without its last step, and what follows each step."""
    check_length(given.series, 1)
    x = [one[:-1] for one in given.series]
    return Given(x, given.alone), [one[1:] for one in given.series]
