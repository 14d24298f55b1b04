"""Linear probes: how well the class can be read from a representation by a linear map."""

import numpy as np
from jaxtyping import Real, Shaped

from basinet.analysis._check import check_labels, check_states

_PENALTIES = np.logspace(-3, 2, 6)


def probe_accuracy(
    states: Real[np.ndarray, "samples n"],
    labels: Shaped[np.ndarray, " samples"],
    *,
    held_out: float = 1 / 3,
    seed: int = 0,
) -> float:
    """Return the accuracy of a linear classifier on states that it was not fitted to.

    The probe is ridge regression onto the classes (scikit-learn's `RidgeClassifierCV`, which
    chooses its penalty by leave-one-out inside the fitted part). States are divided by sqrt(n), so
    that a penalty means the same for layers of every size. Linear probes for the layers of
    a network: Alain and Bengio, 2016, arXiv 1610.01644.

    Args:
        states: representations, one a row.
        labels: the class of each; at least two classes with two samples each.
        held_out: the share of the samples to answer about, in (0, 1); drawn class by class.
        seed: decides which these are.

    Raises:
        ValueError: when there are too few samples of a class, the share is outside (0, 1), a value
            is not finite or labels do not fit.
    """
    from sklearn.linear_model import RidgeClassifierCV
    from sklearn.model_selection import train_test_split

    check_states(states, 4)
    check_labels(labels, len(states))
    if not 0 < held_out < 1:
        raise ValueError(f"held_out is {held_out}; it must be a share above 0 and below 1")
    classes, sizes = np.unique(labels, return_counts=True)
    if len(classes) < 2 or sizes.min() < 2:
        fewest = classes[sizes.argmin()]
        raise ValueError(
            f"labels holds {len(classes)} classes, {fewest!r} only {sizes.min()} times; a probe"
            " needs two classes with two samples each"
        )
    scaled = states.astype(np.float64) / states.shape[1] ** 0.5
    # Each class needs a sample on either side.
    answers = min(max(round(held_out * len(states)), len(classes)), len(states) - len(classes))
    fit, ask, fit_labels, ask_labels = train_test_split(
        scaled, labels, test_size=answers, random_state=seed, stratify=labels
    )
    probe = RidgeClassifierCV(alphas=_PENALTIES).fit(fit, fit_labels)
    return float(np.mean(probe.predict(ask) == ask_labels))
