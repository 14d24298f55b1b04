"""Subspaces of activity that are kept from change: what earlier tasks wrote stays as it was.

A synapse moves by a product of what its two neurons show. If the presynaptic part is projected off
the subspace of earlier activities, the field on these activities cannot move (Zeng et al., Nature
Machine Intelligence 2019; with lateral neurons that find the subspace by Hebb's rule: HLOP,
arXiv 2402.11984). A `Subspace` holds the projector on what is protected, and a finder that watches
the present task. When the task is over, `closed` adds what the finder found.
"""

from abc import abstractmethod
from typing import Self

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float

from basinet._types import PRECISION, Key

Rows = Float[Array, "batch n"]


class AbstractFinder(eqx.Module):
    """What learns the subspace of a task while the task is learnt."""

    @abstractmethod
    def seen(self, x: Rows, projector: Float[Array, "n n"]) -> Self:
        """Return the finder after a batch of activities, given what is protected already."""

    @abstractmethod
    def found(self, projector: Float[np.ndarray, "n n"]) -> Float[np.ndarray, "rows n"]:
        """Return directions outside of what is protected already, on the host.

        They are orthogonal, and of length 1, or shorter where they are protected in part.
        """

    @abstractmethod
    def fresh(self, projector: Float[Array, "n n"], key: Key) -> Self:
        """Return the finder of the next task."""


class Moments(AbstractFinder):
    """The second moments of the activities, a running mean, and their leading directions.

    Attributes:
        mean: <x x^T>, `[n, n]`.
        share: of the energy |x|^2 of the task that the protected subspace is to hold.
        memory: what a step leaves of the mean before it, from 0 to below 1.
    """

    mean: Float[Array, "n n"]
    share: Float[Array, ""]
    memory: Float[Array, ""]

    def seen(self, x: Rows, projector: Float[Array, "n n"]) -> Self:
        """Return the finder with a batch in its mean."""
        del projector
        return eqx.tree_at(lambda it: it.mean, self, _with(self.mean, x, self.memory))

    def found(self, projector: Float[np.ndarray, "n n"]) -> Float[np.ndarray, "rows n"]:
        """Return the fewest directions with which the share of the energy is protected."""
        mean = np.asarray(self.mean, float)
        off = np.eye(len(mean)) - projector
        values, vectors = np.linalg.eigh(off @ mean @ off)
        values, vectors = np.maximum(values[::-1], 0), vectors.T[::-1]
        energy = np.trace(mean)
        missing = energy - np.trace(projector @ mean) - np.cumsum(values)
        allowed = max(1 - float(self.share), _EXACT) * energy
        before = np.concatenate([[energy - np.trace(projector @ mean)], missing])
        rows = int(np.argmax(before <= allowed)) if np.any(before <= allowed) else len(values)
        return vectors[:rows]

    def fresh(self, projector: Float[Array, "n n"], key: Key) -> Self:
        """Return the finder without a mean."""
        del projector, key
        return eqx.tree_at(lambda it: it.mean, self, jnp.zeros_like(self.mean))


class Energies(AbstractFinder):
    """The energy in each direction, of all tasks together: the more, the more it is protected.

    With the sum S of the tasks' means <x x^T>, and a the energy at which a direction is half
    protected, I - P = a (S + a I)^-1 is what is left of a step, the regularised projector of Zeng
    et al. (arXiv 1810.01256).

    Attributes:
        mean: <x x^T> of the present task, `[n, n]`.
        total: S of those before it.
        half: a, in units of the mean energy of the task in a direction.
        memory: what a step leaves of the mean before it, from 0 to below 1.
    """

    mean: Float[Array, "n n"]
    total: Float[Array, "n n"]
    half: Float[Array, ""]
    memory: Float[Array, ""]

    def seen(self, x: Rows, projector: Float[Array, "n n"]) -> Self:
        """Return the finder with a batch in its mean."""
        del projector
        return eqx.tree_at(lambda it: it.mean, self, _with(self.mean, x, self.memory))

    def found(self, projector: Float[np.ndarray, "n n"]) -> Float[np.ndarray, "rows n"]:
        """Return the directions that are protected more than before, each as long as it is so."""
        mean = np.asarray(self.mean, float)
        if not mean.any():  # a task in which nothing was learnt has no unit of energy
            return np.zeros((0, len(mean)))
        values, vectors = np.linalg.eigh(mean + np.asarray(self.total, float))
        values = np.maximum(values, 0)
        level = max(float(self.half) * np.trace(mean) / len(mean), np.finfo(float).tiny)
        after = (vectors * (values / (values + level))) @ vectors.T
        more, directions = np.linalg.eigh(after - projector)
        return (directions * np.sqrt(np.maximum(more, 0))).T

    def fresh(self, projector: Float[Array, "n n"], key: Key) -> Self:
        """Return the finder with the mean in its sum."""
        del projector, key
        after = jnp.zeros_like(self.mean), self.total + self.mean
        return eqx.tree_at(lambda it: (it.mean, it.total), self, after)


class Laterals(AbstractFinder):
    """Lateral neurons that find the principal subspace by a Hebbian and anti-Hebbian rule.

    y = H x, x^ = H^T y and H <- H + rate m with the momentum m <- 0.9 m + 0.1 <y (x - x^)^T>, whose
    entries are cut at -10 and +10, `inner` times for each batch (arXiv 2402.11984). The neurons
    of earlier tasks take part in x^, so that the new ones find what those do not explain.

    Attributes:
        rows: H, `[m, n]`.
        momentum: m, `[m, n]`.
        rate: size of a step.
        inner: steps for each batch.
    """

    rows: Float[Array, "m n"]
    momentum: Float[Array, "m n"]
    rate: Float[Array, ""]
    inner: int = eqx.field(static=True)

    def seen(self, x: Rows, projector: Float[Array, "n n"]) -> Self:
        """Return the neurons after their steps on a batch."""
        rest = x - jnp.matmul(x, projector, precision=PRECISION)

        def step(_: Array, at: tuple[Array, Array]) -> tuple[Array, Array]:
            rows, momentum = at
            y = jnp.matmul(rest, rows.T, precision=PRECISION)
            wrong = rest - jnp.matmul(y, rows, precision=PRECISION)
            change = jnp.matmul(y.T, wrong, precision=PRECISION) / x.shape[0]
            momentum = 0.9 * momentum + 0.1 * jnp.clip(change, -10, 10)
            return rows + self.rate * momentum, momentum

        learnt = jax.lax.fori_loop(0, self.inner, step, (self.rows, self.momentum))
        return eqx.tree_at(lambda it: (it.rows, it.momentum), self, learnt)

    def found(self, projector: Float[np.ndarray, "n n"]) -> Float[np.ndarray, "rows n"]:
        """Return what the neurons span, without what is protected already."""
        if not np.any(self.momentum):  # they have seen nothing, and are as they were drawn
            return np.zeros((0, len(projector)))
        return _orthonormal(np.asarray(self.rows, float), projector)

    def fresh(self, projector: Float[Array, "n n"], key: Key) -> Self:
        """Return random orthonormal neurons outside of what is protected, as many as room is."""
        drawn = np.asarray(jax.random.normal(key, self.rows.shape), float)
        basis = _orthonormal(drawn, np.asarray(projector, float))
        filled = np.zeros(self.rows.shape)
        filled[: len(basis)] = basis
        rows = jnp.asarray(filled, self.rows.dtype)
        return eqx.tree_at(lambda it: (it.rows, it.momentum), self, (rows, jnp.zeros_like(rows)))


class Subspace(eqx.Module):
    """What is protected of the activities of n neurons, and who watches the present task.

    Attributes:
        projector: on the protected subspace, symmetric, `[n, n]`, with eigenvalues from 0 to 1;
            zero in the first task.
        finder: what learns the subspace of the present task.
    """

    projector: Float[Array, "n n"]
    finder: AbstractFinder

    def off(self, x: Rows) -> Rows:
        """Return activities without their part in the protected subspace."""
        return x - jnp.matmul(x, self.projector, precision=PRECISION)

    def seen(self, x: Rows) -> Self:
        """Return the subspace after its finder saw a batch."""
        finder = self.finder.seen(x, self.projector)
        return eqx.tree_at(lambda it: it.finder, self, finder)

    def holds(self) -> Bool[Array, ""]:
        """Return whether anything is protected."""
        return jnp.trace(self.projector) > 0.5

    def rank(self) -> int:
        """Return how many dimensions are protected."""
        return round(float(jnp.trace(self.projector)))

    def closed(self, key: Key) -> Self:
        """Return the subspace when a task is over: what was found is protected from now on.

        Raises:
            ValueError: when nothing would be left in which a further task could be learnt.
        """
        before = np.asarray(self.projector, float)
        rows, size = self.finder.found(before), len(before)
        rank = round(np.trace(before) + np.sum(rows**2))
        if rank >= size:
            raise ValueError(
                f"no room is left: {rank} of {size} dimensions of these activities would be"
                " protected, and no synapse from them could learn any more; protect less of each"
                " task (a smaller share, a greater half, fewer rows), or take more neurons"
            )
        after = jnp.asarray(before + rows.T @ rows, self.projector.dtype)
        return Subspace(after, self.finder.fresh(after, key))  # pyright: ignore[reportReturnType]


_EXACT = 1e-6
"""Share of the energy below which numbers of single precision do not tell it from none."""


def _with(mean: Float[Array, "n n"], x: Rows, memory: Float[Array, ""]) -> Float[Array, "n n"]:
    """A running mean of x x^T after a batch."""
    now = jnp.matmul(x.T, x, precision=PRECISION) / x.shape[0]
    # The first batch is the whole mean, so that few steps are not drawn to zero.
    kept = jnp.where(jnp.trace(mean) > 0, memory, 0.0)
    return kept * mean + (1 - kept) * now


def _orthonormal(
    rows: Float[np.ndarray, "m n"], projector: Float[np.ndarray, "n n"]
) -> Float[np.ndarray, "rows n"]:
    """An orthonormal basis of what rows span outside of a subspace."""
    rest = rows - rows @ projector
    _, strengths, directions = np.linalg.svd(rest, full_matrices=False)
    kept = directions[strengths > 1e-3 * max(1.0, strengths.max(initial=0.0))]
    return kept - kept @ projector
