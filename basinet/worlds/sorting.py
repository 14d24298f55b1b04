"""Arrays that sort themselves: cells that know a local rule and nobody who leads.

After Zhang, Goldstein and Levin (arXiv 2401.05375), made discrete (our reading): in a round each
cell is offered one turn, in random order; a tick is one turn. `basinet.worlds.cells` has the rules.

Every swap of a bubble or insertion cell removes exactly one inversion, so that without still cells
they need as many swaps as the start has inversions, n(n-1)/4 on average, whoever has turns when. By
that measure progress never goes back; the share of neighbours in order is what falls at times.
"""

from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from basinet._types import Key
from basinet.learners._limits import at_least, check_part, whole
from basinet.worlds._base import AbstractWorld, Bars, Poke, Seen
from basinet.worlds.cells import AbstractRule, Bubble, Row


class Array1D(eqx.Module):
    """An array of cells at a moment; all but `turns` by place.

    Attributes:
        values: a permutation of what the array holds.
        labels: 1 for half of the cells, which carry it along, else 0.
        fixed, still: cells that cannot be moved; that never act, the fixed ones among them.
        wants: the place at which a cell aims.
        names: the number of the cell that stands at each place.
        turns: the order of turns in this round, names of cells.
        swaps: how many there were.
        time: the ticks so far.
    """

    values: Int[Array, " n"]
    labels: Int[Array, " n"]
    fixed: Bool[Array, " n"]
    still: Bool[Array, " n"]
    wants: Int[Array, " n"]
    names: Int[Array, " n"]
    turns: Int[Array, " n"]
    swaps: Int[Array, ""]
    time: Int[Array, ""]


class SortingArray(AbstractWorld[Array1D]):
    """Cells that sort themselves, by one rule or two.

    Half of the cells, drawn at random, carry the label 1. Where both rules are the same the label
    means nothing: that is the null model of clustering. A poke turns the part of the row within its
    radius around, where its strength is not 0.

    Attributes:
        units: n, cells, at least 2.
        rule: of the cells with the label 0: `Bubble()`, `Insertion()` or `Selection()`.
        other: of those with the label 1.
        copies: how often each value occurs, at least 1.
        frozen: cells that never act, but can be moved by others.
        immovable: further cells that never act and cannot be moved.

    Raises:
        ValueError: when a field is out of range.
    """

    units: int = whole(100)
    rule: AbstractRule = Bubble()
    other: AbstractRule = Bubble()
    copies: int = whole(1)
    frozen: int = whole(0)
    immovable: int = whole(0)

    observables: ClassVar[dict[str, str]] = {
        "sorted": "share of neighbours in order",
        "progress": "1 less the share of pairs in the wrong order (inversions)",
        "clustering": "share of neighbours with the same label, about 0.495 of 100 by chance",
        "swaps": "swaps so far",
    }

    def __check_init__(self) -> None:
        at_least(2, units=self.units)
        at_least(1, copies=self.copies)
        at_least(0, frozen=self.frozen, immovable=self.immovable)
        for name in ("rule", "other"):
            check_part(getattr(self, name), AbstractRule, name, "a rule such as Bubble()")
        if self.frozen + self.immovable >= self.units:
            raise ValueError(
                f"{self.frozen} frozen and {self.immovable} immovable cells leave none of"
                f" {self.units} to act; choose fewer"
            )

    def init(self, key: Key) -> Array1D:
        """Return a random permutation with random labels."""
        n = self.units
        for_values, for_labels, for_still = jax.random.split(key, 3)
        values = jax.random.permutation(for_values, jnp.arange(n) // self.copies)
        labels = (jax.random.permutation(for_labels, n) >= n - n // 2).astype(jnp.int32)
        rank = jax.random.permutation(for_still, n)
        fixed, still = rank < self.immovable, rank < self.immovable + self.frozen
        zero, places = jnp.zeros((), jnp.int32), jnp.arange(n)
        wants = jnp.zeros_like(places)
        return Array1D(values, labels, fixed, still, wants, places, places, zero, zero)

    def step(self, state: Array1D, key: Key) -> Array1D:
        """Return the array after the turn of one cell."""
        for_turns, for_side = jax.random.split(key)
        moment = state.time % self.units
        drawn = jax.random.permutation(for_turns, self.units)
        turns = jnp.where(moment == 0, drawn, state.turns)
        here = jnp.argmax(state.names == turns[moment])
        row = Row(state.values, state.fixed, state.still)
        right, aim = jax.random.bernoulli(for_side), state.wants[here]
        wishes = [rule.wish(row, here, right, aim) for rule in (self.rule, self.other)]
        wish = jax.tree.map(lambda a, b: jnp.where(state.labels[here] == 1, b, a), *wishes)
        acts = ~state.still[here]
        wants = state.wants.at[here].set(jnp.where(acts, wish.wants, aim))
        return self._swapped(state, wants, turns, here, wish.there, acts & wish.swap)

    def _swapped(
        self, state: Array1D, wants: Array, turns: Array, here: Array, there: Array, swap: Array
    ) -> Array1D:
        there = jnp.where(swap, there, here)
        places = jnp.arange(self.units).at[here].set(there).at[there].set(here)
        state = eqx.tree_at(lambda s: s.wants, state, wants)
        return eqx.tree_at(
            lambda s: (s.turns, s.swaps, s.time),
            _rearranged(state, places),
            (turns, state.swaps + swap, state.time + 1),
        )

    def observe(self, state: Array1D) -> Seen:
        """Return how far the array is sorted by two measures, clustering and swaps."""
        values, labels, n = state.values, state.labels, self.units
        wrong = jnp.tril(values[:, None] < values[None], -1).sum() * 2 / (n * (n - 1))
        return {
            "sorted": jnp.mean((values[1:] >= values[:-1]).astype(jnp.float32)),
            "progress": 1.0 - wrong.astype(jnp.float32),
            "clustering": jnp.mean((labels[1:] == labels[:-1]).astype(jnp.float32)),
            "swaps": state.swaps.astype(jnp.float32),
        }

    def view(self, state: Array1D) -> Bars:
        """Return the values as bars, coloured by their label; those that never act apart."""
        height: Float[Array, " n"] = (state.values + 1) * self.copies / self.units
        kind = jnp.where(state.still, 3, state.labels)
        return Bars(jnp.minimum(height, 1.0), kind)

    def poke(self, state: Array1D, poke: Poke) -> Array1D:
        """Return the array in which the part within reach is turned around."""
        places = jnp.arange(self.units)
        near = (jnp.abs(places - poke.at[0]) <= poke.radius) & (poke.strength != 0)
        first, last = jnp.argmax(near), self.units - 1 - jnp.argmax(near[::-1])
        turned = jnp.where(near, first + last - places, places)
        return _rearranged(state, turned)

    def expected(self) -> dict[str, float]:
        """Return the end of a run that is long enough, where every cell acts."""
        everyone = self.frozen + self.immovable == 0
        return {"sorted": 1.0, "progress": 1.0} if everyone else {}


def _rearranged(state: Array1D, places: Int[Array, " n"]) -> Array1D:
    """The array with its cells in another order."""
    by_place = (state.values, state.labels, state.fixed, state.still, state.wants, state.names)
    values, labels, fixed, still, wants, names = (part[places] for part in by_place)
    rest = state.turns, state.swaps, state.time
    return Array1D(values, labels, fixed, still, wants, names, *rest)


def delayed_gratification(error: list[float]) -> float:
    """Return by how much more an error falls after a rise than it rose, on average.

    Along the error after each swap repeats are dropped and monotone runs merged; the mean is of
    (fall - rise)/rise over each rise that a fall follows (the measure of the authors' code); 0
    where there is none. By inversions bubble and insertion cells have no rise at all.
    """
    course = [error[0]] if error else []
    for value in error:
        if value == course[-1]:
            continue
        rising = len(course) > 1 and (course[-1] > course[-2]) == (value > course[-1])
        course = [*course[:-1], value] if rising else [*course, value]
    gains = [
        (top - after - (top - before)) / (top - before)
        for before, top, after in zip(course, course[1:], course[2:], strict=False)
        if top > before
    ]
    return sum(gains) / len(gains) if gains else 0.0
