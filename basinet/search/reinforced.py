"""Reinforced belief propagation: the field on a spin grows with its own opinion."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Key, Spins
from basinet.search._check import number, whole
from basinet.search.messages import Schedule, propagate
from basinet.search.method import AbstractMethod, Stop, Task


class ReinforcedBP(AbstractMethod):
    """Belief propagation with reinforcement (Braunstein and Zecchina 2006, here in dense limit).

    After iteration t, counted from 0, the external field of a spin becomes ext = r_t H with
    r_t = min(rate * t, 0.99) and H the total field on the spin.

    Attributes:
        rate: growth of the reinforcement for each iteration, above 0 and at most 1. A slower
            growth solves more networks in more iterations: 0.003 suits 500 neurons, 0.002 with
            800 iterations 1000 and more.
        max_iterations: the most iterations, at least 1.
        damping: D in [0, 1), the part of the old messages that is kept.
        field: standard deviation of the random field that breaks the symmetry, above 0 and at
            most 1.

    Raises:
        ValueError: when a value is outside its range.
    """

    rate: float = 0.003
    max_iterations: int = 600
    damping: float = 0.0
    field: float = 0.02

    def __check_init__(self):
        number("rate", self.rate, "a growth for each iteration from 1e-6 to 1", 1e-6, 1.0)
        whole("max_iterations", self.max_iterations, 1)
        number("damping", self.damping, "a share from 0 to 0.99", 0.0, 0.99)
        number("field", self.field, "a standard deviation from 1e-6 to 1", 1e-6, 1.0)

    def attempt(self, task: Task, start: Spins, key: Key) -> Stop:
        """Return the candidates that solve the network, or the last ones."""
        schedule = Schedule(
            jnp.asarray(self.damping, jnp.float32),
            jnp.asarray(self.field, jnp.float32),
            jnp.asarray(self.max_iterations),
        )
        return _run(task, jnp.asarray(self.rate, jnp.float32), schedule, start, key)


@eqx.filter_jit
def _run(
    task: Task, rate: Float[Array, ""], schedule: Schedule, start: Spins, key: jax.Array
) -> Stop:
    def follow(total: Array, ext: Array, iteration: Array) -> Array:
        del ext
        return jnp.minimum(rate * iteration, 0.99) * total

    return propagate(task, follow, schedule, start, key)
