"""A chain of layers as one network, so that its fixed points can be enumerated or searched.

Layer l has its own asymmetric couplings, and neuron i of a layer is coupled with strength lambda
to neuron i of the neighbouring layers: the field on neuron i of layer l is
h_i^l + J_D s_i^l + lambda (s_i^{l-1} + s_i^{l+1}) (arXiv 2509.05041). In the assembled network
the neurons are numbered layer after layer.
"""

import numpy as np
from numpy.typing import NDArray


def open_chain_couplings(layers: NDArray, excitation: float) -> NDArray[np.float64]:
    """Return the couplings of a chain whose two end layers have one neighbour each.

    Args:
        layers: the couplings inside each layer, `[layers, n, n]`, entry (l, i, j) from neuron j
            to neuron i of layer l.
        excitation: lambda.

    Returns:
        The couplings of all neurons, `[layers * n, layers * n]`.

    Raises:
        ValueError: when the shape is wrong or a number is not finite.
    """
    blocks = _layers(layers, excitation, fewest=1)
    count = len(blocks)
    return _assemble(blocks, excitation, [(at, at + 1) for at in range(count - 1)])


def ring_couplings(layers: NDArray, excitation: float) -> NDArray[np.float64]:
    """Return the couplings of at least three layers in a ring: the last is next to the first.

    Args:
        layers: the couplings inside each layer, `[layers, n, n]`, entry (l, i, j) from neuron j
            to neuron i of layer l.
        excitation: lambda.

    Returns:
        The couplings of all neurons, `[layers * n, layers * n]`.

    Raises:
        ValueError: when there are fewer than three layers, the shape is wrong or a number is
            not finite.
    """
    blocks = _layers(layers, excitation, fewest=3)
    count = len(blocks)
    return _assemble(blocks, excitation, [(at, (at + 1) % count) for at in range(count)])


def _layers(layers: NDArray, excitation: float, fewest: int) -> NDArray[np.float64]:
    blocks = np.asarray(layers, np.float64)
    if blocks.ndim != 3 or len(blocks) < fewest or blocks.shape[1] != blocks.shape[2]:
        raise ValueError(
            f"layers have the shape {blocks.shape}; expected [layers, n, n] with at least"
            f" {fewest} layers"
        )
    if not np.all(np.isfinite(blocks)):
        raise ValueError("layers contain NaN or infinity; every coupling must be finite")
    if not np.isfinite(excitation):
        raise ValueError(f"excitation is {excitation!r}; it must be a finite number")
    return blocks


def _assemble(
    blocks: NDArray[np.float64], excitation: float, neighbours: list[tuple[int, int]]
) -> NDArray[np.float64]:
    count, n = blocks.shape[:2]
    whole = np.zeros((count, n, count, n))
    for at, block in enumerate(blocks):
        whole[at, :, at, :] = block
    for one, other in neighbours:
        whole[one, :, other, :] = whole[other, :, one, :] = excitation * np.eye(n)
    return whole.reshape(count * n, count * n)
