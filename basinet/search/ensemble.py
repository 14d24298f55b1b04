"""Random networks of the theory, with any degree of symmetry."""

import numpy as np
from jaxtyping import Float32

from basinet.search._check import number, whole


def random_couplings(n: int, seed: int, symmetry: float = 0.0) -> Float32[np.ndarray, "n n"]:
    """Return Gaussian couplings of variance 1/n whose two directions correlate by `symmetry`.

    J_ij ~ N(0, 1/n) for i != j with Corr(J_ij, J_ji) = eta, made as
    J = alpha X + beta X^T with independent X_ij ~ N(0, 1/n),
    alpha, beta = (sqrt(1 + eta) +- sqrt(1 - eta)) / 2, so that alpha^2 + beta^2 = 1 and
    2 alpha beta = eta (Crisanti and Sompolinsky 1987, the same ensemble in another form).

    Args:
        n: number of neurons, at least 1. The matrix takes 4 n^2 bytes, while it is drawn twice
            that where eta is not 0.
        seed: of the draw, 0 or larger.
        symmetry: eta in [-1, 1]: 0 independent, 1 symmetric, -1 antisymmetric.

    Returns:
        float32 `[n, n]`, target first: entry (i, j) is J_ij, the influence of neuron j on neuron i;
        the diagonal is zero. The weights of `basinet.core` are the transpose.

    Raises:
        ValueError: when a number is outside its range.
    """
    n, seed = whole("n", n, 1), whole("seed", seed, 0)
    number("symmetry", symmetry, "a correlation from -1 to 1", -1.0, 1.0)
    drawn = np.random.default_rng(seed).standard_normal((n, n), dtype=np.float32)
    drawn /= np.float32(n**0.5)
    if symmetry != 0:
        whole_part, half = (1 + symmetry) ** 0.5, (1 - symmetry) ** 0.5
        mirrored = np.float32((whole_part - half) / 2) * drawn.T
        drawn *= np.float32((whole_part + half) / 2)
        drawn += mirrored
    np.fill_diagonal(drawn, 0)
    return drawn
