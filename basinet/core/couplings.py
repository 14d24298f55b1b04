"""Couplings: linear maps from the spins of one population to the fields of another.

All topology lives here. Each class knows how to send spins through its synapses, how to do so
cheaply when only a few spins changed, and how to change the synapses that are plastic and exist:

- `Dense`: every source reaches every target (input, readout, projections between layers);
- `Recurrent`: all pairs inside one population, without self-synapses;
- `Reciprocal`: the same, but the two synapses of a pair change alike;
- `OneToOne`: neuron i reaches neuron i, fixed (the excitatory couplings between layers);
- `Frozen`: any couplings, kept from learning;
- `basinet.core.sparse.Sparse`: a list of synapses at a fixed fan-in;
- `basinet.core.blocks.Blocks`: an arrangement of these between slices of two populations.

Weights are stored as `[source, target]`, so that the outgoing synapses of a neuron lie together:
when a few neurons flip, the field changes by their rows.
"""

from abc import abstractmethod
from typing import Generic, Self, TypeVar

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Key
from basinet.core import draw
from basinet.core.kernels import learnt, sent, shifted, without_diagonal


class AbstractCouplings(eqx.Module):
    """A linear map from source spins to target fields, with plastic synapses where it has any."""

    @abstractmethod
    def __call__(self, spins: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return the field that the source spins cause in the targets."""

    @abstractmethod
    def shift(self, change: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return by how much the field shifts when the source spins change by `change`.

        Equal to `self(change)` up to rounding, but cheap where most of `change` is zero, as it is
        in a relaxation after its first sweeps.
        """

    @abstractmethod
    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some target"]:
        """Return the outgoing weights of some neurons, for updates one after the other."""

    @abstractmethod
    def learn(
        self,
        post: Float[Array, "batch target"],
        pre: Float[Array, "batch source"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the couplings after one local step on a batch of B patterns.

        With K the number of synapses that a target receives,
        w <- w (1 - decay rate / sqrt(K)) + rate / sqrt(K B) sum_batch post_i pre_j
        on every plastic synapse that exists (arXiv 2510.11984; each synapse sees its two
        neurons only).

        Args:
            post: postsynaptic factor of each target, 0 where the neuron does not learn.
            pre: presynaptic spins or inputs.
            rate: step size eta before the scaling with K and B.
            decay: weight decay, relative to the step.
        """


class Dense(AbstractCouplings):
    """Plastic synapses from every source to every target.

    Attributes:
        weights: `[source, target]`; entry (j, i) is the synapse from neuron j to neuron i.
    """

    weights: Float[Array, "source target"]

    def __call__(self, spins: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return the field that the source spins cause in the targets."""
        return sent(spins, self.weights)

    def shift(self, change: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return `self(change)` from the rows of the spins that changed."""
        return shifted(change, self.weights)

    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some target"]:
        """Return the outgoing weights of some neurons."""
        return self.weights[sources]

    def learn(
        self,
        post: Float[Array, "batch target"],
        pre: Float[Array, "batch source"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the couplings after one local step; see `AbstractCouplings.learn`."""
        weights = learnt(self.weights, post, pre, rate, decay)
        return eqx.tree_at(lambda it: it.weights, self, weights)


class Recurrent(AbstractCouplings):
    """Plastic synapses between all pairs of neurons of one population, none onto itself.

    Attributes:
        weights: `[n, n]`; entry (j, i) is the synapse J_ij from neuron j to neuron i; the
            diagonal is zero and stays zero. The self-coupling is a property of the network.
    """

    weights: Float[Array, "n n"]

    def __call__(self, spins: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return the field that each neuron receives from the others."""
        return sent(spins, self.weights)

    def shift(self, change: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return `self(change)` from the rows of the spins that changed."""
        return shifted(change, self.weights)

    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some target"]:
        """Return the outgoing weights of some neurons."""
        return self.weights[sources]

    def learn(
        self,
        post: Float[Array, "batch n"],
        pre: Float[Array, "batch n"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the couplings after one local step; see `AbstractCouplings.learn`."""
        weights = learnt(self.weights, post, pre, rate, decay, without_self=True)
        return eqx.tree_at(lambda it: it.weights, self, weights)


class OneToOne(AbstractCouplings):
    """Fixed couplings from neuron i of the source to neuron i of a target of equal size.

    With a positive strength these are the sparse excitatory couplings lambda between
    neighbouring layers (arXiv 2509.05041).

    Attributes:
        strength: lambda, a scalar.
        size: number of neurons of each population.
    """

    strength: Float[Array, ""]
    size: int = eqx.field(static=True)

    def __call__(self, spins: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return the field lambda s_i."""
        return self.strength * spins

    def shift(self, change: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return `self(change)`."""
        return self(change)

    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some n"]:
        """Return the outgoing weights of some neurons: the strength at their own place."""
        return self.strength * (sources[:, None] == jnp.arange(self.size))

    def learn(
        self,
        post: Float[Array, "batch n"],
        pre: Float[Array, "batch n"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the same couplings: they are not plastic."""
        del post, pre, rate, decay
        return self


Inner = TypeVar("Inner", bound="AbstractCouplings")


class AbstractAround(AbstractCouplings, Generic[Inner]):
    """Couplings that send as others do, and learn in a way of their own.

    Attributes:
        couplings: those that send.
    """

    couplings: eqx.AbstractVar[Inner]

    def __call__(self, spins: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return the field that the source spins cause in the targets."""
        return self.couplings(spins)

    def shift(self, change: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return by how much the field shifts when the source spins change."""
        return self.couplings.shift(change)

    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some target"]:
        """Return the outgoing weights of some neurons."""
        return self.couplings.rows(sources)


class Frozen(AbstractAround[AbstractCouplings]):
    """Any couplings, kept from learning.

    Attributes:
        couplings: what they are otherwise.
    """

    couplings: AbstractCouplings

    def learn(
        self,
        post: Float[Array, "batch target"],
        pre: Float[Array, "batch source"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the same couplings."""
        del post, pre, rate, decay
        return self


class Reciprocal(AbstractCouplings):
    """Recurrent couplings whose every change is symmetric: J_ij and J_ji change alike.

    The change is the mean of what the two synapses of a pair would do alone, so that symmetric
    couplings stay symmetric. It is not local: each synapse sees both neurons' margins.

    Attributes:
        weights: `[n, n]`, from source to target, with a zero diagonal.
    """

    weights: Float[Array, "n n"]

    def __call__(self, spins: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return the field that each neuron receives from the others."""
        return sent(spins, self.weights)

    def shift(self, change: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return `self(change)` from the rows of the spins that changed."""
        return shifted(change, self.weights)

    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some n"]:
        """Return the outgoing weights of some neurons."""
        return self.weights[sources]

    def learn(
        self,
        post: Float[Array, "batch n"],
        pre: Float[Array, "batch n"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the couplings after one symmetrised step; see `AbstractCouplings.learn`."""
        alone = learnt(self.weights, post, pre, rate, decay, without_self=True)
        change = alone - self.weights
        return eqx.tree_at(lambda it: it.weights, self, self.weights + (change + change.T) / 2)


def random_dense(sources: int, targets: int, gain: float | Array, key: Key) -> Dense:
    """Return dense couplings with independent weights N(0, gain^2 / sources)."""
    scale = gain / sources**0.5
    return Dense(draw.normal(key, (sources, targets), lambda numbers, _: scale * numbers))


def random_recurrent(neurons: int, key: Key) -> Recurrent:
    """Return asymmetric couplings J_ij ~ N(0, 1/n), independent, with a zero diagonal."""
    return Recurrent(
        draw.normal(
            key,
            (neurons, neurons),
            lambda numbers, first: without_diagonal(numbers / neurons**0.5, first),
        )
    )


def random_symmetric(neurons: int, key: Key) -> Float[Array, "n n"]:
    """Return symmetric weights J_ij = J_ji ~ N(0, 1/n) with a zero diagonal."""
    drawn = draw.normal(key, (neurons, neurons), lambda numbers, _: numbers / neurons**0.5)
    return without_diagonal((drawn + drawn.T) / 2**0.5)
