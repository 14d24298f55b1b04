"""Steps that are stated for one synapse, whatever the number of synapses of its neuron.

`AbstractCouplings.learn` divides a step by the root of that number, which suits drives of -1 and
+1; an error that shrinks as it is learnt wants other scales.
"""

from collections.abc import Callable
from typing import NamedTuple

import equinox as eqx
from jaxtyping import Array, Float

from basinet._types import Spins
from basinet.core import Blocks, Dense, Sparse
from basinet.core.couplings import AbstractCouplings
from basinet.core.layer import Change, Layer, Scalar
from basinet.core.rewiring import Rewired, notice
from basinet.learners.steered.protocol import Rates
from basinet.learners.steered.stack import Stack
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


def take_within(
    state: Wiring, drive: Float[Array, "batch n"], spins: Spins, rates: Rates
) -> Wiring:
    """Return the network after the step of the couplings between its neurons.

    What a coupling sends is the spin of its neuron, whatever the readout counts.
    """
    couplings = state.network.couplings.learn(drive, spins, rates.recurrent, rates.decay)
    couplings = notice(couplings, spins, spins)
    network = eqx.tree_at(lambda it: it.couplings, state.network, couplings)
    return state._replace(network=network)


def take_between(
    stack: Stack,
    drive: Float[Array, "batch n"],
    counts: Float[Array, "batch n"],
    step: Callable[[int], Step],
    back: Callable[[Step], Step],
) -> Stack:
    """Return a stack after a step: U by d^(l+1) m^l, B by m^l d^(l+1), the same two activities.

    Args:
        stack: before the step.
        drive: d of all neurons.
        counts: m of all neurons.
        step: of an upward synapse of a neuron that has so many.
        back: the step of the synapse that leads back, given that of the one that leads up.
    """
    drives, seen = stack.up.split_targets(drive), stack.up.split_sources(counts)
    ups, downs = [], []
    for path, up, down in zip(stack.up.paths, stack.up.blocks, stack.down.blocks, strict=True):
        push, count = drives[path.target], seen[path.source]
        lower, upper = count.shape[1], push.shape[1]
        rise = step(lower)
        fall = back(rise)
        ups.append(up.learn(push, count, rise.size * lower**0.5, rise.decay))
        downs.append(down.learn(count, push, fall.size * upper**0.5, fall.decay))
    return Stack(
        eqx.tree_at(lambda it: it.blocks, stack.up, tuple(ups)),
        eqx.tree_at(lambda it: it.blocks, stack.down, tuple(downs)),
    )


def as_layer(state: Wiring) -> Layer | None:
    """Return the synapses of a network as those of one layer, None if they are not.

    Its step needs nothing but products; the couplings between its neurons are not part of it.
    """
    groups = state.inputs, state.feedback, state.readout
    plain = all(len(g.blocks) == 1 and isinstance(g.blocks[0], Dense) for g in groups)
    one = len(state.inputs.targets) == 1
    if not (plain and one) or state.thresholds is None or state.stack is not None:
        return None
    weights, feedback, readout = (group.blocks[0].weights for group in groups)  # pyright: ignore[reportAttributeAccessIssue]
    return Layer(weights, state.thresholds.neurons, feedback, readout)


def with_layer(state: Wiring, layer: Layer, readout_thresholds: Float[Array, " classes"]) -> Wiring:
    """Return the network with the synapses of the layer that `as_layer` gave, after a step."""
    assert state.thresholds is not None  # as `as_layer` saw
    weights = layer.weights, layer.feedback, layer.readout
    inputs, feedback, readout = (
        eqx.tree_at(lambda it: it.blocks[0].weights, group, value)
        for group, value in zip((state.inputs, state.feedback, state.readout), weights, strict=True)
    )
    thresholds = state.thresholds._replace(neurons=layer.thresholds, readout=readout_thresholds)
    return state._replace(inputs=inputs, feedback=feedback, readout=readout, thresholds=thresholds)


def _synapses(block: AbstractCouplings, sources: int) -> int:
    """The synapses of one target."""
    block = block.couplings if isinstance(block, Rewired) else block
    return block.weights.shape[1] if isinstance(block, Sparse) else sources
