"""Stacks: layers one above the other, each of which reads what the layer below counts.

The ramps of the layers run one after the other, and a synapse from one layer to the next sums
over the phases of the layer below: h^(l+1) = U m^l + W x + b, where m^l are counts, not spins.
What a layer is told to change comes back through weights of its own, B from layer l + 1 to layer
l, and is passed on only by neurons near their threshold:

    d^l = near^l (F^l e + B^l d^(l+1)),
    U += size sum d^(l+1) m^l,
    B += ratio size sum m^l d^(l+1).

Both see the same two activities from their two sides and lose the same share, so that B - ratio
U^T shrinks in every step, as Kolen and Pollack (1994) found for the readout's feedback.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from basinet._types import Field, Key, Spins
from basinet.core import Blocks, align
from basinet.core.couplings import AbstractCouplings, random_dense
from basinet.core.recipes import AbstractBetween, Strength
from basinet.learners._limits import in_range, number

Count: TypeAlias = Callable[[Spins, Field], Float[Array, "batch n"]]
"""What a layer hands on, given its states at rest and its fields."""


class Upward(AbstractBetween):
    """Plastic weights in one direction: a layer reads what the layer before it counts.

    U ~ N(0, gain^2 / sources); back lead B ~ N(0, feedback_gain^2 / targets of B), which carry
    drives alone and are silent when the network answers.

    Attributes:
        gain: of the weights U at the start, at least 0.
        feedback_gain: of the weights B at the start, at least 0.

    Raises:
        ValueError: when a value is negative or not finite.
    """

    gain: float = number(3.5)
    feedback_gain: float = number(0.1)

    def __check_init__(self):
        in_range(self, 0.0, float("inf"), "gain", "feedback_gain")

    def check(self, sources: int, targets: int) -> None:
        """Accept populations of any size."""
        del sources, targets

    def build(self, sources: int, targets: int, strength: Strength, key: Key) -> AbstractCouplings:
        """Return U; the strength plays no part."""
        del strength
        return random_dense(sources, targets, self.gain, key)

    def build_back(self, sources: int, targets: int, key: Key) -> AbstractCouplings:
        """Return B, from the upper layer (sources) to the lower one (targets)."""
        scale = self.feedback_gain * (sources / targets) ** 0.5
        return random_dense(sources, targets, scale, key)

    def hold(self, strength: Strength) -> Strength:
        """Return 0: nothing in them is fixed."""
        del strength
        return 0.0

    def carries(self, strength: Strength) -> bool:
        """Return True: the weights learn."""
        del strength
        return True


class Stack(NamedTuple):
    """The synapses between the layers of a stack; layers are numbered from below.

    Attributes:
        up: U, from each layer to those above it, one block for each pair of neighbours.
        down: B, one block for each block of `up`, in the same order, in the other direction.
    """

    up: Blocks
    down: Blocks

    def climb(self, field: Field, count: Count) -> Field:
        """Return the fields of all neurons, given those without the layers below.

        Args:
            field: of inputs and thresholds.
            count: what a layer hands on.
        """
        fields, counts = self.up.split_targets(field), []
        for layer in range(len(fields)):
            for path, block in zip(self.up.paths, self.up.blocks, strict=True):
                if path.target == layer:
                    fields[layer] = fields[layer] + block(counts[path.source])
            spins = align(fields[layer], jnp.zeros_like(fields[layer]))
            counts.append(count(spins, fields[layer]))
        return jnp.concatenate(fields, axis=1)

    def descend(
        self, push: Float[Array, "batch n"], near: Bool[Array, "batch n"]
    ) -> Float[Array, "batch n"]:
        """Return the drives d of all neurons.

        Args:
            push: the field of the readout's feedback, zero where none arrives.
            near: which neurons are near their threshold.
        """
        drives, passes = self.up.split_targets(push), self.up.split_targets(near.astype(push.dtype))
        for layer in reversed(range(len(drives))):
            for path, block in zip(self.down.paths, self.down.blocks, strict=True):
                if path.target == layer:
                    drives[layer] = drives[layer] + block(drives[path.source])
            drives[layer] = drives[layer] * passes[layer]
        return jnp.concatenate(drives, axis=1)

    def in_turn(
        self, phases: Float[Array, "phases batch n"], rest: Spins
    ) -> Float[Array, "steps batch n"]:
        """Return the phases layer by layer from below, all other layers as they are at rest."""
        edges = [sum(self.up.sources[:layer]) for layer in range(len(self.up.sources) + 1)]
        neurons = jnp.arange(rest.shape[1])
        shown = []
        for first, end in pairwise(edges):
            shown.append(jnp.where((neurons >= first) & (neurons < end), phases, rest))
        return jnp.concatenate(shown)
