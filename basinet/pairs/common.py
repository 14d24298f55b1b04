"""Which neurons and subspaces two models have in common, beside both controls."""

from dataclasses import dataclass, replace
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int, Shaped

from basinet.analysis import alignment
from basinet.analysis.paths import permuted
from basinet.core import Dense, Recurrent
from basinet.learners import Problem
from basinet.learners.steered import Wiring
from basinet.model import Model, train_key
from basinet.training import first_epoch

PARTNERS = (1, 3, 10, 30)
"""How many neurons of the other network predict one."""


@dataclass(frozen=True, eq=False)
class Common:
    """What two networks share.

    Attributes:
        one_to_one: mean correlation of matched neurons: trained, untrained, shuffled.
        one_to_any: mean correlation with the best partner, the same three.
        kernel: linear CKA, the same three.
        partners: numbers of neurons that predict one.
        explained: share of the variance that these explain on patterns held out.
    """

    one_to_one: tuple[float, float, float]
    one_to_any: tuple[float, float, float]
    kernel: tuple[float, float, float]
    partners: tuple[int, ...]
    explained: tuple[float, ...]


def common(
    one: Model, other: Model, x: Shaped[np.ndarray, "samples features"], seed: int = 0
) -> Common:
    """Compare the states at rest of two models for the same patterns.

    The controls are the same two networks before they learnt, and the first with its neurons shown
    the patterns in orders of their own.

    Args:
        one: a model of a learner that relaxes.
        other: another, of any size.
        x: patterns, not encoded.
        seed: of the control and of the halves.

    Raises:
        TypeError: when a learner does not relax.
        ValueError: when the patterns do not fit.
    """
    a, b = activity(one, x), activity(other, x)
    if a.shape[1] > b.shape[1]:
        a, b, one, other = b, a, other, one
    fresh = [activity(untrained(model), x) for model in (one, other)]
    pairs = [(a, b), (fresh[0], fresh[1]), (alignment.shuffled(a, seed), b)]
    matrices = [alignment.correlations(*pair) for pair in pairs]
    single = tuple(alignment.one_to_one(matrix) for matrix in matrices)
    shared = tuple(alignment.one_to_any(matrix) for matrix in matrices)
    kernel = tuple(alignment.kernel_alignment(*pair) for pair in pairs)
    partners = tuple(count for count in PARTNERS if count <= b.shape[1])
    explained = tuple(alignment.predicted(a, b, count, seed) for count in partners)
    return Common(single, shared, kernel, partners, explained)  # pyright: ignore[reportArgumentType]


def matched_to(
    one: Model, other: Model, x: Shaped[np.ndarray, "samples features"]
) -> tuple[Wiring, Wiring]:
    """Return the second network with its neurons in the order of their partners in the first.

    Beside it stands the control: the same neurons in a random order. Both answer as before.

    Raises:
        TypeError: when a learner does not relax.
        ValueError: when they are no steered networks of one layer with dense couplings.
    """
    state = other.epoch.state
    refuse_no_order(state)
    order = alignment.matched(alignment.correlations(activity(one, x), activity(other, x)))
    random = np.random.default_rng(0).permutation(len(order))
    return reordered(state, order), reordered(state, random)


def activity(
    model: Model, x: Shaped[np.ndarray, "samples features"]
) -> Float[np.ndarray, "samples n"]:
    """Return the spins at rest for some patterns."""
    return np.asarray(model.relax(x).spins, float)


def reordered(state: Wiring, order: Int[np.ndarray, " n"]) -> Wiring:
    """Return the same network with its neurons in another order: it answers as before."""

    def moved(group: Any, rows: Any, columns: Any) -> Any:
        weights = permuted(group.blocks[0].weights, rows, columns)
        return eqx.tree_at(lambda it: it.blocks[0].weights, group, weights)

    network = state.network
    if network.couplings.blocks and hasattr(network.couplings.blocks[0], "weights"):  # pyright: ignore[reportAttributeAccessIssue]
        couplings = moved(network.couplings, order, order)
        network = eqx.tree_at(lambda it: it.couplings, network, couplings)
    own = jnp.broadcast_to(network.self_coupling, (len(order),))[order]
    network = eqx.tree_at(lambda it: it.self_coupling, network, own)
    thresholds = state.thresholds
    if thresholds is not None:
        thresholds = thresholds._replace(neurons=thresholds.neurons[order])
    return state._replace(
        network=network,
        inputs=moved(state.inputs, None, order),
        feedback=moved(state.feedback, None, order),
        readout=moved(state.readout, order, None),
        thresholds=thresholds,
    )


def refuse_no_order(state: Any) -> None:
    """Refuse networks whose neurons cannot change places by changing rows and columns.

    Raises:
        ValueError: when it is no steered network of one layer with dense couplings.
    """
    fits = isinstance(state, Wiring) and state.stack is None and len(state.inputs.targets) == 1
    if fits:
        groups = (state.inputs, state.feedback, state.readout)
        fits = all(len(g.blocks) == 1 and isinstance(g.blocks[0], Dense) for g in groups)
        inside = state.network.couplings.blocks  # pyright: ignore[reportAttributeAccessIssue]
        empty = not inside or not getattr(inside[0], "blocks", True)
        fits = fits and (empty or isinstance(inside[0], Recurrent))
    if not fits:
        raise ValueError(
            "neurons are matched in steered networks of one layer with dense couplings; compare"
            " these, or leave the neurons in their places"
        )


def input_fields(model: Model) -> Float[np.ndarray, "neurons inputs"]:
    """Return the input weights of each neuron of a steered network, dense.

    Raises:
        ValueError: when it has none.
    """
    state = model.epoch.state
    if not isinstance(state, Wiring):
        raise ValueError(f"{type(model.learner).__name__} has no input weights of neurons")
    return np.asarray(state.inputs(jnp.eye(state.inputs.sources[0]))).T


def untrained(model: Model) -> Model:
    """Return a model as it was before it learnt, from its own seed."""
    problem = Problem(model.inputs, len(model.classes))
    return replace(model, epoch=first_epoch(model.learner, problem, train_key(model.seed)))
