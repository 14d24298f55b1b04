"""Wirings: functions that build the couplings of a steered network."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from basinet._types import Key
from basinet.core import Blocks, Network, OneToOne, Path, random_dense, random_recurrent


class Wiring(NamedTuple):
    """All synapses of a steered network.

    Attributes:
        network: the recurrent network of the hidden neurons.
        inputs: from the input to the hidden neurons, plastic.
        feedback: from the classes to the hidden neurons, random and fixed.
        readout: from the hidden neurons to the classes, plastic.
    """

    network: Network
    inputs: Blocks
    feedback: Blocks
    readout: Blocks


def chain(
    features: int,
    layers: tuple[int, ...],
    classes: int,
    key: Key,
    *,
    self_coupling: float,
    excitation: float,
    input_gain: float,
    feedback_gain: float,
) -> Wiring:
    """Return a chain of layers, each with plastic couplings of its own.

    Every layer receives input and feedback and is read out; neuron i of a layer and neuron i of
    the next excite each other with the fixed strength `excitation` (arXiv 2509.05041).

    Args:
        features: number of inputs N.
        layers: number of neurons H_l of each layer; equal if there are several.
        classes: number of classes C.
        key: for the random weights J ~ N(0, 1/H), W_in ~ gain N(0, 1/N),
            W_back ~ gain N(0, 1/C), W_out ~ N(0, 1/H).
        self_coupling: J_D >= 0.
        excitation: lambda >= 0.
        input_gain: lambda_x, the factor of W_in.
        feedback_gain: the factor of W_back.
    """
    keys = jax.random.split(key, (4, len(layers)))
    last = len(layers) - 1
    neighbours = [Path(i, i + 1) for i in range(last)] + [Path(i + 1, i) for i in range(last)]
    within = [random_recurrent(size, k) for size, k in zip(layers, keys[0], strict=True)]
    between = [OneToOne(jnp.asarray(excitation, jnp.float32)) for _ in neighbours]
    parts = range(len(layers))
    return Wiring(
        Network(
            Blocks(
                layers,
                layers,
                (*(Path(i, i) for i in parts), *neighbours),
                (*within, *between),
            ),
            jnp.asarray(self_coupling, jnp.float32),
        ),
        Blocks(
            (features,),
            layers,
            tuple(Path(0, i) for i in parts),
            tuple(random_dense(features, h, input_gain, k) for h, k in _pairs(layers, keys[1])),
        ),
        Blocks(
            (classes,),
            layers,
            tuple(Path(0, i) for i in parts),
            tuple(random_dense(classes, h, feedback_gain, k) for h, k in _pairs(layers, keys[2])),
        ),
        Blocks(
            layers,
            (classes,),
            tuple(Path(i, 0) for i in parts),
            tuple(random_dense(h, classes, 1.0, k) for h, k in _pairs(layers, keys[3])),
        ),
    )


def _pairs(layers: tuple[int, ...], keys: Key):
    return zip(layers, keys, strict=True)
