"""The participation ratio: over how many directions representations spread."""

import numpy as np
from jaxtyping import Real

from basinet.analysis._check import check_states


def participation_ratio(states: Real[np.ndarray, "samples n"]) -> float:
    """Return the participation ratio of the states' covariance.

    With lambda_k the eigenvalues of the covariance matrix C over the samples,
    PR = (sum_k lambda_k)^2 / sum_k lambda_k^2 = (tr C)^2 / tr(C^2)
    (Gao, Trautmann, Yu, Santhanam, Ryu, Shenoy and Ganguli, 2017, bioRxiv 214262). It is n when
    all directions vary alike and 1 when a single one varies. The second form needs no eigenvalue.

    It is the ratio of this sample, and biased: with P samples it is at most P - 1, and too small
    unless P is much larger than the true value. Compare only values from equally many samples.

    Args:
        states: one state a row, at least 2.

    Returns:
        A value from 1 to min(n, samples - 1); NaN when no neuron varies.

    Raises:
        ValueError: when there are fewer than 2 samples or a value is not finite.
    """
    check_states(states, 2)
    centred = states.astype(np.float64)
    centred -= centred.mean(axis=0)
    # The products in the space of samples and of neurons have the same non-zero eigenvalues.
    wide = centred.shape[0] < centred.shape[1]
    products = centred @ centred.T if wide else centred.T @ centred
    squares = float(np.sum(products**2))
    return float(np.trace(products)) ** 2 / squares if squares else float("nan")
