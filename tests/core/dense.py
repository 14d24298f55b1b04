"""The one matrix of all pairs that couplings of any kind amount to, synapse by synapse."""

import numpy as np

from basinet.core import Blocks, Dense, Frozen, OneToOne, Reciprocal, Recurrent, Sparse


def matrix(couplings):
    """`J[i, j]`: the synapse from source j to target i, read from what the couplings store."""
    match couplings:
        case Dense() | Recurrent() | Reciprocal():
            return np.asarray(couplings.weights, float).T
        case OneToOne():
            return float(couplings.strength) * np.eye(couplings.size)
        case Frozen():
            return matrix(couplings.couplings)
        case Sparse():
            J = np.zeros((len(couplings.sources), couplings.size))
            for i, (sources, weights) in enumerate(
                zip(np.asarray(couplings.sources), np.asarray(couplings.weights), strict=True)
            ):
                for j, weight in zip(sources, weights, strict=True):
                    J[i, j] += weight
            return J
        case Blocks():
            J = np.zeros((sum(couplings.targets), sum(couplings.sources)))
            for (source, target), block in zip(couplings.paths, couplings.blocks, strict=True):
                start, first = sum(couplings.sources[:source]), sum(couplings.targets[:target])
                part = matrix(block)
                J[first : first + part.shape[0], start : start + part.shape[1]] += part
            return J
    raise AssertionError(f"no matrix is known for {type(couplings).__name__}")
