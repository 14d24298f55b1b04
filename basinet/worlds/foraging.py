"""Foragers that remember and leave traces: does a group remember better than each of them?

On a torus of L x L cells food comes back at some places (arXiv 2512.10166; the paper's
code was not at hand, what follows is our reading). At each tick an agent chooses among its four
neighbours d and staying, by the largest

    6 [food at d] + sum over a cone of cells c towards d of (a M_i(c) + b T(c)) / |c| + Gumbel noise

M_i is its own memory, T the traces of all; both become 1 where food was found, and fade from tick
to tick. The cone has a depth of 5 cells, and nothing lies in the cone of staying.
"""

from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from basinet._types import Key
from basinet.learners._limits import at_least, in_range, number, whole
from basinet.worlds._base import AbstractWorld, Points, Poke, Seen

_SIGHT, _DEPTH = 6.0, 5
_WAYS = np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]])
"""Staying, and the four neighbours."""


def _cones() -> tuple[np.ndarray, np.ndarray]:
    """The cells about an agent, `[cells, 2]`, and what each counts for each way, `[5, cells]`."""
    one = np.arange(-_DEPTH, _DEPTH + 1)
    cells = np.stack(np.meshgrid(one, one, indexing="ij"), axis=-1).reshape(-1, 2)
    far = np.linalg.norm(cells, axis=1)
    along, across = cells @ _WAYS.T, np.abs(cells @ _WAYS[:, ::-1].T)
    inside = (along > 0) & (across <= along) & (far <= _DEPTH)[:, None]
    return cells, (inside / np.maximum(far, 1.0)[:, None]).T.astype(np.float32)


_CELLS, _CONES = _cones()


class Foragers(eqx.Module):
    """Agents, food and what is remembered of it.

    Attributes:
        places: the cell of each agent.
        sites: where food comes back.
        food: where it lies.
        memories: of each agent, in [0, 1].
        traces: of all, in [0, 1].
        found: what each agent has found so far.
        grown: how much food there has been.
        time: the ticks so far.
    """

    places: Int[Array, "units 2"]
    sites: Bool[Array, "side side"]
    food: Bool[Array, "side side"]
    memories: Float[Array, "units side side"]
    traces: Float[Array, "side side"]
    found: Int[Array, " units"]
    grown: Int[Array, ""]
    time: Int[Array, ""]


class Foraging(AbstractWorld[Foragers]):
    """Agents that look for food with a memory of their own and traces of all, or without.

    With `memory` and `traces` 0 they only see: the null model. The picture shows food dark and
    traces paler. A poke lays traces within its radius.

    Attributes:
        units: how many agents, at least 1; the density is units / side^2.
        side: L, 3 to 200.
        sites: the share of the cells at which food comes back, from 0 to 1.
        regrowth: the probability that it does, in a tick.
        memory: a, what the own memory weighs.
        traces: b, what the traces of all weigh.
        keeping: what is left of a memory after a tick, from 0 to 1.
        lasting: what is left of a trace.

    Raises:
        ValueError: when a field is out of range.
    """

    units: int = whole(40)
    side: int = whole(20)
    sites: float = number(0.05)
    regrowth: float = number(0.02)
    memory: float = number(3.0)
    traces: float = number(3.0)
    keeping: float = number(0.98)
    lasting: float = number(0.95)

    observables: ClassVar[dict[str, str]] = {
        "found": "food that an agent has found so far, on average",
        "lying": "share of the places of food at which some lies",
        "remembered": "what an agent remembers of the places of food, on average",
        "traced": "traces at the places of food, on average",
    }

    def __check_init__(self) -> None:
        at_least(1, units=self.units)
        if not 3 <= self.side <= 200:
            raise ValueError(f"side is {self.side}; it must be from 3 to 200")
        in_range(self, 0.0, 1.0, "sites", "regrowth", "keeping", "lasting")
        in_range(self, 0.0, 1e3, "memory", "traces")

    def init(self, key: Key) -> Foragers:
        """Return agents and places of food drawn uniformly; food lies at all of these."""
        for_places, for_sites = jax.random.split(key)
        square = self.side, self.side
        sites = jax.random.uniform(for_sites, square) < self.sites
        return Foragers(
            places=jax.random.randint(for_places, (self.units, 2), 0, self.side),
            sites=sites,
            food=sites,
            memories=jnp.zeros((self.units, *square)),
            traces=jnp.zeros(square),
            found=jnp.zeros(self.units, jnp.int32),
            grown=sites.sum(),
            time=jnp.zeros((), jnp.int32),
        )

    def step(self, state: Foragers, key: Key) -> Foragers:
        """Return all a tick later: food comes back, agents go, and one in a cell finds its food."""
        for_food, for_ways, for_turns = jax.random.split(key, 3)
        back = jax.random.uniform(for_food, state.food.shape) < self.regrowth
        new = state.sites & ~state.food & back
        food = state.food | new
        noise = jax.random.gumbel(for_ways, (self.units, len(_WAYS)))
        chosen = jnp.argmax(self._worth(state, food) + noise, axis=1)
        places = (state.places + jnp.asarray(_WAYS)[chosen]) % self.side
        finds = self._finds(places, food, jax.random.permutation(for_turns, self.units))
        x, y = places.T
        left = jnp.zeros(food.shape, bool).at[x, y].max(finds)
        memories = self.keeping * state.memories
        one = jnp.where(finds, 1.0, memories[jnp.arange(self.units), x, y])
        return Foragers(
            places=places,
            sites=state.sites,
            food=food & ~left,
            memories=memories.at[jnp.arange(self.units), x, y].set(one),
            traces=jnp.where(left, 1.0, self.lasting * state.traces),
            found=state.found + finds,
            grown=state.grown + new.sum(),
            time=state.time + 1,
        )

    def _worth(self, state: Foragers, food: Array) -> Float[Array, "units ways"]:
        """What each way is worth to each agent, without the noise."""
        x, y = ((state.places[:, None] + _CELLS) % self.side).transpose(2, 0, 1)
        own = state.memories[jnp.arange(self.units)[:, None], x, y]
        known = self.memory * own + self.traces * state.traces[x, y]
        near_x, near_y = ((state.places[:, None] + _WAYS) % self.side).transpose(2, 0, 1)
        return _SIGHT * food[near_x, near_y] + known @ _CONES.T

    def _finds(self, places: Array, food: Array, turns: Array) -> Bool[Array, " units"]:
        """Who finds food: of those in a cell the one whose turn is first."""
        x, y = places.T
        first = jnp.full(food.shape, self.units, turns.dtype).at[x, y].min(turns)
        return food[x, y] & (first[x, y] == turns)

    def observe(self, state: Foragers) -> Seen:
        """Return what was found, and what lies, is remembered and traced at the places of food."""
        count = jnp.maximum(state.sites.sum(), 1)
        return {
            "found": state.found.mean(dtype=jnp.float32),
            "lying": state.food.sum() / count,
            "remembered": jnp.sum(state.memories.mean(axis=0) * state.sites) / count,
            "traced": jnp.sum(state.traces * state.sites) / count,
        }

    def view(self, state: Foragers) -> Points:
        """Return the agents on the field, coloured by how much they have found."""
        shown = 2 * (state.places + 0.5) / self.side - 1
        ground = jnp.maximum(state.food.astype(jnp.float32), 0.5 * state.traces)
        most = jnp.maximum(state.found.max(), 1)
        return Points(shown, jnp.pi * (state.found / most - 0.5), 1.0, jnp.flipud(ground.T))

    def poke(self, state: Foragers, poke: Poke) -> Foragers:
        """Return the field with traces within reach."""
        middle = 2 * (jnp.arange(self.side) + 0.5) / self.side - 1
        apart = jnp.hypot(middle[:, None] - poke.at[0], middle[None] - poke.at[1])
        laid = jnp.where(apart <= poke.radius, jnp.clip(poke.strength, 0.0, 1.0), state.traces)
        return eqx.tree_at(lambda s: s.traces, state, laid)

    def expected(self) -> dict[str, float]:
        """Return nothing."""
        return {}
