"""Theory of self-attention: cycles as published, finite tokens beside infinite, and its limits."""

import numpy as np
from numpy.testing import assert_allclose

from basinet import theory


def test_attention_has_the_cycles_and_the_signs_of_the_reference():
    beta = [0.5, 1.0, 1.26451, 1.27, 1.28]
    found = theory.attention(beta, 6000, transient=4000)
    assert found.period.tolist() == [4, 4, 44, 28, 0]
    assert_allclose(found.exponent[:2], [-0.327, -0.083], atol=0.01)
    assert (found.exponent[2:4] < 0).all()
    assert found.exponent[4] > 0.1
    assert found.overlaps.shape == (6000, 5, 4, 3)


def test_finite_tokens_approach_the_infinite_course_as_one_over_the_root():
    def output(**given):
        return theory.attention(1.0, 10, transient=0, **given).overlaps[:, 0]

    exact = output()
    spread = [
        np.sqrt(np.mean([(output(size=n, seed=s) - exact) ** 2 for s in range(40)]))
        for n in (300, 30000)
    ]
    assert_allclose(spread, [0.120, 0.013], rtol=0.35)
    assert_allclose(spread[0] / spread[1], 10, rtol=0.35)


def test_attention_in_its_limits():
    zero = theory.attention(0.0, 5, transient=1, position=0.0)
    assert_allclose(zero.overlaps, 0)
    even = theory.attention(1.2, 40, transient=0, gamma=0.0, position=0.0).overlaps
    weights = theory.AttentionWeights()
    tokens = weights.tokens
    for t in (10, 25):
        means = np.tanh(1.2 * even[t - 3 : t + 1, 1].mean(axis=0) @ tokens[0])
        assert_allclose(even[t + 1], tokens @ means / 3, atol=1e-12)
    flipped = theory.AttentionWeights(weights.tokens * np.array([1, -1, 1]), weights.positions)
    start, other = (
        theory.attention(1.2, 30, transient=0, weights=w).overlaps for w in (weights, flipped)
    )
    assert_allclose(other, start, atol=1e-9)
