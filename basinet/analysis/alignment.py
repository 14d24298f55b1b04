"""Which neurons, and which subspaces, two networks have in common.

Both are shown the same patterns. Neurons are matched one to one by their correlations, or each is
predicted from the best few of the other network (Li, Yosinski, Clune, Lipson and Hopcroft,
arXiv 1511.07543). The best of many partners correlates by chance, and untrained networks do since
their inputs are the same: a number says something beside `shuffled` and beside untrained networks.
"""

import numpy as np
from jaxtyping import Float, Int
from scipy.optimize import linear_sum_assignment

Activity = Float[np.ndarray, "patterns n"]


def correlations(a: Activity, b: Float[np.ndarray, "patterns m"]) -> Float[np.ndarray, "n m"]:
    """Return the correlation over patterns of every neuron of one with every one of the other.

    A neuron that does not vary has the correlation 0.

    Raises:
        ValueError: when the numbers of patterns differ, or there are fewer than 2.
    """
    if len(a) != len(b) or len(a) < 2:
        raise ValueError(
            f"the networks were shown {len(a)} and {len(b)} patterns; both need the same ones, at"
            " least 2"
        )
    return _standard(a).T @ _standard(b) / len(a)


def matched(correlation: Float[np.ndarray, "n m"]) -> Int[np.ndarray, " n"]:
    """Return for each neuron its partner, one to one, so that the sum of correlations is largest.

    Raises:
        ValueError: when the second network has fewer neurons.
    """
    neurons, partners = correlation.shape
    if partners < neurons:
        raise ValueError(
            f"{neurons} neurons cannot be matched one to one with {partners}; exchange the two"
            " networks"
        )
    return linear_sum_assignment(correlation, maximize=True)[1]


def one_to_one(correlation: Float[np.ndarray, "n m"]) -> float:
    """Return the mean correlation of neurons with their partners, one to one."""
    partners = matched(correlation)
    return float(np.mean(correlation[np.arange(len(partners)), partners]))


def one_to_any(correlation: Float[np.ndarray, "n m"]) -> float:
    """Return the mean correlation of neurons with their best partner, which may be shared."""
    return float(np.mean(correlation.max(axis=1)))


def predicted(a: Activity, b: Float[np.ndarray, "patterns m"], partners: int, seed: int) -> float:
    """Return which share of the variance of a neuron its best partners explain, on average.

    Half of the patterns choose the partners by the size of their correlation and fit the weights
    by least squares; R^2 is measured on the other half. Neurons that do not vary are left out.

    Args:
        a: activities that are predicted.
        b: activities from which.
        partners: neurons for each, from 1 to m.
        seed: which half is which.

    Raises:
        ValueError: when there are no such partners, or too few patterns.
    """
    half = len(a) // 2
    if not 1 <= partners <= b.shape[1] or half < 2:
        raise ValueError(
            f"partners is {partners}; there are {b.shape[1]} neurons and {len(a)} patterns"
        )
    order = np.random.default_rng(seed).permutation(len(a))
    fit, test = order[:half], order[half:]
    strength = np.abs(correlations(a[fit], b[fit]))
    ones = np.ones((len(a), 1))
    found = []
    for neuron in range(a.shape[1]):
        spread = np.var(a[test, neuron])
        if spread == 0:
            continue
        best = np.argsort(-strength[neuron], kind="stable")[:partners]
        design = np.concatenate([b[:, best], ones], axis=1)
        weights = np.linalg.lstsq(design[fit], a[fit, neuron], rcond=None)[0]
        wrong = a[test, neuron] - design[test] @ weights
        found.append(1 - np.mean(wrong**2) / spread)
    return float(np.mean(found)) if found else float("nan")


def shuffled(a: Activity, seed: int) -> Activity:
    """Return activities in which each neuron has seen the patterns in an order of its own."""
    return np.random.default_rng(seed).permuted(a, axis=0)


def kernel_alignment(a: Activity, b: Float[np.ndarray, "patterns m"]) -> float:
    """Return linear CKA, |B^T A|^2 / (|A^T A| |B^T B|) of centred activities (arXiv 1905.00414).

    It is 1 when one is a rotation of the other up to a factor, whatever the neurons do alone.
    """
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    shared = np.linalg.norm(b.T @ a) ** 2
    both = np.linalg.norm(a.T @ a) * np.linalg.norm(b.T @ b)
    return float(shared / both) if both else 0.0


def procrustes_distance(a: Activity, b: Float[np.ndarray, "patterns m"]) -> float:
    """Return the squared distance after the best rotation, of centred activities of norm 1.

    2 - 2 |A^T B|_*, the nuclear norm; 0 when one is a rotation of the other, at most 2.
    """
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    a, b = (x / max(np.linalg.norm(x), 1e-300) for x in (a, b))
    return float(2 - 2 * np.linalg.svd(a.T @ b, compute_uv=False).sum())


def _standard(a: Activity) -> Activity:
    """Activities of mean 0 and deviation 1; 0 where they do not vary."""
    centred = np.asarray(a, float) - np.mean(a, axis=0)
    deviation = centred.std(axis=0)
    return centred / np.where(deviation > 1e-12, deviation, np.inf)
