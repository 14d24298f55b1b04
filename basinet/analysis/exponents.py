"""Lyapunov exponents: how fast small deviations grow along an orbit, direction by direction."""

from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from jaxtyping import Array, Float

from basinet.rates import AbstractForcing, AbstractStepper, Circuit
from basinet.rates.stepping import check, stepped, traced


class Exponents(NamedTuple):
    """The largest Lyapunov exponents of one orbit.

    Attributes:
        values: decreasing, per unit of time (per step, for maps).
        halves: the same from the first and from the second half of the orbit, `[2, exponents]`:
            what they differ by is what is not known.
    """

    values: Float[np.ndarray, " exponents"]
    halves: Float[np.ndarray, "2 exponents"]


def lyapunov(
    circuit: Circuit,
    stepper: AbstractStepper,
    forcing: AbstractForcing,
    start: Any,
    *,
    dt: float = 1.0,
    steps: int,
    transient: int = 0,
    exponents: int = 1,
    every: int = 1,
    seed: int = 0,
    tangents: Float[np.ndarray, "directions exponents"] | None = None,
) -> Exponents:
    """Return the largest Lyapunov exponents of an orbit.

    Tangent vectors are carried along by the derivative of every step and made orthogonal again
    (Benettin et al. 1980). What is measured are the exponents of the map that the stepper makes of
    a flow; they approach those of the flow with the step.

    Args:
        circuit: the units and their couplings.
        stepper: how a step is taken.
        forcing: the external field.
        start: one state, a batch of one.
        dt: the length of a step.
        steps: steps that are measured, a multiple of `every`, at least two of them.
        transient: steps before them.
        exponents: how many.
        every: steps from one orthogonalisation to the next.
        seed: of the first tangent vectors.
        tangents: these vectors themselves, as columns; random from the seed if None. Of a short
            orbit the exponents depend on them.

    Raises:
        ValueError: when the start is a batch of several, a number is out of range, or the orbit
            leaves all bounds.
    """
    check(circuit, stepper, dt, steps)
    flat, _ = ravel_pytree(start)
    leading = {leaf.shape[0] for leaf in jax.tree.leaves(start)}
    if leading != {1}:
        raise ValueError(f"start is a batch of {leading}; expected a single state, a batch of 1")
    if not 1 <= exponents <= flat.size:
        raise ValueError(f"exponents is {exponents}; a state has {flat.size} directions")
    if every < 1 or steps % every or steps < 2 * every or transient < 0:
        raise ValueError(f"steps is {steps}; expected two times every = {every} or a multiple more")
    shape = flat.size, exponents
    first = np.random.default_rng(seed).normal(size=shape) if tangents is None else tangents
    if np.shape(first) != shape or not np.linalg.matrix_rank(first) == exponents:
        raise ValueError(
            f"tangents have shape {np.shape(first)}; expected {shape}, independent columns"
        )
    begun = jnp.asarray(np.linalg.qr(first)[0], flat.dtype)
    given = traced(circuit), stepper, traced(forcing), start, begun, jnp.asarray(dt, flat.dtype)
    logs = np.asarray(_growth(*given, steps // every, transient, every), float)
    if not np.isfinite(logs).all():
        raise ValueError(
            f"the orbit left all bounds in step {transient + every * _first(logs)}; take a smaller"
            " dt or weaker couplings"
        )
    half, time = len(logs) // 2, every * dt
    parts = np.stack([logs[:half].mean(axis=0), logs[half:].mean(axis=0)]) / time
    order = np.argsort(-logs.mean(axis=0))
    return Exponents((logs.mean(axis=0) / time)[order], parts[:, order])


def _first(logs: np.ndarray) -> int:
    return int(np.argmax(~np.isfinite(logs).all(axis=1))) + 1


@eqx.filter_jit
def _growth(circuit, stepper, forcing, start, tangents, dt, times, transient, every) -> Array:
    first, back = ravel_pytree(start)

    def map_of(step: Array) -> Any:
        def advance(flat: Array) -> Array:
            return ravel_pytree(stepped(circuit, stepper, forcing, back(flat), step, dt))[0]

        return advance

    def before(step: Array, flat: Array) -> Array:
        return map_of(step)(flat)

    def carried(number: Array, at: Any) -> Any:
        flat, vectors, step = at
        del number
        new, push = jax.linearize(map_of(step), flat)
        return new, jax.vmap(push, 1, 1)(vectors), step + 1

    def stretch(at: Any, _: None) -> Any:
        flat, vectors, step = jax.lax.fori_loop(0, every, carried, at)
        vectors, r = jnp.linalg.qr(vectors)
        return (flat, vectors, step), jnp.log(jnp.abs(jnp.diagonal(r)))

    begun = jax.lax.fori_loop(0, transient, before, first)
    return jax.lax.scan(stretch, (begun, tangents, jnp.asarray(transient)), None, times)[1]
