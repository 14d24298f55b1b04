"""Oracles for the models that are examples: Lehmer-mean neurons, and nets of fragments."""

import runpy
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pages import ROOT

MEANS = SimpleNamespace(**runpy.run_path(str(ROOT / "examples" / "lehmer_means.py")))
NETS = SimpleNamespace(**runpy.run_path(str(ROOT / "examples" / "net_fragments.py")))
RNG = np.random.default_rng(1)
X, W = RNG.uniform(0.2, 3, 6), RNG.uniform(0.1, 1, 6)


def test_the_lehmer_mean_is_the_known_means_and_grows_with_its_exponent():
    a, b = X[:2]
    assert_allclose(MEANS.lehmer(X, W, 1), np.sum(W * X) / np.sum(W))
    assert_allclose(MEANS.lehmer(X, W, 0), np.sum(W) / np.sum(W / X))
    assert_allclose(MEANS.lehmer([a, b], [1, 1], 0.5), np.sqrt(a * b))
    assert MEANS.lehmer(X, W, np.inf) == X.max()
    assert_allclose(MEANS.lehmer(X, W, 4000), X.max(), rtol=1e-6)
    assert_allclose(MEANS.lehmer(X, W, -4000), X.min(), rtol=1e-6)
    course = [MEANS.lehmer(X, W, p) for p in np.linspace(-8, 8, 33)]
    assert (np.diff(course) > 0).all()
    assert_allclose(MEANS.lehmer(5 * X, 3 * W, 2.5), 5 * MEANS.lehmer(X, W, 2.5))
    assert_allclose(MEANS.gini(X, W, 2.5, 1.5), MEANS.lehmer(X, W, 2.5))
    assert_allclose(MEANS.gini(X, W, 2, 2 - 1e-7), MEANS.gini(X, W, 2, 2), rtol=1e-6)


def test_its_derivatives_are_slopes():
    in_weights, in_exponent = MEANS.slopes(X, W, 2.5)
    for k in range(6):
        step = np.eye(6)[k] * 1e-6
        slope = (MEANS.lehmer(X, W + step, 2.5) - MEANS.lehmer(X, W - step, 2.5)) / 2e-6
        assert_allclose(in_weights[k], slope, atol=1e-9)
    slope = (MEANS.lehmer(X, W, 2.5 + 1e-6) - MEANS.lehmer(X, W, 2.5 - 1e-6)) / 2e-6
    assert_allclose(in_exponent, slope, atol=1e-9)


def test_two_layers_of_means_are_xor():
    for a in (1, 2):
        for b in (1, 2):
            assert_allclose(MEANS.xor(a, b, 30), 1 + (a != b), atol=1e-8)


@pytest.mark.parametrize(
    ("x", "w", "message"), [([1, 0], [1, 1], "above 0"), ([1, 1], [1, -1], "cancel")]
)
def test_what_has_no_mean_is_refused(x, w, message):
    with pytest.raises(ValueError, match=message):
        MEANS.lehmer(x, w, 2)


@pytest.fixture(scope="module")
def weights():
    rng = np.random.default_rng(0)
    return NETS.fragments(NETS.line(rng) for _ in range(150))


def sheet():
    return np.zeros((NETS.ORIENTATIONS, NETS.SIDE, NETS.SIDE))


def test_without_input_there_is_no_net_and_a_lone_cell_dies(weights):
    assert not NETS.settle(weights, sheet(), 3.6).any()
    alone = sheet()
    alone[2, 16, 16] = 1
    assert not NETS.settle(weights, alone, 3.6).any()


def test_a_cell_supports_along_its_line_and_not_across(weights):
    cells = sheet()
    cells[0, 16, 16] = 1
    received = NETS.support(weights, cells)[0]
    assert received[18, 16] > 0.3
    assert received[16, 18] == 0


def test_what_was_never_together_has_no_weight_and_the_sheet_has_no_place_of_its_own(weights):
    for f in range(NETS.ORIENTATIONS):
        for g in range(NETS.ORIENTATIONS):
            assert f == g or not weights[:, f, g].any()  # one line has one orientation
    cells = sheet()
    cells[:, 10:20, 10:20] = RNG.random((NETS.ORIENTATIONS, 10, 10)) < 0.4
    moved = np.roll(cells, (3, -2), axis=(1, 2))
    expected = np.roll(NETS.support(weights, cells), (3, -2), axis=(1, 2))
    assert_allclose(NETS.support(weights, moved), expected)


def test_noise_dies_and_the_line_stays(weights):
    rng = np.random.default_rng(7)
    truth = NETS.line(rng)
    noisy = np.maximum(truth, rng.random(truth.shape) < 0.1)
    recall, precision = NETS.judged(NETS.settle(weights, noisy, 3.6), truth)
    assert recall > 0.8
    assert precision > 0.5 > 5 * NETS.judged(noisy, truth)[1]
