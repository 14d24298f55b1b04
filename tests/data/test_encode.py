import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basinet.data import (
    ENCODERS,
    AbstractEncoder,
    Binarise,
    Impute,
    OneHot,
    Raw,
    Rescale,
    Standardise,
)

RNG = np.random.default_rng(0)
X = (RNG.standard_normal((5000, 6)) * [1, 1e-3, 1e4, 5, 1, 1] + [0, 3, -1e5, 0, 7, 0]).astype(
    np.float32
)


def encoded(encoder, x, new=None):
    return encoder.encode(x if new is None else new, encoder.measure(x))


def test_the_names_lead_to_the_encoders():
    names = {"standardise": Standardise, "rescale": Rescale, "binarise": Binarise, "raw": Raw}
    names |= {"impute": Impute, "one-hot": OneHot}
    assert names == ENCODERS


def test_standardised_training_data_have_mean_0_and_variance_1():
    z = encoded(Standardise(), X).astype(np.float64)
    np.testing.assert_allclose(z.mean(0), 0, atol=1e-6)
    np.testing.assert_allclose(z.var(0), 1, atol=1e-5)


def test_standardising_agrees_with_its_formula_on_other_data():
    new = X[:7] * 2 + 1
    wide = X.astype(np.float64)
    expected = (new - wide.mean(0)) / wide.std(0)
    np.testing.assert_allclose(encoded(Standardise(), X, new), expected, rtol=1e-5, atol=1e-5)


@given(st.floats(-1e6, 1e6, width=32), st.integers(1, 50))
@settings(deadline=None, max_examples=40)
def test_a_constant_column_becomes_0(value, rows):
    x = np.column_stack([np.full(rows, value), np.arange(rows)]).astype(np.float32)
    other = x[:1] + np.float32(3)
    assert not encoded(Standardise(), x)[:, 0].any()
    assert encoded(Standardise(), x, other)[0, 0] == 0


def test_rounding_does_not_make_a_constant_column_vary():
    x = np.column_stack([np.full(37, 0.1), np.arange(37)])
    assert (x[:, 0] - x[:, 0].mean()).any()  # the mean of 37 times 0.1 is not 0.1
    assert not encoded(Standardise(), x)[:, 0].any()


def test_spins_pass_unchanged_and_it_is_remembered():
    spins = np.where(RNG.random((50, 4)) < 0.8, 1, -1).astype(np.float32)
    measured = Standardise().measure(spins)
    np.testing.assert_array_equal(Standardise().encode(spins, measured), spins)
    np.testing.assert_array_equal(Standardise().encode(spins[:1], measured), spins[:1])


def test_one_entry_that_is_no_spin_makes_data_ordinary():
    x = np.where(RNG.random((50, 4)) < 0.8, 1, -1).astype(np.float32)
    x[3, 2] = 0
    np.testing.assert_allclose(encoded(Standardise(), x).mean(0), 0, atol=1e-6)
    # and new rows of spins are then standardised too
    row = np.ones((1, 4), np.float32)
    assert not np.array_equal(encoded(Standardise(), x, row), row)


def test_binarising_gives_plus_1_strictly_above_the_threshold():
    x = np.array([[0.2, 0.5, 0.50001, 1]], np.float32)
    np.testing.assert_array_equal(encoded(Binarise(), x), [[-1, -1, 1, 1]])
    np.testing.assert_array_equal(encoded(Binarise(0.1), x), [[1, 1, 1, 1]])
    with pytest.raises(ValueError, match="threshold is nan"):
        Binarise(float("nan"))


def test_raw_changes_nothing():
    np.testing.assert_array_equal(encoded(Raw(), X), X)


@pytest.mark.parametrize("kind", ENCODERS.values())
def test_each_row_is_encoded_alone(kind: type[AbstractEncoder]):
    encoder, few = kind(), np.round(X)  # a column for every value: of real numbers gigabytes
    measured = encoder.measure(few)
    whole = encoder.encode(few, measured)
    assert whole.dtype == np.float32
    order = RNG.permutation(len(few))
    np.testing.assert_array_equal(encoder.encode(few[order], measured), whole[order])
    for row in (0, 4095, 4096, 4999):
        np.testing.assert_array_equal(encoder.encode(few[row : row + 1], measured)[0], whole[row])


@pytest.mark.parametrize("kind", ENCODERS.values())
def test_wrong_input_is_refused(kind: type[AbstractEncoder]):
    encoder = kind()
    measured = encoder.measure(X)
    holed = X[:3].copy()
    holed[1, 2] = np.inf
    with pytest.raises(ValueError, match=r"x\[1, 2\] is inf"):
        encoder.encode(holed, measured)
    with pytest.raises(ValueError, match=r"x\[1, 2\] is inf"):
        encoder.measure(holed)
    with pytest.raises(ValueError, match=r"\(0, 6\)"):
        encoder.measure(X[:0])


def test_another_number_of_features_is_refused():
    with pytest.raises(ValueError, match="5 features, but the encoder was measured on 6"):
        encoded(Standardise(), X, X[:, :5])


def test_rescaled_training_data_have_mean_0_and_variance_1_as_a_whole():
    x = RNG.normal(3, 2, (50, 4)) * [1, 2, 3, 0]
    z = encoded(Rescale(), x).astype(np.float64)
    np.testing.assert_allclose((z.mean(), z.std()), (0, 1), atol=1e-6)
    np.testing.assert_allclose(z, (x - x.mean()) / x.std(), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        encoded(Rescale(), x, x[:3] + 1), (x[:3] + 1 - x.mean()) / x.std(), rtol=1e-5
    )


def test_rescaled_data_that_never_vary_become_0():
    x = np.full((5, 2), 0.1)
    assert not encoded(Rescale(), x).any()
    assert not encoded(Rescale(), x, x + 1).any()


def test_rescaling_refuses_another_number_of_features():
    with pytest.raises(ValueError, match="x has 5 features, but the encoder was measured on 6"):
        encoded(Rescale(), np.ones((3, 6)), np.ones((2, 5)))
