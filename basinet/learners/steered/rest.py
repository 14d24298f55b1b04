"""Relaxations under a constant field, to their end and sweep by sweep."""

from basinet._types import Field, Key
from basinet.core import Configuration, Relaxation, constant, relax, trace
from basinet.learners.steered.protocol import Circuit
from basinet.learners.steered.wiring import Wiring


def relaxed(
    state: Wiring, external: Field, start: Configuration, circuit: Circuit, key: Key
) -> Relaxation:
    """Return the relaxation from some state under a constant field."""
    return relax(
        state.network,
        circuit.dynamics,
        constant(external),
        start,
        key,
        max_sweeps=circuit.sweeps,
    )


def sweeps_of(
    state: Wiring, external: Field, start: Configuration, circuit: Circuit, key: Key
) -> Configuration:
    """Return the configurations after each sweep of such a relaxation."""
    return trace(
        state.network,
        circuit.dynamics,
        constant(external),
        start,
        key,
        lambda now: now,
        sweeps=circuit.sweeps,
    )
