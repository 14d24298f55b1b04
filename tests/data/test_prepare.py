"""Encoders for gaps and categories: what they give, what they remember, where they stand."""

import numpy as np
import pytest

from basinet import Classifier, Steered, load
from basinet.data import Impute, OneHot, Raw, Rescale
from basinet.data.prepare import needed
from basinet.settings import make, read_encoder, spell

RNG = np.random.default_rng(0)
X = RNG.normal(size=(90, 3)).astype(np.float32)
CODES = (np.arange(90) % 3).astype(np.float32)
Y = np.arange(90) % 3
HOLED = X.copy()
HOLED[::7, 1] = np.nan
MIXED = np.c_[HOLED, CODES]


def encoded(encoder, x, new=None):
    return encoder.encode(x if new is None else new, encoder.measure(x))


def test_the_mean_stands_in_a_gap():
    found = encoded(Impute(Raw()), HOLED)
    known = HOLED[~np.isnan(HOLED[:, 1]), 1]
    np.testing.assert_allclose(found[::7, 1], known.mean(), rtol=1e-5)
    np.testing.assert_array_equal(found[:, 0], X[:, 0])
    standard = encoded(Impute(), HOLED)
    np.testing.assert_allclose(standard[::7, 1], 0, atol=1e-6)


def test_each_value_has_an_input_and_a_strange_one_none():
    found = encoded(OneHot((3,), Impute()), MIXED)
    assert found.shape == (90, 6)
    np.testing.assert_array_equal(found[:, 3:], np.eye(3)[Y])
    strange = MIXED[:2].copy()
    strange[:, 3] = (7, np.nan)
    np.testing.assert_array_equal(encoded(OneHot((3,), Impute()), MIXED, strange)[:, 3:], 0)
    np.testing.assert_array_equal(encoded(OneHot(), CODES[:, None]), np.eye(3)[Y])


@pytest.mark.parametrize("encoder", [Impute(), OneHot((3,), Impute(Rescale())), OneHot((0, 3))])
def test_their_text_makes_them_again(encoder):
    assert read_encoder(spell(encoder)) == encoder
    settings = {"then": spell(encoder.then)}
    if isinstance(encoder, OneHot):
        settings["columns"] = list(encoder.columns)
    assert make(type(encoder), settings) == encoder


def test_what_is_measured_in_parts_is_what_is_measured_at_once():
    encoder = OneHot((3,), Impute())
    parts = encoder.remeasure(MIXED[40:], encoder.measure(MIXED[:40]))
    whole = encoder.measure(MIXED)
    for name in ("then.fill", "then.counts", "values", "sizes"):
        np.testing.assert_allclose(parts[name], whole[name], rtol=1e-6)


def test_what_a_file_claims_to_have_been_measured_is_compared_with_what_can_be():
    encoder = OneHot((3,), Impute())
    measured = encoder.measure(MIXED)
    blank = encoder.blank(4, measured)
    assert {name: value.shape for name, value in blank.items()} == {
        name: value.shape for name, value in measured.items()
    }
    for sizes in (np.array([2**62]), np.array([-1]), np.array([1.0]), np.array([1, 2])):
        with pytest.raises(ValueError, match="sizes of its encoder"):
            encoder.blank(4, measured | {"sizes": sizes})


@pytest.mark.parametrize(
    ("encoder", "message"),
    [
        (lambda: OneHot((1, 1)), "expected each column once"),
        (lambda: OneHot((-1,)), "numbers of columns, from 0"),
        (lambda: Impute(3), "expected an encoder"),
        (lambda: OneHot((9,)).measure(X), "columns has 9, but x has 3"),
        (lambda: Impute().measure(X * np.float32(np.inf)), "finite numbers or NaN"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_what_makes_no_sense_is_refused(encoder, message):
    with pytest.raises(ValueError, match=message):
        encoder()


def test_an_encoder_of_the_users_choice_stands_inside():
    names = ("a", "b", "c", "d")
    assert needed(names, {"d": ("x",)}, True, Rescale()) == OneHot((3,), Impute(Rescale()))
    assert needed(names, {}, True, Rescale()) == Impute(Rescale())
    assert needed(None, {}, False, Rescale()) == Rescale()
    assert needed(names, {"d": ("x",)}, True, Impute()) == OneHot((3,), Impute())


def test_a_classifier_takes_gaps_and_is_saved_with_them(tmp_path):
    clf = Classifier(Steered(hidden=30), encoder=OneHot((3,), Impute()), epochs=5, random_state=0)
    clf.fit(MIXED, Y)
    assert clf.score(MIXED, Y) > 0.7  # the codes are the labels
    clf.save(tmp_path / "a.safetensors")
    again = load(tmp_path / "a.safetensors")
    np.testing.assert_array_equal(again.predict(MIXED), clf.predict(MIXED))
    assert again.encoder == clf.encoder
    Classifier(Steered(hidden=30), encoder="impute", epochs=1).fit(HOLED, Y).predict(HOLED)
    with pytest.raises(ValueError, match="NaN"):
        Classifier(Steered(hidden=30), epochs=1).fit(HOLED, Y)


def test_a_transformer_gets_data_frames_with_texts():
    pandas = pytest.importorskip("pandas")
    from sklearn.compose import make_column_transformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    frame = pandas.DataFrame({"a": X[:, 0], "kind": np.array(["x", "y", "z"])[Y]})
    columns = make_column_transformer(
        (StandardScaler(), ["a"]), (OneHotEncoder(sparse_output=False), ["kind"])
    )
    clf = Classifier(Steered(hidden=30), encoder=columns, epochs=5, random_state=0)
    assert clf.fit(frame, Y).score(frame, Y) > 0.9
    assert clf.n_features_in_ == 2
    assert clf.feature_names_in_.tolist() == ["a", "kind"]
