"""Recipes for couplings: a few words that say how neurons are wired.

A recipe is a value, so that a wiring can be written down, compared and saved. There are two
kinds here, by what they connect; `basinet.core.input_recipes` has those from an input:

- inside a population: `AllToAll`, `SymmetricStart`, `SymmetricUpdate`, `Symmetric`, `FanIn`,
  `Unconnected`, and `Excited`, which adds sparse excitatory synapses to another recipe;
- between populations: `Tied` (one to one), `Excitatory` (sparse random), `Projection` (learnt).
"""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import Key
from basinet.core.blocks import Blocks, Path
from basinet.core.couplings import (
    AbstractCouplings,
    OneToOne,
    Reciprocal,
    Recurrent,
    random_dense,
    random_recurrent,
    random_symmetric,
)
from basinet.core.sparse import (
    random_excitatory,
    random_excitatory_within,
    random_sparse,
)

Strength = Float[Array, ""] | float


class AbstractWithin(eqx.Module):
    """How the neurons of one population reach one another."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def least(self) -> int:
        """Return the smallest number of neurons that a population needs."""

    @abstractmethod
    def build(self, neurons: int, key: Key) -> AbstractCouplings:
        """Return the couplings of a population of at least `least` neurons."""


class AllToAll(AbstractWithin):
    """Plastic asymmetric couplings between all pairs, J_ij ~ N(0, 1/n) at the start."""

    def least(self) -> int:
        """Return 1."""
        return 1

    def build(self, neurons: int, key: Key) -> AbstractCouplings:
        """Return the couplings of a population."""
        return random_recurrent(neurons, key)


class SymmetricStart(AbstractWithin):
    """Couplings that are symmetric at the start and then learn freely."""

    def least(self) -> int:
        """Return 1."""
        return 1

    def build(self, neurons: int, key: Key) -> AbstractCouplings:
        """Return the couplings of a population."""
        return Recurrent(random_symmetric(neurons, key))


class SymmetricUpdate(AbstractWithin):
    """Couplings that are asymmetric at the start and change symmetrically."""

    def least(self) -> int:
        """Return 1."""
        return 1

    def build(self, neurons: int, key: Key) -> AbstractCouplings:
        """Return the couplings of a population."""
        return Reciprocal(random_recurrent(neurons, key).weights)


class Symmetric(AbstractWithin):
    """Couplings that are symmetric at the start and stay so."""

    def least(self) -> int:
        """Return 1."""
        return 1

    def build(self, neurons: int, key: Key) -> AbstractCouplings:
        """Return the couplings of a population."""
        return Reciprocal(random_symmetric(neurons, key))


class FanIn(AbstractWithin):
    """Sparse plastic couplings: each neuron has `synapses` random sources, N(0, 1/synapses).

    Attributes:
        synapses: K, from 1 to the number of other neurons.
    """

    synapses: int = eqx.field(static=True, default=100)

    def __check_init__(self):
        _check_synapses(self.synapses)

    def least(self) -> int:
        """Return K + 1: a neuron is not its own source."""
        return self.synapses + 1

    def build(self, neurons: int, key: Key) -> AbstractCouplings:
        """Return the couplings of a population."""
        return random_sparse(neurons, self.synapses, key)


class Unconnected(AbstractWithin):
    """No couplings at all: what a layer shows is its input, as in a network of random features."""

    def least(self) -> int:
        """Return 1."""
        return 1

    def build(self, neurons: int, key: Key) -> AbstractCouplings:
        """Return an arrangement without a single block; it takes no memory and no time."""
        del key
        return Blocks((neurons,), (neurons,), (), ())


class Excited(AbstractWithin):
    """Another recipe with sparse fixed excitatory synapses added, of order n in number.

    A second alternative to the self-coupling, beside one-to-one couplings between layers.

    Attributes:
        strength: the field of a neuron's excitatory sources when they agree, at least 0.
        synapses: excitatory sources of each neuron.
        base: the plastic couplings.
    """

    strength: float = 1.0
    synapses: int = eqx.field(static=True, default=1)
    base: AbstractWithin = AllToAll()

    def __check_init__(self):
        _check_strength(self.strength)
        _check_synapses(self.synapses)

    def least(self) -> int:
        """Return what the base or the excitatory synapses need."""
        return max(self.base.least(), self.synapses + 1)

    def build(self, neurons: int, key: Key) -> AbstractCouplings:
        """Return the couplings of a population."""
        key_base, key_excitatory = jax.random.split(key)
        excitatory = random_excitatory_within(neurons, self.synapses, self.strength, key_excitatory)
        return Blocks(
            (neurons,),
            (neurons,),
            (Path(0, 0), Path(0, 0)),
            (self.base.build(neurons, key_base), excitatory),
        )


class AbstractBetween(eqx.Module):
    """How the neurons of one population reach those of another."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def check(self, sources: int, targets: int) -> None:
        """Raise ValueError when populations of these sizes do not fit the recipe."""

    @abstractmethod
    def build(self, sources: int, targets: int, strength: Strength, key: Key) -> AbstractCouplings:
        """Return the couplings from one population to another, of sizes that were checked.

        Args:
            sources: neurons of the first.
            targets: neurons of the second.
            strength: lambda, where the couplings are excitatory.
            key: the random key.
        """

    @abstractmethod
    def hold(self, strength: Strength) -> Strength:
        """Return the fixed field with which agreeing neighbours hold a neuron."""

    @abstractmethod
    def carries(self, strength: Strength) -> bool:
        """Return whether one population hears of the other, given lambda."""


class Tied(AbstractBetween):
    """Neuron i of one population excites neuron i of the other with strength lambda."""

    def check(self, sources: int, targets: int) -> None:
        """Raise ValueError when the populations differ in size."""
        if sources != targets:
            raise ValueError(
                f"a layer of {sources} neurons cannot be tied neuron by neuron to one of"
                f" {targets}; make them equal, or connect them by Projection() or Excitatory()"
            )

    def build(self, sources: int, targets: int, strength: Strength, key: Key) -> AbstractCouplings:
        """Return one-to-one couplings."""
        del targets, key
        return OneToOne(jnp.asarray(strength, jnp.float32), sources)

    def hold(self, strength: Strength) -> Strength:
        """Return lambda."""
        return strength

    def carries(self, strength: Strength) -> bool:
        """Return whether lambda is above 0; a traced one is taken to be."""
        return not (isinstance(strength, float) and strength == 0)


class Excitatory(AbstractBetween):
    """Each neuron is excited by `synapses` random neurons of the other population.

    Attributes:
        synapses: K, from 1 to the neurons of the other; the weight of each is lambda / K.
    """

    synapses: int = eqx.field(static=True, default=10)

    def __check_init__(self):
        _check_synapses(self.synapses)

    def check(self, sources: int, targets: int) -> None:
        """Raise ValueError when there are fewer sources than synapses."""
        del targets
        if self.synapses > sources:
            raise ValueError(
                f"each neuron needs {self.synapses} excitatory sources, but the layer has"
                f" {sources} neurons"
            )

    def build(self, sources: int, targets: int, strength: Strength, key: Key) -> AbstractCouplings:
        """Return sparse excitatory couplings."""
        return random_excitatory(sources, targets, self.synapses, strength, key)

    def hold(self, strength: Strength) -> Strength:
        """Return lambda."""
        return strength

    def carries(self, strength: Strength) -> bool:
        """Return whether lambda is above 0; a traced one is taken to be."""
        return not (isinstance(strength, float) and strength == 0)


class Projection(AbstractBetween):
    """Dense plastic weights N(0, gain^2 / sources) from one population to the other.

    Attributes:
        gain: their scale at the start, at least 0.
    """

    gain: float = 1.0

    def __check_init__(self):
        _check_strength(self.gain)

    def check(self, sources: int, targets: int) -> None:
        """Accept populations of any size."""
        del sources, targets

    def build(self, sources: int, targets: int, strength: Strength, key: Key) -> AbstractCouplings:
        """Return dense couplings; the strength plays no part."""
        del strength
        return random_dense(sources, targets, self.gain, key)

    def hold(self, strength: Strength) -> Strength:
        """Return 0: nothing in them is fixed."""
        del strength
        return 0.0

    def carries(self, strength: Strength) -> bool:
        """Return True: the weights learn."""
        del strength
        return True


def _check_strength(value: float) -> None:
    if isinstance(value, float | int) and not 0 <= value < float("inf"):
        raise ValueError(f"a strength is {value}; it must be a number of at least 0")


def _check_synapses(count: int) -> None:
    if not isinstance(count, int) or count < 1:
        raise ValueError(f"synapses is {count!r}; it must be a whole number of at least 1")
