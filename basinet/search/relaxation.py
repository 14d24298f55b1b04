"""Search by relaxation: flip neurons that violate their condition until none is left."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int

from basinet._types import Key, Spins
from basinet.core import AbstractDynamics, Configuration, Sequential
from basinet.core import Synchronous as AllAtOnce
from basinet.search._check import whole
from basinet.search.method import AbstractMethod, Stop, Task


class Asynchronous(AbstractMethod):
    """Relaxation one neuron after the other, in a fresh random order in each sweep.

    The order is drawn for each sweep and shared by the starts of one network: a single start
    behaves as if alone, and many share each reading of the couplings. Starts of one network are
    therefore not fully independent; different networks are.

    Attributes:
        max_sweeps: the most sweeps, at least 1. A sweep offers each neuron one update.

    Raises:
        ValueError: when the number of sweeps is not a whole number of at least 1.
    """

    max_sweeps: int = 500

    def __check_init__(self):
        whole("max_sweeps", self.max_sweeps, 1)

    def attempt(self, task: Task, start: Spins, key: Key) -> Stop:
        """Return the states after the relaxation, with the sweeps that it took."""
        return _relax(task, Sequential(), start, key, jnp.asarray(self.max_sweeps))


class Synchronous(AbstractMethod):
    """Relaxation in which all neurons that violate their condition flip at once.

    Attributes:
        max_steps: the most steps, at least 1.

    Raises:
        ValueError: when the number of steps is not a whole number of at least 1.
    """

    max_steps: int = 300

    def __check_init__(self):
        whole("max_steps", self.max_steps, 1)

    def attempt(self, task: Task, start: Spins, key: Key) -> Stop:
        """Return the states after the relaxation, with the steps that it took."""
        return _relax(task, AllAtOnce(), start, key, jnp.asarray(self.max_steps))


class _Progress(eqx.Module):
    """What the loop carries."""

    sweep: Int[Array, ""]
    now: Configuration
    settled: Bool[Array, " starts"]
    sweeps: Int[Array, " starts"]
    flips: Int[Array, " starts"]


@eqx.filter_jit
def _relax(
    task: Task, dynamics: AbstractDynamics, start: Spins, key: Key, max_sweeps: Int[Array, ""]
) -> Stop:
    """Sweep until every start is settled, counting sweeps and flips of each.

    `basinet.core.relax` does not count flips. Both rules offer each neuron one update in a sweep,
    so that the flips of a sweep are the spins that differ after it.
    """
    network = task.network()
    nothing = jnp.zeros_like(start)

    def advance(at: _Progress) -> _Progress:
        swept = dynamics.sweep(network, nothing, at.now, jax.random.fold_in(key, at.sweep))
        # The field follows the flips and gathers rounding errors: before stopping, start it anew.
        finished = jnp.all(network.settled(swept, nothing))
        now = jax.lax.cond(finished, lambda: network.place(swept.spins), lambda: swept)
        settled = network.settled(now, nothing)
        after = at.sweep + 1
        flips = jnp.sum(now.spins != at.now.spins, axis=1, dtype=at.flips.dtype)
        sweeps = jnp.where(settled & at.settled, at.sweeps, after)
        return _Progress(after, now, settled, sweeps, at.flips + flips)

    def unfinished(at: _Progress) -> Bool[Array, ""]:
        return (at.sweep < max_sweeps) & ~jnp.all(at.settled)

    zeros = jnp.zeros(start.shape[0], jnp.int32)
    here = network.place(start)
    first = _Progress(jnp.asarray(0), here, network.settled(here, nothing), zeros, zeros)
    end = jax.lax.while_loop(unfinished, advance, first)
    return Stop(end.now.spins, end.sweeps, end.flips)
