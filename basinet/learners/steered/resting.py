"""The state that is read: at rest with the input, or held after the input has gone."""

import jax
import jax.numpy as jnp

from basinet._types import Field, Key
from basinet.core import (
    Configuration,
    Relaxation,
    Sequential,
    Synchronous,
    constant,
    relax,
    silent,
    trace,
)
from basinet.core.relax import are_apart
from basinet.learners.steered.protocol import Circuit
from basinet.learners.steered.wiring import Wiring


def rests_at_once(state: Wiring, circuit: Circuit) -> bool:
    """Return whether one sweep brings the network to rest, since no neuron hears of another."""
    at_once = isinstance(circuit.dynamics, Synchronous | Sequential)
    return at_once and are_apart(state.network.couplings)


def at_rest(
    state: Wiring, shown: Field, left: Field | None, circuit: Circuit, key: Key
) -> tuple[Relaxation, Field]:
    """Relax from silence under a field and, where another takes its place, go on under that.

    Args:
        state: the network.
        shown: the external field with the input.
        left: the one that is left when the input goes; None where it stays.
        circuit: the update rule, and the most sweeps under each field.
        key: for update rules with a random part.

    Returns:
        The last relaxation, and the external field under which it ended.
    """

    def settle(external: Field, start: Configuration, key: Key) -> Relaxation:
        stimulus, sweeps = constant(external), circuit.sweeps
        return relax(state.network, circuit.dynamics, stimulus, start, key, max_sweeps=sweeps)

    end = settle(shown, silent(*shown.shape), key)
    if left is None:
        return end, shown
    return settle(left, end.configuration, jax.random.fold_in(key, 1)), left


def on_the_way(
    state: Wiring, shown: Field, left: Field | None, circuit: Circuit, key: Key
) -> tuple[Configuration, Field]:
    """Return the configuration after each sweep of `at_rest` at its longest, and the last field."""

    def follow(external: Field, start: Configuration, key: Key) -> Configuration:
        stimulus, sweeps = constant(external), circuit.sweeps
        return trace(
            state.network, circuit.dynamics, stimulus, start, key, lambda now: now, sweeps=sweeps
        )

    seen = follow(shown, silent(*shown.shape), key)
    if left is None:
        return seen, shown
    last = jax.tree.map(lambda values: values[-1], seen)
    alone = follow(left, last, jax.random.fold_in(key, 1))
    return jax.tree.map(lambda *parts: jnp.concatenate(parts), seen, alone), left
