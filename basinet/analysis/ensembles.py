"""Ensembles: which units answer to which class, and how sparse their activity is.

The questions are those of Tosato et al. 2023, *Emergent representations in networks trained with
the Forward-Forward algorithm* (arXiv 2305.18353); the criteria are stated here.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int, Real, Shaped

from basinet.analysis._check import check_labels, check_states


class Sparsity(NamedTuple):
    """How few units carry the activity, averaged over the samples of each class.

    Attributes:
        hoyer: (sqrt(n) - |a|_1 / |a|_2) / (sqrt(n) - 1) for a sample with the activity a: 0 where
            all n units are alike, 1 where one is active alone (Hoyer 2004, equation 3.1). Samples
            without any activity are left out; NaN where a class has no other.
        active: the fraction of units whose activity is not zero.
    """

    hoyer: Float[np.ndarray, " classes"]
    active: Float[np.ndarray, " classes"]


class Ensembles(NamedTuple):
    """The units that are specific to each class.

    Attributes:
        members: whether a unit belongs to the ensemble of a class.
        sizes: units in each ensemble.
        shared: of each ensemble the fraction of units that also belong to another; NaN where it is
            empty.
        overlap: for each pair of classes the units in both ensembles over those in either
            (Jaccard); NaN where both are empty.
    """

    members: Bool[np.ndarray, "classes n"]
    sizes: Int[np.ndarray, " classes"]
    shared: Float[np.ndarray, " classes"]
    overlap: Float[np.ndarray, "classes classes"]


def sparsity(
    activity: Real[np.ndarray, "samples n"],
    labels: Shaped[np.ndarray, " samples"],
    classes: Shaped[np.ndarray, " classes"],
) -> Sparsity:
    """Return how sparse the activity is in each class.

    Args:
        activity: of the units, one sample a row; signs do not matter.
        labels: the class of each sample.
        classes: all classes, in the order of the result; NaN for one without a sample.

    Raises:
        ValueError: when there is no sample, fewer than two units, a value is not finite or labels
            do not fit.
    """
    _check(activity, labels)
    sizes = np.abs(activity.astype(np.float64))
    root = activity.shape[1] ** 0.5
    length = np.sqrt(np.sum(sizes**2, axis=1))
    hoyer = np.full(len(sizes), np.nan)
    np.divide(np.sum(sizes, axis=1), length, out=hoyer, where=length > 0)
    hoyer = (root - hoyer) / (root - 1)
    active = np.mean(sizes > 0, axis=1)
    chosen = [labels == one for one in classes]
    return Sparsity(
        np.array([_mean(hoyer[rows & (length > 0)]) for rows in chosen]),
        np.array([_mean(active[rows]) for rows in chosen]),
    )


def class_means(
    activity: Real[np.ndarray, "samples n"],
    labels: Shaped[np.ndarray, " samples"],
    classes: Shaped[np.ndarray, " classes"],
) -> Float[np.ndarray, "classes n"]:
    """Return the mean activity of each unit in each class.

    Args:
        activity: of the units, one sample a row.
        labels: the class of each sample.
        classes: all classes, in the order of the rows.

    Raises:
        ValueError: as `sparsity`, and when a class has no sample.
    """
    _check(activity, labels)
    for one in classes:
        if not np.any(labels == one):
            raise ValueError(f"the class {one} has no sample; leave it out of classes")
    return np.stack([activity[labels == one].mean(axis=0, dtype=np.float64) for one in classes])


def ensembles(means: Real[np.ndarray, "classes n"], excess: float = 2.0) -> Ensembles:
    """Return the ensemble of each class.

    A unit belongs to it when its mean activity in the class is more than `excess` times its mean
    over all classes, each with the same weight. The measure is the unit's own, so that loud units
    count no more than quiet ones; with C classes a unit belongs to less than C / excess ensembles,
    and one that is never active to none.

    Args:
        means: mean activity in each class, at least 0, from `class_means`.
        excess: above 1.

    Raises:
        ValueError: when a mean is negative or not finite, there are fewer than two classes, or
            excess is not above 1.
    """
    check_states(means, 2)
    if np.min(means) < 0:
        raise ValueError(f"means holds {np.min(means):g}; mean activities must be at least 0")
    if not excess > 1:
        raise ValueError(f"excess is {excess:g}; it must be above 1, the share of any unit")
    members = means > excess * means.mean(axis=0)
    counts = members.astype(np.int64)
    sizes, both = counts.sum(axis=1), counts @ counts.T
    either = sizes[:, None] + sizes - both
    overlap = np.full(both.shape, np.nan)
    np.divide(both, either, out=overlap, where=either > 0)
    shared = np.full(len(sizes), np.nan)
    np.divide(counts @ (counts.sum(axis=0) > 1), sizes, out=shared, where=sizes > 0)
    return Ensembles(members, sizes, shared, overlap)


def likeness(
    overlap: Float[np.ndarray, "classes classes"], inputs: Real[np.ndarray, "classes features"]
) -> float:
    """Return how far classes that look alike share units.

    Pearson's correlation, over all pairs of different classes, of the overlap of their ensembles
    with the cosine between their mean inputs after the mean over classes is taken off.

    Args:
        overlap: of ensembles, from `ensembles`; pairs with NaN are left out.
        inputs: mean input of each class, from `class_means`.

    Returns:
        From -1 to 1; NaN where fewer than three pairs remain or nothing varies.

    Raises:
        ValueError: when the numbers of classes disagree.
    """
    check_states(inputs, 2)
    if overlap.shape != (len(inputs), len(inputs)):
        raise ValueError(f"overlap has shape {overlap.shape}, but inputs has {len(inputs)} classes")
    apart = inputs - inputs.mean(axis=0)
    lengths = np.linalg.norm(apart, axis=1)
    cosine = np.full(overlap.shape, np.nan)
    np.divide(apart @ apart.T, np.outer(lengths, lengths), out=cosine, where=lengths > 0)
    pairs = np.triu_indices(len(overlap), k=1)
    one, other = overlap[pairs], cosine[pairs]
    known = np.isfinite(one) & np.isfinite(other)
    one, other = one[known], other[known]
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def _check(activity: np.ndarray, labels: np.ndarray) -> None:
    check_states(activity, 1)
    check_labels(labels, len(activity))
    if activity.shape[1] < 2:
        raise ValueError("activity has one unit; expected at least 2")


def _mean(values: Float[np.ndarray, " some"]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
