"""Transfer functions of two-point neurons: a receptive field that drives, a context that modulates.

r is what a neuron receives from below, c what it receives from elsewhere. These are functions and
their identities, no claim about learning: in a small trial of ours, two noisy views of one sign,
neither told more than the plain sum of both.
"""

import numpy as np
from jaxtyping import Float

MOST = 700.0
"""Of the exponent: beyond it float64 overflows."""


def kay_phillips(
    receptive: Float[np.ndarray, "*any"], context: Float[np.ndarray, "*any"]
) -> Float[np.ndarray, "*any"]:
    """Return r (1 + exp(2 r c)) / 2 (Kay and Phillips 1997).

    The context alone drives nothing and never changes the sign; it strengthens what it agrees
    with, and weakens what it does not by at most a half.
    """
    return receptive * (1 + np.exp(np.minimum(2 * receptive * context, MOST))) / 2


def cooperation(
    receptive: Float[np.ndarray, "*any"], context: Float[np.ndarray, "*any"]
) -> Float[np.ndarray, "*any"]:
    """Return min(6, max(0, r^2 + 2 r + c (1 + |r|))) (arXiv 2305.10449).

    Without a receptive field it is min(6, max(0, c)): the context alone drives it, so that it is
    not purely modulatory.
    """
    size = np.abs(receptive)
    return np.clip(receptive**2 + 2 * receptive + context * (1 + size), 0.0, 6.0)
