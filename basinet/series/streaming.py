"""States of a reservoir, piece by piece, so that memory does not grow with the series."""

from collections.abc import Iterator
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Float

from basinet.rates import LeakyMap
from basinet.rates.medium import Medium

_NUMBERS = 1 << 22
"""Components of states at once: 16 MB."""

_LONGEST, _SHORTEST = 512, 16
"""Steps of a piece."""

TOGETHER = 64
"""Series that run side by side."""


class Piece(NamedTuple):
    """States of some series over some steps.

    Attributes:
        first: the number of the first step.
        states: `[steps, series, n]`, float32, one for each input.
        end: the states after the last step of the piece, `[series, n]`; of a series that ended
            before, the states after its own last step.
    """

    first: int
    states: Float[np.ndarray, "steps series n"]
    end: Float[np.ndarray, "series n"]


def pieces(
    medium: Medium,
    inputs: list[Float[np.ndarray, "_ features"]],
    start: Float[np.ndarray, "series n"] | None = None,
    *,
    begin: int = 0,
) -> Iterator[Piece]:
    """Yield the states of series that run side by side, piece by piece.

    A series that is shorter than others hears zeros behind its end; what it would do then is in no
    piece's `end`, and is not to be used.

    Args:
        medium: the reservoir.
        inputs: scaled inputs of each series, at most `TOGETHER` of them.
        start: where each begins; at rest if None.
        begin: the step to go on from, the first of a piece; `start` is then the state there.
    """
    lengths = np.array([len(one) for one in inputs])
    size = piece_length(medium.units, len(inputs), int(lengths.max()))
    now = np.asarray(medium.circuit.flow.rest(len(inputs)) if start is None else start, np.float32)
    for first in range(begin, int(lengths.max()), size):
        heard = np.zeros((size, len(inputs), inputs[0].shape[1]), np.float32)
        for number, one in enumerate(inputs):
            part = one[first : first + size]
            heard[: len(part), number] = part
        states = np.asarray(_states(medium, now, heard))
        last = np.clip(lengths - first, 0, size)
        ended = states[np.maximum(last, 1) - 1, np.arange(len(inputs))]
        now = np.where((last > 0)[:, None], ended, now)
        yield Piece(first, states[: int(lengths.max()) - first], now)


def piece_length(units: int, series: int, longest: int) -> int:
    """Return how many steps are made at once, a power of two."""
    most = min(_LONGEST, max(_SHORTEST, _NUMBERS // (units * series)))
    needed = 1 << max(0, longest - 1).bit_length()
    return max(1, min(1 << (most.bit_length() - 1), needed))


@jax.jit
def _states(
    medium: Medium, start: Float[Array, "series n"], heard: Float[Array, "steps series features"]
) -> Float[Array, "steps series n"]:
    """All states of a piece. Rates are bounded, so that nothing can diverge on the way."""
    steps, series, features = heard.shape
    flat = medium.inputs(heard.reshape(-1, features)) + medium.bias
    flow = medium.circuit.flow
    assert isinstance(flow, LeakyMap)

    def advance(state: Array, field: Array) -> tuple[Array, Array]:
        new = flow.map(state, medium.circuit.field(state, field))
        return new, new

    return jax.lax.scan(advance, start, flat.reshape(steps, series, -1))[1]
