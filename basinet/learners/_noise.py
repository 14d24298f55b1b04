"""Noise on the inputs while a learner learns; nothing is disturbed when it answers.

Each pattern of a batch is disturbed by itself. What a sensor would do to an input, a learner that
has seen it does not mistake for a difference between classes.
"""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from basinet._short import short
from basinet._types import Key
from basinet.learners._limits import at_least, check_part, number, whole


class AbstractNoise(eqx.Module):
    """What happens to inputs before they are learnt."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def __call__(
        self, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch features"]:
        """Return the disturbed inputs."""

    @abstractmethod
    def check(self, features: int) -> None:
        """Raise ValueError when inputs of so many features cannot be disturbed like this."""


def _check_share(share: float) -> None:
    if isinstance(share, jax.Array):
        return
    if not isinstance(share, float) or not 0 <= share < 1:
        raise ValueError(f"share is {share!r}; it must be a number of at least 0 and below 1")


class Clean(AbstractNoise):
    """No noise."""

    def __call__(
        self, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch features"]:
        """Return the inputs as they are."""
        del key
        return x

    def check(self, features: int) -> None:
        """Accept inputs of any size."""
        del features


class Flips(AbstractNoise):
    """Some components change their sign: the noise of inputs of -1 and +1.

    Attributes:
        share: the probability of each component, at least 0 and below 1; exact to 1 / 65536.

    Raises:
        ValueError: when it is outside.
    """

    share: float = number(0.05)

    def __check_init__(self):
        _check_share(self.share)

    def __call__(
        self, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch features"]:
        """Return the inputs with a random part of their components negated."""
        return jnp.where(_chosen(self.share, x, key), -x, x)

    def check(self, features: int) -> None:
        """Accept inputs of any size."""
        del features


class Silence(AbstractNoise):
    """Some components are silent, that is 0: the noise of real-valued inputs.

    Attributes:
        share: the probability of each component, at least 0 and below 1; exact to 1 / 65536.

    Raises:
        ValueError: when it is outside.
    """

    share: float = number(0.1)

    def __check_init__(self):
        _check_share(self.share)

    def __call__(
        self, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch features"]:
        """Return the inputs with a random part of their components set to 0."""
        return jnp.where(_chosen(self.share, x, key), 0.0, x)

    def check(self, features: int) -> None:
        """Accept inputs of any size."""
        del features


class Shift(AbstractNoise):
    """Pictures move by a few pixels, each by a random step of its own in both directions.

    What comes in at an edge repeats the pixels that were there.

    Attributes:
        shape: rows and columns of the pictures, as their pixels lie in an input, row by row.
        by: the farthest move in pixels, at least 1 and less than rows and columns.

    Raises:
        ValueError: when a picture cannot be moved so far.
    """

    shape: tuple[int, int] = eqx.field(static=True, default=(28, 28))
    by: int = whole(1)

    def __check_init__(self):
        at_least(1, by=self.by)
        sizes = self.shape if isinstance(self.shape, tuple) else ()
        if len(sizes) != 2 or any(not isinstance(s, int) or s <= self.by for s in sizes):
            raise ValueError(
                f"by is {self.by} and shape {self.shape}; pictures need rows and columns, and more"
                " of both than the pixels by which they move"
            )

    def __call__(
        self, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch features"]:
        """Return the pictures, each at one of (2 by + 1)^2 places with equal probability."""
        rows, columns = self.shape
        moves = jax.random.randint(key, (2, len(x)), 0, 2 * self.by + 1)
        down, right = (
            jnp.clip(jnp.arange(size) + move[:, None] - self.by, 0, size - 1)
            for size, move in zip(self.shape, moves, strict=True)
        )
        pixels = down[:, :, None] * columns + right[:, None, :]
        return jnp.take_along_axis(x, pixels.reshape(len(x), rows * columns), axis=1)

    def check(self, features: int) -> None:
        """Raise ValueError unless the inputs are pictures of this shape."""
        rows, columns = self.shape
        if rows * columns != features:
            raise ValueError(
                f"Shift moves pictures of {rows} x {columns} = {rows * columns} pixels, but the"
                f" input has {features} features; give the shape of the pictures"
            )


class Both(AbstractNoise):
    """One noise after the other.

    Attributes:
        first: what happens first.
        then: what happens to the result.
    """

    first: AbstractNoise = Shift()
    then: AbstractNoise = Silence()

    def __check_init__(self):
        for name in ("first", "then"):
            check_part(getattr(self, name), AbstractNoise, name, "a noise such as Flips()")

    def __call__(
        self, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch features"]:
        """Return the inputs after both."""
        one, other = jax.random.split(key)
        return self.then(self.first(x, one), other)

    def check(self, features: int) -> None:
        """Raise ValueError when one of them does not fit."""
        self.first.check(features)
        self.then.check(features)


def _chosen(
    share: Float[Array, ""] | float, x: Float[Array, "batch features"], key: Key
) -> Bool[Array, "batch features"]:
    """Return which components are hit: 16 random bits each, half of what a float would take."""
    return jax.random.bits(key, x.shape, jnp.uint16) < jnp.asarray(share) * 65536
