"""Two-point neurons: the identities of their transfer functions."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from basinet.analysis import cooperation, kay_phillips

R, C = np.random.default_rng(0).normal(size=(2, 500))
NOTHING = np.zeros(500)


def test_the_context_of_kay_and_phillips_modulates_and_never_drives():
    assert_array_equal(kay_phillips(NOTHING, C), 0)
    assert_array_equal(kay_phillips(R, NOTHING), R)
    shown = kay_phillips(R, C)
    assert_array_equal(np.sign(shown), np.sign(R))
    assert_array_equal(np.abs(shown) > np.abs(R), R * C > 0)
    assert np.all(np.abs(shown) >= np.abs(R) / 2)
    assert np.isfinite(kay_phillips(1e3 * R, C)).all()


def test_in_cooperation_the_context_alone_drives():
    assert_allclose(cooperation(NOTHING, 4 * C), np.clip(4 * C, 0, 6))
    assert_allclose(cooperation(np.array([0.5]), np.array([0.0])), 1.25)
    for r, c in ((0.3, -0.2), (-1.5, 0.4), (3.0, 2.0)):
        plain = min(6.0, max(0.0, r**2 + 2 * r + c * (1 + abs(r))))
        assert_allclose(cooperation(np.array([r]), np.array([c])), plain)
