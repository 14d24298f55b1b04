"""The task of letting a random network settle from random states."""

import math
import time
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, UInt

from basinet.core import (
    AbstractDynamics,
    Network,
    Relaxation,
    Sequential,
    certify,
    constant,
    random_recurrent,
    relax,
)
from basinet.core import Outcome as Ending
from basinet.data import Reading
from basinet.settings import make, spell
from basinet.sweeps import quantities
from basinet.sweeps.task import AbstractTask, Outcome, Plain

STACK = 8
"""Networks that settle together: where there are no native kernels it pays a little."""

STACKED_UP_TO = 256
"""Neurons of a network up to which it settles in a stack."""


@dataclass(frozen=True)
class Settling(AbstractTask):
    """Let one random network settle from random states, and count how often it does.

    The couplings are J_ij ~ N(0, 1/N) without self-synapses, drawn independently for (i, j) and
    (j, i); every start is uniform over the 2^N states. Whether a fixed point is reached in time
    measures how accessible the fixed points are to a local dynamics (arXiv 2510.11984).

    The result has `settled`, the fraction of the starts that ended in a certified fixed point;
    `sweeps`, the median number of sweeps of those, None where none settled; `unstable`, the mean
    fraction of neurons that disagree with their field at the end.

    Attributes:
        neurons: N, at least 1.
        self_coupling: J_D >= 0.
        dynamics: the update rule; `Sequential()` is the asynchronous one.
        max_sweeps: sweeps after which a start counts as not settled, at least 1.
        starts: random states for the network, at least 1; they share the order of the updates.
        seed: of the couplings, the starts and the order of updates, from 0 to 2^32 - 1.
        measure: quantities of `basinet.sweeps.quantities` to put beside, as `theory_<name>`; they
            know the self-coupling and the neurons.

    Raises:
        ValueError: when a value is out of range.
    """

    neurons: int = 200
    self_coupling: float = 0.5
    dynamics: AbstractDynamics = field(default_factory=Sequential)
    max_sweeps: int = 500
    starts: int = 1
    seed: int = 0
    measure: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, least, most in (
            ("neurons", 1, math.inf),
            ("max_sweeps", 1, math.inf),
            ("starts", 1, math.inf),
            ("seed", 0, 2**32 - 1),
        ):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
                bound = f"from {least} to {most}" if name == "seed" else f"of at least {least}"
                raise ValueError(f"{name} is {value!r}; it must be a whole number {bound}")
        own = self.self_coupling
        if isinstance(own, bool) or not isinstance(own, int | float) or not 0 <= own < math.inf:
            raise ValueError(f"self_coupling is {own!r}; it must be a number of at least 0")
        object.__setattr__(self, "self_coupling", float(own))
        if not isinstance(self.dynamics, AbstractDynamics):
            raise ValueError(
                f"dynamics is {self.dynamics!r}; it must be an update rule such as Sequential()"
            )
        quantities.check(self.measure, ("self_coupling", "neurons"), "a sweep of [settling]")

    def plain(self) -> dict[str, Plain]:
        """Return all fields."""
        measure = {"measure": ",".join(self.measure)} if self.measure else {}
        return {"task": "settle"} | self._fields() | measure

    def table(self) -> dict[str, Any]:
        """Return all fields as the table `settling`, and the quantities beside."""
        return {"settling": self._fields(), "measure": list(self.measure)}

    def changed(self, name: str, value: Any) -> Self:
        """Return the task with another value in a field.

        Raises:
            ValueError: when there is no such field or the value is not allowed.
        """
        made = make(Settling, {name: value})
        if name == "measure":
            raise ValueError("measure is no axis; it is a list beside the table")
        return replace(self, **{name: getattr(made, name)})

    def kind(self) -> Hashable:
        """Return all but the self-coupling and the seed."""
        return (self.neurons, spell(self.dynamics), self.max_sweeps, self.starts, self.measure)

    def most_together(self) -> int:
        """Return `STACK` for small networks and 1 for all others, whatever their company."""
        return STACK if self.neurons <= STACKED_UP_TO else 1

    def parts(self) -> int:
        """Return 1: all sweeps are one computation."""
        return 1

    def sources(self) -> frozenset[Reading]:
        """Return nothing: no data are needed."""
        return frozenset()

    def carry_out(self, others: Sequence["Settling"]) -> Iterator[list[Outcome]]:
        """Let this network settle together with others of its kind."""
        tasks = [self, *others]
        started = time.perf_counter()
        # A stack of one width whatever the company, so that sums are always rounded alike.
        filled = [*tasks, *[self] * (self.most_together() - len(tasks))]
        own = np.array([task.self_coupling for task in filled], np.float32)
        seeds = np.array([task.seed for task in filled], np.uint32)
        ends, agree = jax.device_get(
            _settle(self.neurons, self.dynamics, self.max_sweeps, self.starts, own, seeds)
        )
        seconds = (time.perf_counter() - started) / len(tasks)
        yield [
            Outcome(
                task,
                _measured(ends.outcome[i], ends.sweeps[i], agree[i]) | task._theory(),
                seconds,
            )
            for i, task in enumerate(tasks)
        ]

    def files(self) -> dict[str, str]:
        """Return nothing: the description is in the result."""
        return {}

    def _fields(self) -> dict[str, Any]:
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        del own["measure"]
        return own | {"dynamics": spell(self.dynamics)}

    def _theory(self) -> dict[str, float | None]:
        given = {"self_coupling": self.self_coupling, "neurons": self.neurons}
        return quantities.beside(self.measure, given)


def read_settling(base: dict[str, Any], measure: tuple[str, ...] = ()) -> Settling:
    """Return the task that a table describes, with quantities of theory beside.

    Raises:
        ValueError: when a key is unknown or a value is not allowed.
    """
    if "measure" in base:
        raise ValueError("measure stands beside the table [settling], not in it")
    return replace(make(Settling, base), measure=measure)


@eqx.filter_jit
def _settle(
    neurons: int,
    dynamics: AbstractDynamics,
    max_sweeps: int,
    starts: int,
    self_couplings: Float[Array | np.ndarray, " networks"],
    seeds: UInt[Array | np.ndarray, " networks"],
) -> tuple[Relaxation, Float[Array, "networks starts"]]:
    """Settle one network for each self-coupling and seed, and count neurons that agree."""

    def one(own: Array, seed: Array) -> tuple[Relaxation, Array]:
        key_couplings, key_start, key_order = jax.random.split(jax.random.key(seed), 3)
        network = Network(random_recurrent(neurons, key_couplings), own)
        start = network.place(jax.random.rademacher(key_start, (starts, neurons), jnp.float32))
        nothing = constant(jnp.zeros((starts, neurons)))
        end = relax(network, dynamics, nothing, start, key_order, max_sweeps=max_sweeps)
        end = certify(network, nothing, end)
        now = end.configuration
        agree = jnp.mean(network.field(now, nothing(0)) * now.spins >= 0, axis=1)
        return end, agree

    return jax.vmap(one)(jnp.asarray(self_couplings), jnp.asarray(seeds))


def _measured(outcome: np.ndarray, sweeps: np.ndarray, agree: np.ndarray) -> dict[str, Plain]:
    settled = outcome == Ending.FIXED_POINT.value
    median = float(np.median(sweeps[settled])) if settled.any() else None
    return {
        "settled": float(np.mean(settled)),
        "sweeps": median,
        "unstable": float(np.mean(1 - agree)),
    }
