"""How many fixed points there are when the couplings are partially symmetric.

J_ij and J_ji have the correlation eta: 0 for the independent couplings of
`basinet.theory.counting`, 1 for symmetric ones (the Sherrington-Kirkpatrick model).
"""

from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr

from basinet.theory._arguments import Numbers, Reals, Value, plain, real, threshold
from basinet.theory.normal import inverse_mills


class SymmetricComplexity(NamedTuple):
    """The complexity at some correlation of J_ij and J_ji; entries have the arguments' shape.

    Attributes:
        complexity: lim (1/N) ln E[N_fp].
        maximiser: the x at which it is attained.
    """

    complexity: Value
    maximiser: Value


def symmetric_complexity(
    symmetry: Numbers, self_coupling: Numbers, margin: Numbers = 0.0
) -> SymmetricComplexity:
    """Return the complexity of networks whose couplings J_ij and J_ji have the correlation eta.

        Sigma(eta, b) = max over x of [ln 2 - x^2/2 + ln Phi(sqrt(eta) x + b)]

    The function of x is concave; its maximum solves x = sqrt(eta) a(sqrt(eta) x + b), a = phi/Phi.
    At eta = 0 it is `complexity`; at eta = 1, b = 0 the number of metastable states of the
    Sherrington-Kirkpatrick model, 0.1992 (Tanaka and Edwards 1980; Bray and Moore 1980). Status:
    exact annealed value; for eta > 0 it is not claimed to be the quenched one. Relative error
    1e-13, or 1e-15 absolute near zero.

    Args:
        symmetry: eta, from 0 to 1.
        self_coupling: J_D.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    eta, b = np.broadcast_arrays(
        real("symmetry", symmetry, 0.0, 1.0), threshold(self_coupling, margin)
    )
    x = _maximiser(np.sqrt(eta), b)
    value = np.log(2) - x**2 / 2 + log_ndtr(np.sqrt(eta) * x + b)
    return SymmetricComplexity(plain(value), plain(x))


def _maximiser(root: Reals, b: Reals) -> Reals:
    """Solve x = root a(root x + b) by Newton steps.

    x - root a(root x + b) is concave and increasing and negative at x = 0, so that the steps from
    there approach its zero from below, each doubling the number of digits in the end.
    """
    x = np.zeros(b.shape)
    for _ in range(40):
        shifted = root * x + b
        a = np.asarray(inverse_mills(shifted))
        step = (x - root * a) / (1 + root**2 * a * (a + shifted))
        x = x - step
        if np.all(np.abs(step) <= 1e-15 * (1 + x)):
            break
    return x
