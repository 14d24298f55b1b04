"""Neurons that average: one weighted mean with several exponents does XOR and products exactly.

The Lehmer mean L_p = sum w x^p / sum w x^(p-1) of positive inputs is their minimum, a harmonic,
arithmetic or other mean, or their maximum, as p goes from -inf to inf. A multiplet is a neuron that
hands on several of these at the same weights (arXiv 2006.01606). Nothing is trained here:
the derivatives are local in one neuron, but more than one layer needs them through all.
"""

import numpy as np


def lehmer(x, weights, exponent):
    """Return L_p of positive inputs; large exponents do not overflow."""
    x, weights = np.asarray(x, float), np.asarray(weights, float)
    if not (x > 0).all():
        raise ValueError(f"the smallest input is {x.min():g}; a Lehmer mean needs inputs above 0")
    if np.isinf(exponent):
        return x.max() if exponent > 0 else x.min()
    logs = np.log(x)
    # x^p over the largest of them: the same factor above and below, but for one power of x.
    scale = (exponent - 1) * logs
    powers = weights * np.exp(scale - scale.max())
    below = powers.sum()
    if below == 0:
        raise ValueError("the weights cancel: the mean is not defined")
    return float(np.sum(powers * x) / below)


def gini(x, weights, p, q):
    """Return the Gini mean (sum w x^p / sum w x^q)^(1 / (p - q)), its limit where p = q."""
    x, weights = np.asarray(x, float), np.asarray(weights, float)
    upper, lower = np.sum(weights * x**p), np.sum(weights * x**q)
    if p == q:
        return float(np.exp(np.sum(weights * x**p * np.log(x)) / upper))
    return float((upper / lower) ** (1 / (p - q)))


def slopes(x, weights, exponent):
    """Return the derivatives of L_p in each weight, and in p."""
    x, weights = np.asarray(x, float), np.asarray(weights, float)
    mean = lehmer(x, weights, exponent)
    low = x ** (exponent - 1)
    below = np.sum(weights * low)
    in_weights = low * (x - mean) / below
    logs = np.log(x)
    in_exponent = (np.sum(weights * low * x * logs) - mean * np.sum(weights * low * logs)) / below
    return in_weights, float(in_exponent)


def xor(a, b, sharpness):
    """Return XOR of two values of 1 (false) and 2 (true): max - min + 1, by two layers."""
    largest = lehmer([a, b], [1, 1], sharpness)
    smallest = lehmer([a, b], [1, 1], 1 - sharpness)
    return lehmer([largest, smallest, 1.0], [1, -1, 1], 1)


def main():
    for sharpness in (4, 10, 30):
        wrong = [abs(xor(a, b, sharpness) - (1 + (a != b))) for a in (1, 2) for b in (1, 2)]
        print(f"XOR with exponents {sharpness} and {1 - sharpness}: worst error {max(wrong):.1g}")
    x = [1.5, 4.0]
    product = lehmer(x, [1, 1], 0) * lehmer(x, [1, 1], 1)
    print(f"the product of {x[0]} and {x[1]}, from the harmonic and the plain mean: {product:g}")


if __name__ == "__main__":
    main()
