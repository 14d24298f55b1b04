"""How `Modern` looks at vectors: relative to their mean or not, as directions or with lengths.

With vectors of unequal length the longest wins, whatever the cue is; and pictures are alike before
their mean is subtracted. What was prepared is undone in what is retrieved.
"""

from abc import abstractmethod

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet._short import short


class AbstractPreparation(eqx.Module):
    """What is done with vectors before they are compared."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def mean(self, cues: Float[np.ndarray, "patterns n"]) -> Float[np.ndarray, " n"]:
        """Return what is subtracted from every vector, from the stored ones."""

    @abstractmethod
    def scaled(self, vectors: Float[Array, "rows n"]) -> Float[Array, "rows n"]:
        """Return vectors, from which the mean was subtracted, in the lengths that count."""

    @abstractmethod
    def check(self, name: str, table: Float[np.ndarray, "patterns components"]) -> None:
        """Raise ValueError for rows of which nothing is left.

        Args:
            name: what the table is called in the message.
            table: vectors as they came.
        """


class CentredUnit(AbstractPreparation):
    """The mean is subtracted, then every vector is divided by its length."""

    def mean(self, cues: Float[np.ndarray, "patterns n"]) -> Float[np.ndarray, " n"]:
        """Return the mean."""
        return _mean(cues)

    def scaled(self, vectors: Float[Array, "rows n"]) -> Float[Array, "rows n"]:
        """Return vectors of length 1."""
        return _of_length_one(vectors)

    def check(self, name: str, table: Float[np.ndarray, "patterns components"]) -> None:
        """Refuse rows whose components are all equal."""
        _refuse_even(name, table)


class Centred(AbstractPreparation):
    """The mean is subtracted."""

    def mean(self, cues: Float[np.ndarray, "patterns n"]) -> Float[np.ndarray, " n"]:
        """Return the mean."""
        return _mean(cues)

    def scaled(self, vectors: Float[Array, "rows n"]) -> Float[Array, "rows n"]:
        """Return the vectors."""
        return vectors

    def check(self, name: str, table: Float[np.ndarray, "patterns components"]) -> None:
        """Refuse nothing."""
        del name, table


class Unit(AbstractPreparation):
    """Every vector is divided by its length."""

    def mean(self, cues: Float[np.ndarray, "patterns n"]) -> Float[np.ndarray, " n"]:
        """Return zeros."""
        return np.zeros(cues.shape[1], np.float32)

    def scaled(self, vectors: Float[Array, "rows n"]) -> Float[Array, "rows n"]:
        """Return vectors of length 1."""
        return _of_length_one(vectors)

    def check(self, name: str, table: Float[np.ndarray, "patterns components"]) -> None:
        """Refuse rows whose components are all equal."""
        _refuse_even(name, table)


class Bare(AbstractPreparation):
    """Vectors as they come: the network of the paper."""

    def mean(self, cues: Float[np.ndarray, "patterns n"]) -> Float[np.ndarray, " n"]:
        """Return zeros."""
        return np.zeros(cues.shape[1], np.float32)

    def scaled(self, vectors: Float[Array, "rows n"]) -> Float[Array, "rows n"]:
        """Return the vectors."""
        return vectors

    def check(self, name: str, table: Float[np.ndarray, "patterns components"]) -> None:
        """Refuse nothing."""
        del name, table


def _mean(cues: Float[np.ndarray, "patterns n"]) -> Float[np.ndarray, " n"]:
    # Summed in float64, so that the mean of equal rows is that row.
    return cues.mean(axis=0, dtype=np.float64).astype(np.float32)


def _of_length_one(vectors: Float[Array, "rows n"]) -> Float[Array, "rows n"]:
    """Return vectors of length 1; zeros stay zeros."""
    length = jnp.sqrt(jnp.sum(vectors**2, axis=1, keepdims=True))
    return jnp.where(length > 0, vectors / jnp.where(length > 0, length, 1), 0)


def _refuse_even(name: str, table: Float[np.ndarray, "patterns components"]) -> None:
    if table.shape[1] == 1:
        return
    empty = np.flatnonzero(table.min(axis=1) == table.max(axis=1))
    if len(empty):
        row = empty[0]
        raise ValueError(
            f"{name}[{row}] has the value {table[row, 0]:g} in all its components, a picture"
            " of nothing; leave it out, or take Modern(preparation=Bare())"
        )
