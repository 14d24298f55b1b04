"""How many patterns a log-sum-exp memory holds: exponentially many.

Patterns of -1 and +1, n = e^(alpha N) of them, weights p_i proportional to exp(beta x_i.s): the own
pattern keeps the larger half of the weight up to a load that follows from the random-energy
argument of Lucibello and Mezard 2023 (arXiv 2304.14964), here for +-1.
"""

import numpy as np
from scipy.special import wrightomega, xlogy

from basinet.theory._arguments import Numbers, Value, plain, real, whole


def exponential_capacity(beta: Numbers, overlap: Numbers = 1.0) -> Value:
    """Return the largest load alpha = (ln n)/N at which a cue's own pattern has the largest weight.

    alpha_c = lambda p - ln cosh lambda with lambda = min(beta, artanh p), p the overlap of the
    cue with its pattern; beta - ln cosh beta from the pattern itself. At large beta it is
    `nearest_neighbour_capacity`. Status: estimate (the random-energy argument). Error 1e-15.

    Args:
        beta: inverse temperature, above 0, of plain sums over components.
        overlap: p, from 0 to 1.

    Raises:
        ValueError: when an argument is outside its range.
    """
    cold, p = np.broadcast_arrays(real("beta", beta, 0.0), real("overlap", overlap, 0.0, 1.0))
    if np.any(cold == 0):
        raise ValueError("beta is 0.0; expected a finite number above 0")
    with np.errstate(divide="ignore"):
        tilt = np.minimum(cold, np.arctanh(p))
    log_cosh = tilt + np.log1p(np.exp(-2 * tilt)) - np.log(2)
    return plain(np.asarray(tilt * p - log_cosh))


def nearest_neighbour_capacity(overlap: Numbers) -> Value:
    """Return the load alpha = (ln n)/N beyond which some other pattern is nearer to a cue.

    alpha = ln 2 - H((1+p)/2), H the entropy of a coin in nats. No memory of any kind can retrieve
    more patterns from cues of that overlap. Status: exact for N -> infinity.

    Args:
        overlap: p, from 0 to 1, of the cue with its pattern.

    Raises:
        ValueError: when the overlap is outside its range.
    """
    p = real("overlap", overlap, 0.0, 1.0)
    up, down = (1 + p) / 2, (1 - p) / 2
    return plain(np.asarray(np.log(2) + xlogy(up, up) + xlogy(down, down)))


def sphere_capacity(
    dimension: Numbers, beta: Numbers = 1.0, radius: Numbers = 1.0, failure: Numbers = 0.001
) -> Value:
    """Return the base c of a proved number of patterns on a sphere, sqrt(p) c^((d-1)/4).

    With probability 1 - p so many random patterns on a sphere of radius K sqrt(d-1) can be stored,
    c = b/W0(exp(a + ln b)), a = (2/(d-1))(1 + ln(2 beta K^2 p (d-1))), b = 2 K^2 beta/5 (Ramsauer
    et al. 2020, theorem 3). Status: lower bound, where c > 1.

    Args:
        dimension: d, at least 2.
        beta: inverse temperature, above 0.
        radius: K, above 0.
        failure: p, above 0 and at most 1.

    Raises:
        ValueError: when an argument is outside its range.
    """
    d = whole("dimension", dimension, 2).astype(float)
    cold, k = real("beta", beta, 0.0), real("radius", radius, 0.0)
    p = real("failure", failure, 0.0, 1.0)
    for name, value in (("beta", cold), ("radius", k), ("failure", p)):
        if np.any(value == 0):
            raise ValueError(f"{name} is 0.0; expected a number above 0")
    a = 2 / (d - 1) * (1 + np.log(2 * cold * k**2 * p * (d - 1)))
    b = 2 * k**2 * cold / 5
    return plain(np.asarray(b / np.real(wrightomega(a + np.log(b)))))
