"""Oscillators in step: exact results for infinitely many of them."""

import numpy as np

from basinet.theory._arguments import Numbers, Value, plain, real


def kuramoto_order(coupling: Numbers, width: Numbers) -> Value:
    """Return r = |mean exp(i theta)| of Kuramoto's oscillators in the long run.

    theta_i' = omega_i + (K/N) sum_j sin(theta_j - theta_i) with N -> infinity and omega from a
    Lorentzian (Cauchy) distribution of half width gamma: r = sqrt(1 - 2 gamma/K) above the critical
    coupling K_c = 2 gamma, 0 below (Kuramoto 1975). Exact; N oscillators fluctuate about it by
    about 1/sqrt(N).

    Args:
        coupling: K, at least 0.
        width: gamma, at least 0.

    Raises:
        ValueError: when an argument is negative or not finite.
    """
    k, gamma = real("coupling", coupling, 0.0), real("width", width, 0.0)
    k, gamma = np.broadcast_arrays(k, gamma)
    share = np.divide(2 * gamma, k, out=np.ones_like(k), where=k > 2 * gamma)
    return plain(np.sqrt(1 - share))
