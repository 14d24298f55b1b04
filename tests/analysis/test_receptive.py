"""How localised receptive fields are."""

import numpy as np
import pytest

from basinet.analysis import receptive


def test_the_participation_of_a_pixel_a_flat_field_and_a_wave_are_known():
    n = 40
    fields = np.array([np.eye(n)[7], np.ones(n), np.cos(2 * np.pi * 3 * np.arange(n) / n)])
    np.testing.assert_allclose(receptive.participation(fields), [1, 1 / n, 3 / (2 * n)])
    assert np.isnan(receptive.participation(np.zeros((1, n))))
    random = np.random.default_rng(0).standard_normal((500, n))
    assert receptive.participation(random).mean() == pytest.approx(3 / (n + 2), rel=0.02)


def test_centres_turn_with_the_field_and_a_pixel_has_no_width():
    n = 40
    bump = np.exp(-((np.arange(n) - 20) ** 2) / 18.0)[None]
    assert receptive.centres(bump)[0] == pytest.approx(20)
    assert receptive.centres(np.roll(bump, 13, axis=1))[0] == pytest.approx(33)
    assert receptive.widths(np.eye(n)[5:6])[0] == pytest.approx(0, abs=1e-6)
    assert receptive.widths(bump)[0] == pytest.approx(3 / np.sqrt(2), rel=0.02)


def test_centres_that_tile_the_ring_cover_it():
    assert receptive.coverage(np.arange(40.0), 40, 10) == 1
    assert receptive.coverage(np.full(40, 3.0), 40, 10) == 0.1
    with pytest.raises(ValueError, match="boxes is 41"):
        receptive.coverage(np.arange(40.0), 40, 41)
