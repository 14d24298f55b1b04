"""Steps that are stated for one synapse, whatever the number of synapses of its neuron.

`AbstractCouplings.learn` divides a step by the root of that number, which suits drives of -1 and
+1; an error that shrinks as it is learnt wants other scales.
"""

from collections.abc import Callable
from typing import NamedTuple

import equinox as eqx
from jaxtyping import Array, Float

from basinet.core import Blocks, Dense, Sparse
from basinet.core.couplings import AbstractCouplings
from basinet.core.layer import Change, Layer, Scalar
from basinet.core.relax import are_apart
from basinet.learners.steered.wiring import Wiring


class Step(NamedTuple):
    """w <- (1 - size decay) w + size / sqrt(B) sum_batch post pre, for each synapse.

    Attributes:
        size: of the step.
        decay: relative to the size.
    """

    size: Scalar
    decay: Scalar = 0.0

    def change(self, batch: int) -> Change:
        """Return what a weight loses, and the factor of the sum over so many patterns."""
        return Change(self.size * self.decay, self.size / batch**0.5)

    def times(self, pace: Scalar) -> "Step":
        """Return a step that is so many times as large."""
        return Step(self.size * pace, self.decay)


def take(
    group: Blocks,
    post: Float[Array, "batch targets"],
    pre: Float[Array, "batch sources"],
    step: Callable[[int], Step],
) -> Blocks:
    """Return couplings after a step that is given for a synapse of a neuron with so many."""
    if not group.blocks:
        return group
    posts, pres = group.split_targets(post), group.split_sources(pre)
    blocks = []
    for path, block in zip(group.paths, group.blocks, strict=True):
        count = _synapses(block, group.sources[path.source])
        size, decay = step(count)
        blocks.append(block.learn(posts[path.target], pres[path.source], size * count**0.5, decay))
    return eqx.tree_at(lambda it: it.blocks, group, tuple(blocks))


def alone(state: Wiring) -> Layer | None:
    """Return a network as one layer of neurons that do not hear of one another, None if it is not.

    Such a layer is at rest after one sweep, and its step needs nothing but products.
    """
    groups = state.inputs, state.feedback, state.readout
    plain = all(len(g.blocks) == 1 and isinstance(g.blocks[0], Dense) for g in groups)
    one = len(state.inputs.targets) == 1
    if not (plain and one and are_apart(state.network.couplings)) or state.thresholds is None:
        return None
    weights, feedback, readout = (group.blocks[0].weights for group in groups)  # pyright: ignore[reportAttributeAccessIssue]
    return Layer(weights, state.thresholds.neurons, feedback, readout)


def with_layer(state: Wiring, layer: Layer, readout_thresholds: Float[Array, " classes"]) -> Wiring:
    """Return the network with the synapses of the layer that `alone` gave, after a step."""
    assert state.thresholds is not None  # as `alone` saw
    weights = layer.weights, layer.feedback, layer.readout
    inputs, feedback, readout = (
        eqx.tree_at(lambda it: it.blocks[0].weights, group, value)
        for group, value in zip((state.inputs, state.feedback, state.readout), weights, strict=True)
    )
    thresholds = state.thresholds._replace(neurons=layer.thresholds, readout=readout_thresholds)
    return state._replace(inputs=inputs, feedback=feedback, readout=readout, thresholds=thresholds)


def _synapses(block: AbstractCouplings, sources: int) -> int:
    """The synapses of one target."""
    return block.weights.shape[1] if isinstance(block, Sparse) else sources
