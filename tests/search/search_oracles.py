"""Oracles in float64, written with plain loops to be read, never to be fast.

Matrices are indexed as in the physics: `J[i, j]` is the influence of neuron j on neuron i.
"""

import itertools
import math

import numpy as np
from scipy.special import ndtr


def random_couplings(seed, n):
    """Gaussian couplings of variance 1/n between all pairs, none onto itself."""
    J = np.random.default_rng(seed).normal(size=(n, n)) / np.sqrt(n)
    np.fill_diagonal(J, 0)
    return J


def random_states(seed, starts, n):
    return np.random.default_rng(seed).choice([-1, 1], size=(starts, n))


def stability(J, self_coupling, s, i):
    return s[i] * sum(J[i, j] * s[j] for j in range(len(s)) if j != i) + self_coupling[i]


def unstable(J, self_coupling, margin, s):
    """The neurons whose stability does not exceed the margin."""
    return [i for i in range(len(s)) if not stability(J, self_coupling, s, i) > margin]


def all_fixed_points(J, self_coupling, margin):
    """Every fixed point, by a loop over all states, as a set of tuples."""
    states = itertools.product([-1, 1], repeat=len(J))
    return {s for s in states if not unstable(J, self_coupling, margin, s)}


def asynchronous(J, self_coupling, margin, s, orders):
    """Visit the neurons in the order of each sweep and flip those that are unstable.

    Returns:
        The last state, the sweeps until nothing was unstable (or all), and the flips.
    """
    s, flips = list(s), 0
    for sweep, order in enumerate(orders):
        if not unstable(J, self_coupling, margin, s):
            return s, sweep, flips
        for i in order:
            if not stability(J, self_coupling, s, i) > margin:
                s[i] = -s[i]
                flips += 1
    return s, len(orders), flips


def synchronous(J, self_coupling, margin, s, steps):
    """Flip all unstable neurons at once, again and again; returns as `asynchronous` does."""
    s, flips = list(s), 0
    for step in range(steps):
        wrong = unstable(J, self_coupling, margin, s)
        if not wrong:
            return s, step, flips
        for i in wrong:
            s[i] = -s[i]
        flips += len(wrong)
    return s, steps, flips


def belief_propagation(J, b, at, h0, damping=0.0):
    """One iteration, neuron by neuron, straight from the equations.

    Args:
        J: couplings.
        b: self-coupling minus margin of each neuron.
        at: the vectors m, g, theta, ext of the iteration before.
        h0: the small fixed field.
        damping: the part of the old g and theta that is kept.

    Returns:
        The new m, g, theta, and the total field H.
    """
    m, g_old, theta_old, ext = at
    n = len(m)
    V = max(sum(1 - m[i] ** 2 for i in range(n)) / n, 1e-6)
    g, own, curvature = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(n):
        w = sum(J[i, j] * m[j] for j in range(n)) - V * g_old[i]
        plus, minus = (b[i] + w) / math.sqrt(V), (b[i] - w) / math.sqrt(V)
        up, down = math.exp(theta_old[i]), math.exp(-theta_old[i])
        Z = up * ndtr(plus) + down * ndtr(minus)
        g[i] = (up * density(plus) - down * density(minus)) / (Z * math.sqrt(V))
        bend = (plus * up * density(plus) + minus * down * density(minus)) / (Z * V)
        curvature[i] = g[i] ** 2 + bend
        own[i] = math.log(ndtr(plus) / ndtr(minus)) / 2
    A = sum(curvature) / n
    g = damping * np.asarray(g_old) + (1 - damping) * g
    theta, H = np.zeros(n), np.zeros(n)
    for i in range(n):
        to_spin = sum(J[j, i] * g[j] for j in range(n)) + A * m[i] + h0[i] + ext[i]
        theta[i] = damping * theta_old[i] + (1 - damping) * to_spin
        H[i] = theta[i] + own[i]
    return np.tanh(H), g, theta, H


def density(x):
    return math.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def reinforce(H, rate, t):
    return min(rate * t, 0.99) * H


def through_centre(H, ext, rho):
    """The field of the other copies on each spin, from gamma and y."""
    gamma, y = math.atanh(math.sqrt(rho)), 1 + 1 / (1 - rho)
    new = np.zeros(len(H))
    for i in range(len(H)):
        from_one = math.atanh(math.tanh(gamma) * math.tanh(H[i] - ext[i]))
        new[i] = math.atanh(math.tanh(gamma) * math.tanh((y - 1) * from_one))
    return new
