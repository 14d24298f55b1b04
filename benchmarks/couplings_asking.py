"""Ways to ask a network that are harder than showing it a pattern and waiting.

`benchmarks/couplings_worth.py` asks so: with noise that is another one in every sweep, after the
inputs have gone, and in neurons that lose their state.
"""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field, Key
from basinet.core import AbstractDynamics, Configuration, Network, Synchronous, silent
from basinet.learners import Clean, Steered
from basinet.learners._noise import AbstractNoise
from basinet.learners.steered import Wiring


class Forgetful(AbstractDynamics):
    """Neurons that lose their state: after a sweep each is silent with some probability.

    A silent neuron takes part again in the next sweep, but its self-coupling has nothing to hold.

    Attributes:
        share: the probability.
    """

    share: float = 0.1

    def is_deterministic(self) -> bool:
        """Return False."""
        return False

    def sweep(
        self, network: Network, external: Field, now: Configuration, key: Key
    ) -> Configuration:
        """Return the configuration after a synchronous sweep and the loss."""
        swept = Synchronous().sweep(network, external, now, key)
        lost = jax.random.bernoulli(key, self.share, now.spins.shape)
        return network.move(swept, jnp.where(lost, 0.0, swept.spins))


class Way(eqx.Module):
    """A way to ask: the inputs are shown for some sweeps and then withdrawn for others.

    Attributes:
        noise: on the inputs.
        redrawn: whether the noise is another one in every sweep.
        shown: sweeps with the inputs.
        alone: sweeps without.
        choose: whether the self-coupling is chosen for this question.
    """

    noise: AbstractNoise = Clean()
    redrawn: bool = eqx.field(static=True, default=False)
    shown: int = eqx.field(static=True, default=5)
    alone: int = eqx.field(static=True, default=0)
    choose: bool = eqx.field(static=True, default=False)


@eqx.filter_jit
def answer(
    learner: Steered, state: Wiring, x: Float[Array, "batch features"], way: Way, key: Key
) -> Float[Array, "batch classes"]:
    """Return the evidence for each class after the sweeps of a way to ask."""
    key_noise, key_sweeps = jax.random.split(key)
    once = way.noise(x, key_noise)
    thresholds = state.sustained(jnp.zeros_like(x))

    def sweep(now: Configuration, number: Array, external: Field) -> Configuration:
        key_now = jax.random.fold_in(key_sweeps, number)
        return learner.dynamics.sweep(state.network, external, now, key_now)

    def shown(now: tuple[Configuration, Field], number: Array) -> tuple[Any, None]:
        given = way.noise(x, jax.random.fold_in(key_noise, number)) if way.redrawn else once
        external = state.sustained(given)
        return (sweep(now[0], number, external), external), None

    def alone(now: Configuration, number: Array) -> tuple[Configuration, None]:
        return sweep(now, number, thresholds), None

    start = silent(*thresholds.shape), thresholds
    (now, external), _ = jax.lax.scan(shown, start, jnp.arange(way.shown))
    if way.alone:
        now, _ = jax.lax.scan(alone, now, way.shown + jnp.arange(way.alone))
        external = thresholds
    return state.read(learner.teaching.count(now.spins, now.recurrent + external))
