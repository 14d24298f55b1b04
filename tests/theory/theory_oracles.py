"""The same quantities by other ways: mpmath at 30 digits, and sums over all states."""

import itertools

import mpmath as mp
import numpy as np
from scipy.special import ndtr

mp.mp.dps = 30


def normal_cdf(x):
    return mp.erfc(-mp.mpf(x) / mp.sqrt(2)) / 2


def log_normal_cdf(x):
    return mp.log1p(-normal_cdf(-x)) if x > 0 else mp.log(normal_cdf(x))


def _ray(b, start, end):
    """The integral of exp(-b^2 (1 + x^2)/2)/(1 + x^2), cut where it decays."""
    if b == 0:
        return mp.atan(1 / start) if end == mp.inf else mp.atan(end) - mp.atan(start)
    decay = 1 / (abs(b) * (1 + abs(b) * start))
    cuts = [start + decay * 2**j for j in range(-3, 9)]
    return mp.quad(
        lambda x: mp.exp(-(b**2) * (1 + x**2) / 2) / (1 + x**2),
        [start, *(x for x in cuts if start < x < end), end],
    )


def both_below(b, t):
    """Phi2(b, b; rho) for t = sqrt((1 - rho)/(1 + rho)), without cancellation (Owen 1956)."""
    b, t = mp.mpf(b), mp.mpf(t)
    apart = _ray(b, mp.mpf(0), t) / mp.pi
    if apart < normal_cdf(b) / 2:
        return normal_cdf(b) - apart
    together = _ray(b, t, mp.inf) / mp.pi
    return together + (mp.erf(b / mp.sqrt(2)) if b > 0 else 0)


def log_stays(b, t):
    """ln [Phi2(b, b; rho)/Phi(b)] to 30 digits, also where it is almost zero."""
    b, t = mp.mpf(b), mp.mpf(t)
    apart = _ray(b, mp.mpf(0), t) / mp.pi / normal_cdf(b)
    if apart < mp.mpf("0.5"):
        return mp.log1p(-apart)
    return mp.log(both_below(b, t) / normal_cdf(b))


def pair_entropy_above_single(d, b):
    """phi_typ = s_pair - Sigma, for 0 < d < 1."""
    d = mp.mpf(d)
    entropy = -d * mp.log(d) - (1 - d) * mp.log1p(-d)
    odds = mp.sqrt(d / (1 - d))
    return entropy + (1 - d) * log_stays(b, odds) + d * log_stays(b, 1 / odds)


def replicas(d, b, plus, minus):
    """The probability that `plus` and `minus` replicas of mutual distance d are stable."""
    root, rest = mp.sqrt(1 - 2 * mp.mpf(d)), mp.sqrt(2 * mp.mpf(d))
    turn = mp.mpf(b) / root
    cuts = {s * turn + t * rest / root * 2**j for s in (-1, 1) for t in (-1, 1) for j in range(12)}
    inside = sorted(x for x in cuts | {turn, -turn} if -12 < x < 12)
    return mp.quad(
        lambda z: (
            mp.npdf(z)
            * normal_cdf((b + root * z) / rest) ** plus
            * normal_cdf((b - root * z) / rest) ** minus
        ),
        [-12, *inside, 12],
    )


def triple_entropy(d, b):
    """f_3 by counting: d/2 of the neurons single out each one of the three, 1 - 3d/2 none."""
    d = mp.mpf(d)
    odd, same = d / 2, 1 - 3 * d / 2
    ways = mp.log(2) - same * mp.log(same) - 3 * odd * mp.log(odd)
    return ways + same * mp.log(replicas(d, b, 3, 0)) + 3 * odd * mp.log(replicas(d, b, 2, 1))


def columns(layers, b, excitation, closed):
    """The partition sum of one neuron in each of the layers, over all their states."""
    total = 0.0
    for s in itertools.product([-1, 1], repeat=layers):
        weight = 1.0
        for at in range(layers):
            before = s[at - 1] if at > 0 or closed else 0
            after = s[(at + 1) % layers] if at < layers - 1 or closed else 0
            weight *= ndtr(b + excitation * s[at] * (before + after))
        total += weight
    return total


def random_couplings(rng, n):
    """The ensemble of the theory: independent N(0, 1/n), none from a neuron to itself."""
    J = rng.normal(size=(n, n)) / np.sqrt(n)
    np.fill_diagonal(J, 0)
    return J
