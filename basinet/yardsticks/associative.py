"""Yardsticks of association: Hebb's rule, the pseudo-inverse, and looking the nearest pattern up.

Each has the methods of `basinet.Associator` that a measurement needs. They are plain NumPy.
"""

from typing import Any, Self

import numpy as np
from jaxtyping import Float, Shaped
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.metrics import pairwise_distances_argmin

_SWEEPS = 100


class NearestPattern(BaseEstimator):
    """The list of all patterns; retrieval returns the target of the one nearest to the cue.

    No memory retrieves more from damaged cues of random patterns. Distances are Euclidean, over
    the known components.

    Args:
        random_state: unused; for measurements that set it.
    """

    def __init__(self, *, random_state: int | None = None):
        self.random_state = random_state

    def fit(self, cues: ArrayLike, targets: ArrayLike | None = None) -> Self:
        """Keep the patterns."""
        self.cues_ = np.asarray(cues, float)
        self.targets_ = self.cues_ if targets is None else np.asarray(targets, float)
        return self

    def retrieve(self, cues: ArrayLike, known: ArrayLike | None = None) -> np.ndarray:
        """Return the target of the nearest cue."""
        x = np.asarray(cues, float)
        if known is None:
            return self.targets_[pairwise_distances_argmin(x, self.cues_)]
        mask = np.broadcast_to(np.asarray(known, bool), x.shape).astype(float)
        distance = -2 * (x * mask) @ self.cues_.T + mask @ (self.cues_**2).T
        return self.targets_[np.argmin(distance, axis=1)]

    def score(self, cues: ArrayLike, targets: ArrayLike | None = None) -> float:
        """Return the mean overlap of what is retrieved with the targets."""
        return overlap_of(self, cues, targets)


class Hebb(BaseEstimator):
    """J = (1/N) sum x x^T without diagonal, neurons updated one by one: the Hopfield model.

    Pairs are stored as J = (1/N) sum t x^T and read in one step.

    Args:
        random_state: unused; for measurements that set it.
    """

    def __init__(self, *, random_state: int | None = None):
        self.random_state = random_state

    def fit(self, cues: ArrayLike, targets: ArrayLike | None = None) -> Self:
        """Store patterns of -1 and +1."""
        x = np.asarray(cues, float)
        self.auto_ = targets is None
        y = x if targets is None else np.asarray(targets, float)
        self.couplings_ = y.T @ x / x.shape[1]
        return self

    def retrieve(self, cues: ArrayLike, known: ArrayLike | None = None) -> np.ndarray:
        """Return the state in which the descent ends, or the answer to a cue."""
        return _recalled(self.couplings_, np.asarray(cues, float), self.auto_, known)

    def score(self, cues: ArrayLike, targets: ArrayLike | None = None) -> float:
        """Return the mean overlap of what is retrieved with the targets."""
        return overlap_of(self, cues, targets)


class PseudoInverse(BaseEstimator):
    """J = T X^+: the projection on the stored patterns (Personnaz, Guyon and Dreyfus 1985).

    Stored patterns are exact fixed points up to as many as there are neurons. The diagonal is
    removed, which keeps the basins of attraction wide (Kanter and Sompolinsky 1987).

    Args:
        random_state: unused; for measurements that set it.
    """

    def __init__(self, *, random_state: int | None = None):
        self.random_state = random_state

    def fit(self, cues: ArrayLike, targets: ArrayLike | None = None) -> Self:
        """Store patterns of -1 and +1."""
        x = np.asarray(cues, float)
        self.auto_ = targets is None
        y = x if targets is None else np.asarray(targets, float)
        self.couplings_ = y.T @ np.linalg.pinv(x.T)
        return self

    def retrieve(self, cues: ArrayLike, known: ArrayLike | None = None) -> np.ndarray:
        """Return the state in which the descent ends, or the answer to a cue."""
        return _recalled(self.couplings_, np.asarray(cues, float), self.auto_, known)

    def score(self, cues: ArrayLike, targets: ArrayLike | None = None) -> float:
        """Return the mean overlap of what is retrieved with the targets."""
        return overlap_of(self, cues, targets)


ASSOCIATIVE: dict[str, type[Any]] = {
    "nearest pattern": NearestPattern,
    "Hebb": Hebb,
    "pseudo-inverse": PseudoInverse,
}
"""Every yardstick of association under the name it has in tables."""


def overlap_of(memory: Any, cues: ArrayLike, targets: ArrayLike | None) -> float:
    """Return the mean of m = sum y t / sum t^2 over patterns of spins and blanks."""
    t = np.asarray(cues if targets is None else targets, float)
    y = memory.retrieve(cues)
    return float(np.mean(np.sum(y * t, axis=1) / np.sum(t * t, axis=1)))


def _recalled(
    couplings: Float[np.ndarray, "units features"],
    start: Shaped[np.ndarray, "batch features"],
    auto: bool,
    known: Any,
) -> Shaped[np.ndarray, "batch units"]:
    """Return signs: of one step for pairs, else of updates one by one until nothing changes."""
    mask = np.ones(start.shape[1:], bool) if known is None else np.asarray(known, bool)
    held = np.broadcast_to(mask, start.shape)
    seen = start if known is None else np.where(held, start, 0)
    if not auto:
        return np.where(seen @ couplings.T >= 0, 1, -1)
    weights = couplings - np.diag(np.diag(couplings))
    spins = seen.copy()
    for _ in range(_SWEEPS):
        before = spins.copy()
        for i in range(spins.shape[1]):
            field = spins @ weights[i]
            after = np.where(field == 0, spins[:, i], np.sign(field))
            spins[:, i] = after if known is None else np.where(held[:, i], spins[:, i], after)
        if (spins == before).all():
            break
    return np.where(spins >= 0, 1, -1)
