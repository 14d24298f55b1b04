"""The core of both estimators: a reservoir, scaled inputs, a readout that is learnt by pieces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet.rates import Iterate
from basinet.rates.forcing import Constant
from basinet.rates.leaky import LeakyMap
from basinet.rates.medium import Medium, mean_jacobian_radius, quick
from basinet.rates.readout import AbstractReadout
from basinet.rates.stepping import stepped
from basinet.series.streaming import TOGETHER, pieces

Table = Float[np.ndarray, "_ _"]
States = Float[np.ndarray, "_ n"]


@dataclass(frozen=True, eq=False)
class Fitted:
    """A reservoir with what its readout has learnt.

    Attributes:
        medium: the reservoir.
        mean: what is subtracted from each feature.
        scale: by what it is multiplied then.
        weights: of the readout, `[units + 1, targets]`, the bias in the last row.
        end: the states after the last step of each training series.
        slopes: the mean slope of each unit's transfer function while it learnt.
    """

    medium: Medium
    mean: Float[np.ndarray, " features"]
    scale: Float[np.ndarray, " features"]
    weights: Float[np.ndarray, "units_and_bias targets"]
    end: States
    slopes: Float[np.ndarray, " units"]

    def scaled(self, x: Table) -> Table:
        """Return features as inputs."""
        return (x - self.mean) * self.scale

    def read(self, states: Float[np.ndarray, "*steps n"]) -> Float[np.ndarray, "*steps targets"]:
        """Return the answers of the readout to states."""
        return np.asarray(states, float) @ self.weights[:-1] + self.weights[-1]

    def jacobian_radius(self) -> float:
        """Return the spectral radius of the mean Jacobian."""
        return mean_jacobian_radius(self.medium, self.slopes)


@dataclass(frozen=True, eq=False)
class Progress:
    """How far learning has come.

    Attributes:
        turn: the pass over the series, counted from 0.
        group: which series are under way.
        first: the step from which they go on.
        states: where they are.
        gathered: by the readout.
        ends: the states after each series that is done.
        slopes: the sum of slopes so far, in the first pass.
        moments: the number of moments in it.
    """

    turn: int
    group: int
    first: int
    states: States
    gathered: Any
    ends: list[States]
    slopes: Float[np.ndarray, " units"]
    moments: int


def learn(
    fitted: Fitted,
    readout: AbstractReadout,
    x: Sequence[Table],
    y: Sequence[Table],
    washout: int,
    after: Progress | None = None,
) -> Iterator[Progress]:
    """Learn the readout and yield after each piece; `finished` makes the result of the last one.

    Args:
        fitted: whose weights are not used.
        readout: what learns.
        x: features of each series.
        y: targets, one for each step.
        washout: steps at the beginning of each series that are not learnt.
        after: where to go on.
    """
    now = _begun(fitted, readout, x, y) if after is None else after
    groups, fitted = grouped(x), replace(fitted, medium=quick(fitted.medium))
    for turn in range(now.turn, readout.passes):
        for number in range(now.group, len(groups)):
            for later in _through(fitted, readout, groups[number], (x, y), washout, now):
                now = later
                yield now
            ends = now.ends if turn else [*now.ends, now.states]
            now = replace(now, group=number + 1, first=0, ends=ends)
        now = replace(now, turn=turn + 1, group=0)
    yield now


def finished(fitted: Fitted, readout: AbstractReadout, last: Progress) -> Fitted:
    """Return what was learnt when all passes are done."""
    weights = readout.solve(last.gathered)
    slopes = last.slopes / max(1, last.moments)
    return replace(fitted, weights=weights, end=np.concatenate(last.ends), slopes=slopes)


def grouped(x: Sequence[Table]) -> list[range]:
    """Return which series run side by side."""
    return [range(at, min(at + TOGETHER, len(x))) for at in range(0, len(x), TOGETHER)]


def run_through(
    fitted: Fitted, x: Sequence[Table], start: States | None
) -> Iterator[tuple[range, Any]]:
    """Yield the pieces of all series, with the numbers of those that run side by side."""
    medium = quick(fitted.medium)
    for group in grouped(x):
        inputs = [fitted.scaled(x[number]) for number in group]
        begin = None if start is None else start[group.start : group.stop]
        for piece in pieces(medium, inputs, begin):
            yield group, piece


def generate(fitted: Fitted, start: Float[np.ndarray, " n"], steps: int) -> Table:
    """Return what the network does when it hears its own answers, from a state.

    The first answer is read from the start itself.

    Raises:
        ValueError: when the answers leave all bounds; the message names the step.
    """
    given = (fitted.mean, fitted.scale, fitted.weights, start)
    single = [jnp.asarray(value, jnp.float32) for value in given]
    found = np.asarray(_free(fitted.medium, *single, steps), float)
    wrong = np.flatnonzero(~np.isfinite(found).all(axis=1))
    if len(wrong):
        raise ValueError(
            f"left to itself the network leaves all bounds in step {wrong[0] + 1} of {steps};"
            " learn with a larger penalty of Ridge or a smaller radius, or ask for fewer steps"
        )
    return found


@partial(jax.jit, static_argnames="steps")
def _free(medium, mean, scale, weights, start, steps) -> Float[Array, "steps targets"]:
    def step(state: Array, _: None) -> tuple[Array, Array]:
        answer = state @ weights[:-1] + weights[-1]
        forcing = Constant(medium.inputs((answer - mean) * scale) + medium.bias)
        return stepped(medium.circuit, Iterate(), forcing, state, jnp.asarray(0), 1.0), answer[0]

    return jax.lax.scan(step, start[None], None, steps)[1]


def _begun(
    fitted: Fitted, readout: AbstractReadout, x: Sequence[Table], y: Sequence[Table]
) -> Progress:
    del x
    units = fitted.medium.units
    nothing = readout.empty(units, y[0].shape[1])
    return Progress(0, 0, 0, np.zeros((0, units), np.float32), nothing, [], np.zeros(units), 0)


def _through(
    fitted: Fitted,
    readout: AbstractReadout,
    group: range,
    pairs: tuple[Sequence[Table], Sequence[Table]],
    washout: int,
    now: Progress,
) -> Iterator[Progress]:
    """Go through some series side by side, from where they are."""
    x, y = pairs
    inputs = [fitted.scaled(x[number]) for number in group]
    start = now.states if now.first else None
    for piece in pieces(fitted.medium, inputs, start, begin=now.first):
        gathered, slopes, moments = now.gathered, now.slopes, now.moments
        for place, number in enumerate(group):
            stop = min(piece.first + len(piece.states), len(x[number]))
            begin = max(piece.first, washout)
            if begin >= stop:
                continue
            seen = piece.states[begin - piece.first : stop - piece.first, place]
            gathered = readout.add(gathered, seen, y[number][begin:stop])
            if not now.turn:
                slopes = slopes + slopes_of(fitted.medium, seen)
                moments += len(seen)
        first = piece.first + len(piece.states)
        now = Progress(
            now.turn, group.start // TOGETHER, first, piece.end, gathered, now.ends, slopes, moments
        )
        yield now


def slopes_of(medium: Medium, states: Float[np.ndarray, "steps n"]) -> Float[np.ndarray, " n"]:
    """The sum of each unit's slopes at its activities, exact where the leak is 1."""
    flow = medium.circuit.flow
    assert isinstance(flow, LeakyMap)
    return np.asarray(flow.transfer.slope(states.astype(float))).sum(axis=0)
