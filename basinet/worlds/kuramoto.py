"""Kuramoto's oscillators: do many clocks of different pace come into step?

    theta_i' = omega_i + (K/N) sum_j sin(theta_j - theta_i)        (Kuramoto 1975)

The frequencies are the quantiles of a Lorentzian distribution of half width gamma,
omega_i = gamma tan(pi ((i + 1/2)/N - 1/2)), so that none of them is drawn. Theory: nobody is in
step below K_c = 2 gamma, and r = sqrt(1 - K_c/K) above.
"""

from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from basinet._types import Key
from basinet.learners._limits import at_least, in_range, number, positive, whole
from basinet.rates import Phases, RungeKutta4, wrapped
from basinet.worlds._base import AbstractWorld, Points, Poke, Seen


class Oscillators(eqx.Module):
    """Phases at a moment.

    Attributes:
        phases: theta in [-pi, pi).
        time: the ticks so far.
    """

    phases: Float[Array, " units"]
    time: Int[Array, ""]


class Kuramoto(AbstractWorld[Oscillators]):
    """Oscillators that all hear one another; steps of Runge and Kutta of order 4.

    In the picture an oscillator stands at its phase, the farther out the more its own pace differs
    from the mean. A poke turns those within its radius by `strength` radians.

    Attributes:
        units: N, at least 1.
        coupling: K, at least 0.
        width: gamma, half the width of the distribution of frequencies, at least 0.
        dt: the time of a tick, above 0.

    Raises:
        ValueError: when a field is out of range.
    """

    units: int = whole(1000)
    coupling: float = number(2.0)
    width: float = number(0.5)
    dt: float = number(0.05)

    observables: ClassVar[dict[str, str]] = {
        "order": "r = |mean exp(i theta)|, 1 where all are in phase, about 1/sqrt(N) by chance"
    }

    def __check_init__(self) -> None:
        at_least(1, units=self.units)
        in_range(self, 0.0, 1e6, "coupling", "width")
        positive(self, "dt")

    def init(self, key: Key) -> Oscillators:
        """Return phases drawn uniformly."""
        phases = jax.random.uniform(key, (self.units,), minval=-jnp.pi, maxval=jnp.pi)
        return Oscillators(phases, jnp.zeros((), jnp.int32))

    def step(self, state: Oscillators, key: Key) -> Oscillators:
        """Return the phases a time `dt` later; nothing is random."""
        del key
        flow = Phases(self.frequencies())

        def mean_field(phases: Float[Array, "1 units"]) -> Float[Array, "1 components"]:
            mean = flow.emit(phases).reshape(-1, 2).mean(axis=0)
            return self.coupling * jnp.tile(mean, self.units)[None]

        after = RungeKutta4().advance(flow, state.phases[None], mean_field, self.dt)
        return Oscillators(wrapped(after[0]), state.time + 1)

    def observe(self, state: Oscillators) -> Seen:
        """Return the order parameter."""
        return {"order": order(state.phases)}

    def view(self, state: Oscillators) -> Points:
        """Return the oscillators at their phases, on circles by their pace."""
        return Points(self._places(state.phases), state.phases, 1.05)

    def poke(self, state: Oscillators, poke: Poke) -> Oscillators:
        """Return the state in which those within reach have been turned."""
        near = jnp.linalg.norm(self._places(state.phases) - poke.at, axis=1) <= poke.radius
        phases = wrapped(state.phases + jnp.where(near, poke.strength, 0.0))
        return Oscillators(phases, state.time)

    def expected(self) -> dict[str, float]:
        """Return the order of infinitely many oscillators."""
        from basinet import theory  # here, since worlds without theory need not wait for it

        return {"order": float(theory.kuramoto_order(self.coupling, self.width))}

    def frequencies(self) -> Float[Array, " units"]:
        """Return omega, increasing."""
        shares = (np.arange(self.units) + 0.5) / self.units
        return self.width * jnp.asarray(np.tan(np.pi * (shares - 0.5)), jnp.float32)

    def _places(self, phases: Float[Array, " units"]) -> Float[Array, "units 2"]:
        distance = jnp.abs(2 * jnp.arange(self.units) + 1 - self.units) / self.units
        radius = 0.35 + 0.65 * distance
        return radius[:, None] * jnp.stack([jnp.cos(phases), jnp.sin(phases)], axis=1)


def order(phases: Float[Array, " units"]) -> Float[Array, ""]:
    """Return r = |mean exp(i theta)|; `basinet.analysis` has the same for recorded courses."""
    return jnp.hypot(jnp.cos(phases).mean(), jnp.sin(phases).mean())
