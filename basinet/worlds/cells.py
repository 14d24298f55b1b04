"""The rules by which a cell of a self-sorting array acts when it has its turn.

After Zhang, Goldstein and Levin (arXiv 2401.05375), made discrete (our reading).
"""

from abc import abstractmethod
from typing import NamedTuple

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int

from basinet._short import short


class Row(NamedTuple):
    """What a cell may see; all by place.

    Attributes:
        values: what is sorted.
        fixed: cells that cannot be moved.
        still: cells that never act, the fixed ones among them.
    """

    values: Int[Array, " n"]
    fixed: Bool[Array, " n"]
    still: Bool[Array, " n"]


class Wish(NamedTuple):
    """What a cell wants.

    Attributes:
        there: the place with which it would swap.
        swap: whether it would.
        wants: the place at which it aims from now on.
    """

    there: Int[Array, ""]
    swap: Bool[Array, ""]
    wants: Int[Array, ""]


class AbstractRule(eqx.Module):
    """How a cell acts."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def wish(
        self, row: Row, here: Int[Array, ""], right: Bool[Array, ""], wants: Int[Array, ""]
    ) -> Wish:
        """Return what a cell wants at its turn.

        Args:
            row: what it sees.
            here: where it stands.
            right: the side to which it looks this time.
            wants: the place at which it aims.
        """


class Bubble(AbstractRule):
    """Looks to one side and swaps with a neighbour that is on the wrong side of it."""

    def wish(
        self, row: Row, here: Int[Array, ""], right: Bool[Array, ""], wants: Int[Array, ""]
    ) -> Wish:
        """Return the neighbour on that side."""
        there = jnp.where(right, here + 1, here - 1)
        inside = (there >= 0) & (there < len(row.values))
        there = jnp.clip(there, 0, len(row.values) - 1)
        mine, other = row.values[here], row.values[there]
        wrong = jnp.where(right, mine > other, mine < other)
        return Wish(there, inside & wrong & ~row.fixed[there], wants)


class Insertion(AbstractRule):
    """Swaps with a larger left neighbour, if all to the left are in order.

    A cell that never acts ends the view to the left: what is beyond it is not looked at.
    """

    def wish(
        self, row: Row, here: Int[Array, ""], right: Bool[Array, ""], wants: Int[Array, ""]
    ) -> Wish:
        """Return the left neighbour."""
        del right
        places = jnp.arange(len(row.values))
        begin = jnp.max(jnp.where(row.still & (places < here), places, -1)) + 1
        descents = row.values[1:] < row.values[:-1]
        seen = (places[:-1] >= begin) & (places[1:] < here)
        there = jnp.maximum(here - 1, 0)
        smaller = (here > 0) & (row.values[here] < row.values[there])
        return Wish(there, smaller & ~jnp.any(descents & seen) & ~row.fixed[there], wants)


class Selection(AbstractRule):
    """Aims at a place, first the leftmost: takes it from a larger cell, else aims at the next.

    A cell that aims at its own place has looked at all to its left, and begins anew. So it moves
    leftwards only, and among cells of this rule alone what stands at a place never grows.
    """

    def wish(
        self, row: Row, here: Int[Array, ""], right: Bool[Array, ""], wants: Int[Array, ""]
    ) -> Wish:
        """Return the place at which it aims."""
        del right
        smaller = (wants < here) & (row.values[here] < row.values[wants])
        swap = smaller & ~row.fixed[wants]
        onwards = jnp.where(wants < here, wants + 1, 0)
        return Wish(wants, swap, jnp.where(swap, wants, onwards))
