import numpy as np
import pytest

from basinet.data import entangle

X = np.random.default_rng(3).random((30, 12), dtype=np.float32)


def test_each_output_is_the_sign_of_its_sum():
    spins = entangle(X, features=5, seed=7)
    matrix = np.random.default_rng(7).standard_normal((12, 5))
    for row, image in enumerate(X):
        for column in range(5):
            field = sum(float(image[p]) * matrix[p, column] for p in range(12))
            assert spins[row, column] == (1 if field >= 0 else -1)
    assert spins.dtype == np.float32


def test_a_seed_is_a_task():
    np.testing.assert_array_equal(entangle(X, seed=1), entangle(X, seed=1))
    assert (entangle(X, seed=1) != entangle(X, seed=2)).mean() > 0.3


def test_a_black_image_gives_plus_1():
    assert (entangle(np.zeros((1, 12), np.float32)) == 1).all()


def test_brightness_does_not_matter_and_rows_do_not_mix():
    spins = entangle(X)
    assert spins.shape == (30, 100)
    np.testing.assert_array_equal(entangle(X / 2), spins)
    np.testing.assert_array_equal(entangle(X[4:5]), spins[4:5])


def test_grey_values_up_to_255_are_refused():
    with pytest.raises(ValueError, match="divide grey values by 255"):
        entangle(X * 255)
    with pytest.raises(ValueError, match="features is 0"):
        entangle(X, features=0)
