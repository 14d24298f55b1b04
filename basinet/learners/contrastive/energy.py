"""A layered network of graded units: its energy, a sweep of exact descent, its correlations.

The energy of the activities z_1 .. z_L of the hidden layers and of the outputs o = z_{L+1}, with
z_0 = x held (Hopfield 1984; Scellier and Bengio 2017, arXiv 1602.05179, with these units):

    E = sum_l [sum_i U(z_li) - z_l . (W_l z_{l-1} + b_l)],   U(o) = o^2 / 2 for the outputs

Held towards a target t with the strength beta the network descends E + beta C(o, t), where the cost
C is |o - t|^2 / 2 or a cross-entropy. A sweep sets one layer after the other, from the first to the
outputs, to its minimum at the others' present activities (nudged outputs with a cross-entropy: one
step towards it), so that no half step raises the energy. With backward weights of their own
(not the forward ones read backwards) the same sweep descends no energy.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import PRECISION
from basinet.learners.contrastive.costs import AbstractCost, Rows, Squared
from basinet.learners.contrastive.units import AbstractUnits

States: TypeAlias = tuple[Float[Array, "batch _"], ...]
"""The activities of each hidden layer and, last, of the outputs, `[batch, units]`."""


class Weights(NamedTuple):
    """Everything that is learnt.

    Attributes:
        forward: W_l for each layer and the outputs, `[before, n]`, row for the source.
        biases: b_l, `[n]`.
        backward: for each layer but the first the weights from it to the layer before,
            `[n, before]`; empty where these are the forward ones read backwards.
    """

    forward: tuple[Float[Array, "_ _"], ...]
    biases: tuple[Float[Array, " _"], ...]
    backward: tuple[Float[Array, "_ _"], ...]

    def back(self, layer: int) -> Float[Array, "_ _"]:
        """Return the weights from a layer (counted from 0) to the one before."""
        return self.backward[layer - 1] if self.backward else self.forward[layer].T


class Nudge(NamedTuple):
    """What the outputs are held towards, and how strongly.

    Attributes:
        target: t, `[batch, classes]`.
        strength: beta; 0 for none, infinite where the outputs are clamped to the target.
        cost: C, the slope of which draws.
    """

    target: Float[Array, "batch classes"]
    strength: Rows
    cost: AbstractCost = Squared()


class Energy(NamedTuple):
    """A network under its inputs.

    Attributes:
        weights: of the network.
        units: what its hidden units are.
        drive: W_1 x + b_1, which no sweep changes.
    """

    weights: Weights
    units: AbstractUnits
    drive: Float[Array, "batch n"]

    def silent(self) -> States:
        """Return states of zeros."""
        batch = len(self.drive)
        return tuple(jnp.zeros((batch, len(bias))) for bias in self.weights.biases)

    def field(self, states: States, layer: int) -> Float[Array, "batch n"]:
        """Return what a layer (counted from 0) receives from its two neighbours."""
        field = self.drive
        if layer:
            field = product(states[layer - 1], self.weights.forward[layer])
            field = field + self.weights.biases[layer]
        if layer + 1 < len(states):
            field = field + product(states[layer + 1], self.weights.back(layer + 1))
        return field

    def sweep(self, states: States, nudge: Nudge) -> States:
        """Return the states after each layer went down, from the first to the outputs."""
        now = list(states)
        for layer in range(len(now) - 1):
            now[layer] = self.units.activity(self.field(tuple(now), layer))
        field = self.field(tuple(now), len(now) - 1)
        now[-1] = nudge.cost.drawn(field, now[-1], nudge.target, nudge.strength)
        return tuple(now)

    def value(self, states: States) -> Float[Array, " batch"]:
        """Return E of each pattern, without the nudge; for symmetric weights."""
        *hidden, outputs = states
        energy = jnp.sum(outputs**2, axis=1) / 2
        for layer, shown in enumerate(hidden):
            energy = energy + jnp.sum(self.units.cost(shown), axis=1)
            if layer == 0:
                energy = energy - jnp.sum(shown * self.drive, axis=1)
        for layer in range(1, len(states)):
            field = product(states[layer - 1], self.weights.forward[layer])
            field = field + self.weights.biases[layer]
            energy = energy - jnp.sum(states[layer] * field, axis=1)
        return energy

    def nudged(self, states: States, nudge: Nudge) -> Float[Array, " batch"]:
        """Return E + beta C(o, t); E alone where the outputs are clamped."""
        strength = jnp.reshape(jnp.asarray(nudge.strength), (-1,))
        finite = jnp.where(jnp.isinf(strength), 0.0, strength)
        return self.value(states) + finite * nudge.cost.value(states[-1], nudge.target)


def under(weights: Weights, units: AbstractUnits, x: Float[Array, "batch features"]) -> Energy:
    """Return the network with its first layer driven by patterns."""
    return Energy(weights, units, product(x, weights.forward[0]) + weights.biases[0])


def correlation(
    x: Float[Array, "batch features"], terms: Sequence[tuple[Rows, States]]
) -> tuple[tuple[Float[Array, "_ _"], ...], tuple[Float[Array, " _"], ...]]:
    """Return the weighted sum of the correlations in several states of the same patterns.

    Of each synapse sum_k a_k z_i z_j, of each bias sum_k a_k z_j, means over the batch: the
    derivative of -E in the weights, summed with the factors a_k. As the inputs are the same in
    all states, one product serves the first layer.
    """
    layers = len(terms[0][1])
    shown = [[factor * it for it in states] for factor, states in terms]
    sums: list[Any] = [sum(parts[1:], parts[0]) for parts in zip(*shown, strict=True)]
    weights = [product(x.T, sums[0]) / len(x)]
    for layer in range(1, layers):
        # One product for each state, so that two that are the same cancel exactly.
        products = [product((factor * it[layer - 1]).T, it[layer]) for factor, it in terms]
        weights.append(sum(products[1:], products[0]) / len(x))
    return tuple(weights), tuple(jnp.mean(it, axis=0) for it in sums)


def product(rows: Float[Array, "a m"], weights: Float[Array, "m n"]) -> Float[Array, "a n"]:
    """Return the matrix product in full single precision."""
    return jnp.matmul(rows, weights, precision=PRECISION)
