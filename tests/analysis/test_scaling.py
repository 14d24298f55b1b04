"""Finite-size scaling, on curves whose threshold and exponents are known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from basinet.analysis import collapse, crossing, scaled, threshold

SIZES = (100, 200, 400, 800)
X = np.linspace(0.5, 0.9, 17)
CENTRE, INVERSE_NU, RATIO = 0.7, 0.5, 0.25


def measured(ratio=0.0, noise=0.02, seeds=20):
    """y = N^-ratio f((x - x_c) N^(1/nu)) with a steep f and Gaussian noise in each seed."""
    rng = np.random.default_rng(0)
    N = np.array(SIZES, float)[:, None]
    y = N**-ratio / (1 + np.exp(-1.5 * (X - CENTRE) * N**INVERSE_NU))
    return y[..., None] * (1 + noise * rng.normal(size=(*y.shape, seeds)))


def test_a_crossing_is_where_the_straight_line_between_two_points_is_at_the_level():
    x = np.array([0.0, 1.0, 3.0, 4.0])
    assert crossing(x, np.array([0.0, 0.2, 0.6, 0.5]), 0.5) == pytest.approx(2.5)
    assert crossing(x, np.array([1.0, 0.0, 1.0, 0.0]), 0.25) == pytest.approx(0.75)
    assert crossing(x, np.array([0.0, np.nan, 0.6, 0.5]), 0.3) == pytest.approx(1.5)
    assert np.isnan(crossing(x, np.array([0.0, 0.1, 0.2, 0.3]), 0.5))


def test_the_threshold_has_the_error_that_repeated_measurements_show():
    """The bootstrap of one measurement against the spread over 60 independent ones."""
    rng = np.random.default_rng(1)
    p = 1 / (1 + np.exp(-20 * (X - CENTRE)))
    found = [
        threshold(X, (rng.random((len(X), 40)) < p[:, None]).astype(float), 0.5, resamples=40)
        for _ in range(60)
    ]
    values = np.array([one.value for one in found])
    errors = np.array([one.error for one in found])
    assert abs(values.mean() - CENTRE) < 4 * values.std() / 60**0.5 + 0.003
    assert values.std() == pytest.approx(np.median(errors), rel=0.35)


def test_a_curve_that_stays_below_the_level_has_no_threshold():
    found = threshold(X, np.zeros((len(X), 3)), 0.5, resamples=5)
    assert np.isnan(found.value)
    assert np.isnan(found.error)


def test_the_collapse_finds_the_threshold_and_the_exponent_within_its_errors():
    found = collapse(SIZES, X, measured(noise=0.1), resamples=5)
    for estimate, truth in ((found.threshold, CENTRE), (found.inverse_nu, INVERSE_NU)):
        assert abs(estimate.value - truth) < 4 * estimate.error + 0.01
        assert 0 < estimate.error < 0.1 * truth
    assert (found.ratio.value, found.ratio.error) == (0.0, 0.0)
    assert found.quality < 3


def test_the_collapse_finds_the_exponent_of_the_height():
    found = collapse(SIZES, X, measured(RATIO), scale_height=True, resamples=5)
    assert found.ratio.value == pytest.approx(RATIO, abs=0.02)
    assert found.threshold.value == pytest.approx(CENTRE, abs=0.01)


def test_curves_that_do_not_scale_are_told_by_the_quality():
    shifted = measured()
    shifted[2] *= 0.6
    assert collapse(SIZES, X, shifted, resamples=2).quality > 10


def test_scaled_curves_fall_onto_one_another():
    found = collapse(SIZES, X, measured(noise=0.001), resamples=2)
    across, up = scaled(SIZES, X, measured(noise=0.0)[..., 0], found)
    for one, other in ((0, 3), (1, 2)):
        inside = (across[one] > across[other][0]) & (across[one] < across[other][-1])
        line = np.interp(across[one][inside], across[other], up[other])
        assert_allclose(up[one][inside], line, atol=0.05)


def test_missing_values_change_little():
    samples = measured()
    samples[1, 3, 2:] = np.nan
    samples[2, 5] = np.nan
    found = collapse(SIZES, X, samples, resamples=3)
    assert found.threshold.value == pytest.approx(CENTRE, abs=0.01)


@pytest.mark.parametrize(
    ("sizes", "x", "resamples", "said"),
    [
        ((100,) * 4, X, 5, "two or more different sizes"),
        (SIZES[:2], X, 5, "2 sizes .* for 4 curves"),
        (SIZES, X[::-1], 5, "increasing order"),
        (SIZES, X[:5], 5, "5 values for 17 points"),
        (SIZES, X, 1, "resamples is 1"),
    ],
)
def test_measurements_that_do_not_fit_are_refused(sizes, x, resamples, said, unchecked):
    with pytest.raises(ValueError, match=said):
        collapse(sizes, x, measured(), resamples=resamples)
