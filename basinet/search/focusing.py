"""Focusing belief propagation: copies of the network that gather around a common centre."""

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Field, Key, Spins
from basinet.search._check import number, whole
from basinet.search.messages import Schedule, propagate
from basinet.search.method import AbstractMethod, Stop, Task

LARGEST_RHO = 0.999
"""Where the schedule ends: at 1 the copies would be infinitely many and their coupling infinite."""


class FocusingBP(AbstractMethod):
    """Belief propagation on y copies around a centre (Baldassi et al. 2016, arXiv 1605.06444).

    All copies are equal, so that one of them is followed. With the field H_cav = H - ext on a
    spin from its own network, the others reach it through the centre:
    ext = atanh(tanh(gamma) tanh((y - 1) atanh(tanh(gamma) tanh(H_cav)))).
    The schedule raises rho = k / rungs, k = 0, 1, ..., rungs (at most 0.999), each for a number of
    iterations, with gamma = atanh(sqrt(rho)) and y = 1 + 1 / (1 - rho).

    Attributes:
        rungs: number of steps from rho = 0 to the end, at least 1.
        iterations_per_rung: iterations at each rho, at least 1.
        damping: D in [0, 1), the part of the old messages that is kept; without it the method
            misses solutions by single neurons where the self-coupling is large.
        field: standard deviation of the random field that breaks the symmetry, above 0 and at
            most 1.

    Raises:
        ValueError: when a value is outside its range.
    """

    rungs: int = 60
    iterations_per_rung: int = 20
    damping: float = 0.3
    field: float = 0.02

    def __check_init__(self):
        whole("rungs", self.rungs, 1)
        whole("iterations_per_rung", self.iterations_per_rung, 1)
        number("damping", self.damping, "a share from 0 to 0.99", 0.0, 0.99)
        number("field", self.field, "a standard deviation from 1e-6 to 1", 1e-6, 1.0)

    @property
    def max_iterations(self) -> int:
        """The most iterations: those of all rungs, the first at rho = 0."""
        return (self.rungs + 1) * self.iterations_per_rung

    def attempt(self, task: Task, start: Spins, key: Key) -> Stop:
        """Return the candidates that solve the network, or the last ones."""
        schedule = Schedule(
            jnp.asarray(self.damping, jnp.float32),
            jnp.asarray(self.field, jnp.float32),
            jnp.asarray(self.max_iterations),
        )
        ladder = jnp.asarray(self.rungs), jnp.asarray(self.iterations_per_rung)
        return _run(task, ladder, schedule, start, key)


def through_centre(cavity: Field, rho: Float[Array, ""]) -> Field:
    """Return the field on a spin from its counterparts in the other copies.

    Args:
        cavity: H_cav, the field on the spin in its own network.
        rho: tanh(gamma)^2, from 0 (copies apart) to below 1, with y = 1 + 1 / (1 - rho).
    """
    tied = jnp.sqrt(rho)
    to_centre = jnp.arctanh(tied * jnp.tanh(cavity))
    return jnp.arctanh(tied * jnp.tanh(to_centre / (1 - rho)))


@eqx.filter_jit
def _run(
    task: Task,
    ladder: tuple[Int[Array, ""], Int[Array, ""]],
    schedule: Schedule,
    start: Spins,
    key: Key,
) -> Stop:
    rungs, each = ladder

    def follow(total: Field, ext: Field, iteration: Int[Array, ""]) -> Field:
        rho = jnp.minimum((iteration // each) / rungs, LARGEST_RHO)
        return through_centre(total - ext, rho.astype(total.dtype))

    return propagate(task, follow, schedule, start, key)
