"""Couplings whose steps leave the fields on the activities of earlier tasks as they are.

From one population to another, x - P x in place of x does it, P being the projector on what is
protected. Inside a population a neuron has no synapse onto itself: if a step is projected first and
loses its diagonal then, the old fields move by drive_i s_i each time, and in the end all is lost.
So each neuron is projected on its own n - 1 sources. With r = x - P x and c_i = P_ii that is, for
j other than i,

    dJ_ij = drive_i (r_j + P_ji r_i / (1 - c_i)),

the Sherman-Morrison form of the projection off old patterns whose component i is zero: a synapse
sees its two neurons, and the fixed number P_ji that they left there.
"""

from typing import Self, TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Key
from basinet.core.couplings import AbstractAround, Dense, Recurrent
from basinet.core.kernels import without_diagonal
from basinet.core.subspace import Subspace

Tree = TypeVar("Tree")


class Protected(AbstractAround[Dense | Recurrent]):
    """Plastic couplings that keep what earlier tasks wrote into them.

    Weights do not decay while anything is protected: they would take the old fields with them.

    Attributes:
        couplings: `Dense` or `Recurrent`.
        subspace: of the presynaptic activities.
    """

    couplings: Dense | Recurrent
    subspace: Subspace

    def learn(
        self,
        post: Float[Array, "batch target"],
        pre: Float[Array, "batch source"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the couplings after a step off the subspace, which itself sees the activities."""
        decay = jnp.where(self.subspace.holds(), 0.0, decay)
        rest = self.subspace.off(pre)
        learnt = self.couplings.learn(post, rest, rate, decay)
        if isinstance(learnt, Recurrent):
            weights = learnt.weights + self._without_own(post, rest, rate)
            learnt = eqx.tree_at(lambda it: it.weights, learnt, weights)
        return Protected(learnt, self.subspace.seen(pre))  # pyright: ignore[reportReturnType]

    def _without_own(
        self,
        post: Float[Array, "batch n"],
        rest: Float[Array, "batch n"],
        rate: Float[Array, ""] | float,
    ) -> Float[Array, "n n"]:
        """What each neuron adds to its step, so that its own spin is not missed: P_ji r_i ..."""
        projector = self.subspace.projector
        batch, neurons = post.shape
        free = 1 - jnp.diagonal(projector)
        # Where a neuron's own axis is protected, r_i is zero and nothing is missed.
        gain = jnp.sum(post * rest, axis=0) / jnp.where(free > 1e-4, free, jnp.inf)
        return without_diagonal(projector * gain * (rate / (neurons * batch) ** 0.5))


def close_task(tree: Tree, key: Key) -> Tree:
    """Return a state with all its protected couplings after a task is over.

    Args:
        tree: what a learner has learnt.
        key: for what begins anew.

    Raises:
        ValueError: when nothing in it is protected, or no room would be left.
    """
    leaves, structure = jax.tree.flatten(tree, is_leaf=_is_protected)
    if not any(map(_is_protected, leaves)):
        raise ValueError(
            "nothing in this network is protected, so that a task has no end for it; give the"
            " learner wiring=Layers(protect=Principal())"
        )
    after = [
        Protected(leaf.couplings, leaf.subspace.closed(jax.random.fold_in(key, number)))
        if _is_protected(leaf)
        else leaf
        for number, leaf in enumerate(leaves)
    ]
    return jax.tree.unflatten(structure, after)


def ranks(tree: object) -> list[tuple[int, int]]:
    """Return for each protected block how many of how many dimensions are protected."""
    leaves = jax.tree.leaves(tree, is_leaf=_is_protected)
    found = [leaf.subspace for leaf in leaves if _is_protected(leaf)]
    return [(one.rank(), len(one.projector)) for one in found]


def _is_protected(part: object) -> bool:
    return isinstance(part, Protected)
