"""Finding fixed points of given networks."""

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from basinet._html import spread, table
from basinet.search import _check as check
from basinet.search.method import AbstractMethod, task
from basinet.search.verify import unstable_neurons


@dataclass(frozen=True, eq=False)
class Attempts:
    """Where a method stopped from each start.

    Each array has the leading axes `[starts]`, or `[networks, starts]` where several networks
    were given.

    Attributes:
        spins: int8 `[..., n]`, the last states of -1 and +1.
        certified: whether each is a fixed point: every condition of the network that was given
            holds, computed from scratch in float64.
        steps: sweeps (relaxation) or iterations (message passing) until the state was found, or
            all that were made. One step offers every neuron one update.
        flips: spins that flipped on the way; None for message passing, which follows no spins.
        unstable: fraction of neurons that violate their condition in the last state.
        overlap: (1/n) sum_i s_i s'_i of the last state with the start.
    """

    spins: NDArray[np.int8]
    certified: NDArray[np.bool_]
    steps: NDArray[np.int64]
    flips: NDArray[np.int64] | None
    unstable: NDArray[np.float64]
    overlap: NDArray[np.float64]

    def _repr_html_(self) -> str:
        """Return what was found, as a table."""
        found = np.asarray(self.certified)
        rows = [
            ("attempts", f"{found.size:,}"),
            ("neurons", f"{self.spins.shape[-1]:,}"),
            ("fixed points, certified", f"{found.sum():,} ({found.mean():.1%})"),
            ("steps", spread(self.steps.reshape(-1).tolist())),
            ("neurons that disagree at the end", f"{self.unstable.mean():.2%}"),
        ]
        return table("Attempts to find fixed points", rows)

    @property
    def updates(self) -> NDArray[np.int64]:
        """The updates of single neurons that were made: steps times n."""
        return self.steps * self.spins.shape[-1]

    @property
    def fixed_points(self) -> NDArray[np.int8]:
        """The certified states, `[found, n]`, start by start and network by network."""
        return self.spins[self.certified]


def find_fixed_points(
    couplings: Any,
    self_coupling: Any,
    margin: float = 0.0,
    *,
    method: AbstractMethod,
    starts: Any = 1,
    seed: int = 0,
) -> Attempts:
    """Look for fixed points of one or several networks, from one or several starts each.

    A state s is a fixed point where s_i sum_j J_ij s_j + J_D,i > kappa for every neuron i; a tie
    is none. The search runs in float32; each state that it returns is then verified in float64
    against the couplings as they were given. Only `certified` states are fixed points.

    The starts of a network run together and share each reading of the couplings; networks run
    one after the other. (Vectorised over networks, each would wait for the slowest and all their
    couplings would be in memory at once, while the products, which read every coupling for
    little arithmetic, would gain nothing.)

    Args:
        couplings: `[n, n]`, or `[networks, n, n]`; entry (i, j) is J_ij, the influence of neuron j
            on neuron i; the diagonal must be zero. (The weights of `basinet.core` are the
            transpose.) A float32 copy of one network is made on the device; message passing is
            derived for independent J_ij ~ N(0, 1/n).
        self_coupling: J_D, one number or one for each neuron; J_D - kappa may be negative.
        margin: kappa >= 0.
        method: `Asynchronous()`, `Synchronous()`, `ReinforcedBP()` or `FocusingBP()`.
        starts: how many uniformly random states to start from, or the states of -1 and +1
            themselves: `[starts, n]` for every network, or `[networks, starts, n]`. Message
            passing takes the direction of its small random field from them.
        seed: of everything random, 0 or larger. With random starts, start a of network k depends
            on (seed, k, a) alone.

    Raises:
        ValueError: when a shape does not fit, a number is not finite or does not fit into
            float32, the margin is negative, the diagonal is not zero or a start is no state.
    """
    networks = check.couplings_of_networks(couplings)
    count, n = networks.shape[:2]
    own = check.one_for_each("self_coupling", self_coupling, n)
    check.number("margin", margin, "a finite number of at least 0", 0.0, np.inf)
    check.fits_float32(networks, own - margin)
    if not isinstance(method, AbstractMethod):
        raise ValueError(
            f"method is {method!r}; give a method of search such as Asynchronous() or"
            " ReinforcedBP()"
        )
    key = jax.random.key(check.whole("seed", seed, 0))
    keys = [jax.random.split(jax.random.fold_in(key, at)) for at in range(count)]
    begin = _starts(starts, [one[0] for one in keys], n)
    conditions = own, float(margin)
    ends = [
        _attempt(networks[at], conditions, method, begin[at], keys[at][1]) for at in range(count)
    ]
    return ends[0] if np.ndim(couplings) == 2 else _stacked(ends)


def _attempt(
    couplings: NDArray,
    conditions: tuple[NDArray[np.float64], float],
    method: AbstractMethod,
    start: NDArray,
    key: jax.Array,
) -> Attempts:
    """The attempts on one network."""
    own, margin = conditions
    end = method.attempt(task(couplings, own - margin), jnp.asarray(start, jnp.float32), key)
    spins = np.asarray(end.spins).astype(np.int8)
    violated = unstable_neurons(couplings, own, margin, spins)
    return Attempts(
        spins,
        violated == 0,
        np.asarray(end.steps, np.int64),
        None if end.flips is None else np.asarray(end.flips, np.int64),
        violated / spins.shape[1],
        np.mean(spins * start.astype(np.float64), axis=1),
    )


def _starts(starts: Any, keys: list[jax.Array], n: int) -> list[NDArray]:
    """The states to start from, for each network `[starts, n]`."""
    if np.ndim(starts) == 0:
        number = check.whole("starts", starts, 1)
        return [_random_states(key, number, n) for key in keys]
    given = check.states("starts", starts, n)
    shared = given.ndim == 2
    separate = given.ndim == 3 and len(given) == len(keys)
    if not (shared or separate) or given.size == 0:
        raise ValueError(
            f"starts have the shape {given.shape}; expected [starts, {n}], or"
            f" [{len(keys)}, starts, {n}] with starts of their own for each network"
        )
    return list(np.broadcast_to(given, (len(keys), *given.shape[-2:])))


def _random_states(key: jax.Array, number: int, n: int) -> NDArray:
    def draw(at: jax.Array) -> jax.Array:
        return jax.random.rademacher(jax.random.fold_in(key, at), (n,), jnp.float32)

    return np.asarray(jax.vmap(draw)(jnp.arange(number)))


def _stacked(ends: list[Attempts]) -> Attempts:
    flips = [end.flips for end in ends if end.flips is not None]
    return Attempts(
        np.stack([end.spins for end in ends]),
        np.stack([end.certified for end in ends]),
        np.stack([end.steps for end in ends]),
        np.stack(flips) if flips else None,
        np.stack([end.unstable for end in ends]),
        np.stack([end.overlap for end in ends]),
    )
