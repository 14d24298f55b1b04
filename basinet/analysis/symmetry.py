"""How symmetric couplings are: does J_ij resemble J_ji?

Both measures see the pairs i != j only, so that the self-couplings on the diagonal, or zeros in
their place, do not count. Both are +1 for symmetric couplings, -1 for antisymmetric ones, and
0 in expectation (exactly in the limit of many neurons) for independent ones with zero mean.
"""

import numpy as np
from jaxtyping import Real

from basinet.analysis._check import check_couplings

_STRIP = 2**19  # numbers at a time, in whole rows


def reciprocity(couplings: Real[np.ndarray, "n n"]) -> float:
    """Return the correlation of the two couplings of a pair of neurons.

    Pearson's correlation of J_ij and J_ji over all ordered pairs i != j,
    r = sum_{i!=j} (J_ij - m)(J_ji - m) / sum_{i!=j} (J_ij - m)^2, with m the mean coupling. For
    Gaussian couplings of zero mean it is the parameter of partially symmetric spin glasses
    (Sommers, Crisanti, Sompolinsky and Stein, 1988, Phys. Rev. Lett. 60, 1895, there tau).

    Args:
        couplings: J, at least two neurons; source and target may be either axis.

    Returns:
        A value in [-1, 1]; NaN when all couplings are equal.

    Raises:
        ValueError: when the matrix is not square or a value is not finite.
    """
    total, squares, products = _sums(couplings)
    pairs = len(couplings) * (len(couplings) - 1)
    spread = squares - total**2 / pairs
    # Equal couplings leave a rest of rounding in place of zero.
    equal = spread <= 1e-12 * squares
    return float("nan") if equal else (products - total**2 / pairs) / spread


def symmetry(couplings: Real[np.ndarray, "n n"]) -> float:
    """Return by how much the symmetric part of the couplings outweighs the antisymmetric part.

    With S = (J + J^T) / 2 and A = (J - J^T) / 2 without their diagonals and the Frobenius norm,
    sigma = (||S|| - ||A||) / (||S|| + ||A||).
    For zero mean coupling and r = `reciprocity`, ||S||^2 / ||A||^2 = (1 + r) / (1 - r), so that
    sigma says the same on another scale: it is about r / 2 for small r. A mean coupling adds to S
    and raises sigma, not r.

    Args:
        couplings: J, at least two neurons; source and target may be either axis.

    Returns:
        A value in [-1, 1]; NaN when all couplings are zero.

    Raises:
        ValueError: when the matrix is not square or a value is not finite.
    """
    _, squares, products = _sums(couplings)
    even, odd = max(squares + products, 0.0) ** 0.5, max(squares - products, 0.0) ** 0.5
    return (even - odd) / (even + odd) if even + odd else float("nan")


def _sums(couplings: Real[np.ndarray, "n n"]) -> tuple[float, float, float]:
    """Return the sums of J_ij, of J_ij^2 and of J_ij J_ji over all ordered pairs i != j.

    In strips, so that no copy of the matrix is made; ||J + J^T||^2 = 2 (squares + products).
    """
    check_couplings(couplings)
    sums = np.zeros(3)
    height = max(1, _STRIP // len(couplings))
    for start in range(0, len(couplings), height):
        there = couplings[start : start + height].astype(np.float64)
        back = couplings[:, start : start + height].T.astype(np.float64)
        rows = np.arange(len(there))
        there[rows, start + rows] = back[rows, start + rows] = 0.0
        sums += there.sum(), np.vdot(there, there), np.vdot(there, back)
    return float(sums[0]), float(sums[1]), float(sums[2])
