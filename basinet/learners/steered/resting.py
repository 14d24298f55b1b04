"""The state that is read: at rest with the input, or held after the input has gone."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field, Key
from basinet.core import Configuration, Relaxation, constant, relax, silent, trace
from basinet.learners.steered.phases import AbstractClamping, InputClamped
from basinet.learners.steered.protocol import Circuit
from basinet.learners.steered.wiring import Wiring


def at_rest(
    state: Wiring,
    x: Float[Array, "batch features"],
    free_phase: AbstractClamping,
    circuit: Circuit,
    key: Key,
) -> tuple[Relaxation, Field]:
    """Relax from silence with the input and, where it does not stay, go on from there without.

    Returns:
        The last relaxation, and the external field under which it ended.
    """
    sustained = state.sustained(x)

    def settle(external: Field, start: Configuration, key: Key) -> Relaxation:
        stimulus, sweeps = constant(external), circuit.sweeps
        return relax(state.network, circuit.dynamics, stimulus, start, key, max_sweeps=sweeps)

    shown = settle(sustained, silent(*sustained.shape), key)
    if isinstance(free_phase, InputClamped):
        return shown, sustained
    left = _left(state, x, free_phase)
    return settle(left, shown.configuration, jax.random.fold_in(key, 1)), left


def on_the_way(
    state: Wiring,
    x: Float[Array, "batch features"],
    free_phase: AbstractClamping,
    circuit: Circuit,
    key: Key,
) -> tuple[Configuration, Field]:
    """Return the configuration after each sweep of `at_rest` at its longest, and the last field."""
    sustained = state.sustained(x)

    def follow(external: Field, start: Configuration, key: Key) -> Configuration:
        stimulus, sweeps = constant(external), circuit.sweeps
        return trace(
            state.network, circuit.dynamics, stimulus, start, key, lambda now: now, sweeps=sweeps
        )

    shown = follow(sustained, silent(*sustained.shape), key)
    if isinstance(free_phase, InputClamped):
        return shown, sustained
    left = _left(state, x, free_phase)
    last = jax.tree.map(lambda values: values[-1], shown)
    alone = follow(left, last, jax.random.fold_in(key, 1))
    return jax.tree.map(lambda *parts: jnp.concatenate(parts), shown, alone), left


def _left(state: Wiring, x: Float[Array, "batch features"], free_phase: AbstractClamping) -> Field:
    """Return the external field of the free phase: thresholds stay where an input goes."""
    inputs = state.inputs(x)
    return free_phase.held(inputs) + state.sustained(x) - inputs
