"""Weights of samples in files: a column or an array beside features and labels."""

import json

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from written import BYTES, KIND, A, B, N, X, quiet, text, write

from basinet.data import DataError, Reading, load
from basinet.data.load import load_quietly

W = (np.arange(N) % 4).astype(float)
KINDS = np.arange(N) % 3


def weighted(sep=",", point="."):
    """A table whose weights stand last, where labels are looked for unasked."""
    return text(sep, point, a=A, b=B, kind=KIND, w=W)


def archive(path, **more):
    np.savez(path, x=X, y=KINDS, w=W, **more)
    return path, "w"


def matrix(path):
    np.save(path, np.c_[X, KINDS, W])
    return path, "3"


def beside(path):
    np.save(path / "x.npy", X)
    np.save(path / "y.npy", KINDS)
    np.save(path / "w.npy", W)
    return path / "x.npy", "w"


def records(path):
    columns = {"a": A, "b": B, "kind": KIND, "w": W}
    rows = [dict(zip(columns, map(str, row), strict=True)) for row in zip(*columns.values())]  # noqa: B905
    rows = [row | {name: float(row[name]) for name in "abw"} for row in rows]
    return write(path, "\n".join(map(json.dumps, rows))), "w"


WAYS = {
    "plain": lambda at: (write(at / "t.csv", weighted()), "w"),
    "semicolons": lambda at: (write(at / "t.csv", weighted(";", ",")), "w"),
    "records": lambda at: records(at / "t.jsonl"),
    "archive": lambda at: archive(at / "t.npz"),
    "matrix": lambda at: matrix(at / "t.npy"),
    "arrays beside one another": beside,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_weights_stay_with_their_samples(way, tmp_path):
    path, name = way(tmp_path)
    data = quiet(path, weight=name)
    assert data.x_train.shape[1] == 2
    of = {tuple(row): weight for row, weight in zip(X, W, strict=True)}
    assert_array_equal(data.weights, [of[tuple(row)] for row in data.x_train])
    assert f"weights: {'column' if data.feature_names else 'array'} {name!r}; 48" in data.summary
    half = data.learning(np.arange(0, 48, 2))
    assert data.weights is not None
    assert_array_equal(half.weights, data.weights[::2])


def test_only_what_is_learnt_needs_weights(tmp_path):
    train, test = write(tmp_path / "a.csv", weighted()), write(tmp_path / "b.csv", text())
    data = quiet(train, weight="w", test=test)
    assert (np.shape(data.weights), len(data.x_test)) == ((N,), N)
    path, _ = archive(tmp_path / "t.npz", x_test=X[:9], y_test=KINDS[:9])
    assert np.shape(quiet(path, weight="w").weights) == (N,)


def changed(value, row=7):
    """The table with one other weight."""
    lines = weighted().splitlines()
    lines[row] = f"{lines[row].rpartition(',')[0]},{value}"
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("content", "given", "said"),
    [
        (
            weighted(),
            {"weight": "wt"},
            r"there is no column 'wt'; did you mean 'w'\?|no column 'wt'",
        ),
        (
            weighted(),
            {"weight": "kind", "label": "w"},
            "holds texts such as 'ash'; expected weights",
        ),
        (weighted(), {"weight": "w", "label": "w"}, "'w' is named as weights and among the labels"),
        (weighted(), {"weight": "w", "drop": ["w"]}, "and among the columns to drop"),
        (changed(-1), {"weight": "w"}, "column 'w': the weight of sample 7 is -1; expected finite"),
        (changed(""), {"weight": "w"}, "the weight of sample 7 is missing"),
        (changed("inf"), {"weight": "w"}, "column 'w': 'inf' is not"),
        (changed("heavy"), {"weight": "w"}, "column 'w'"),
        (text(a=A, b=B, kind=KIND, w=0 * W), {"weight": "w"}, "every weight .* is zero"),
        (text(kind=KIND, w=W), {"weight": "w"}, "no features beside the weights, column 'w'"),
        (text(w=W), {"weight": "w"}, "'None' is the only column|there is no column"),
    ],
)
def test_weights_that_are_none_are_told_in_one_line(content, given, said, tmp_path):
    path = write(tmp_path / "t.csv", content)
    with pytest.raises((DataError, ValueError), match=said) as raised:
        load(path, **given)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (W[:-1], "w has 59 weights for 60 samples to learn; expected as many"),
        (np.c_[W, W], r"w has the shape \(60, 2\); expected a weight for each sample"),
        (np.full(N, np.nan), "the weight of sample 1 is missing"),
        (np.full(N, 1e300), "the weight of sample 1 is 1e\\+300; expected finite"),
        (np.full(N, "a"), "expected weights, which are numbers"),
    ],
)
def test_arrays_that_are_no_weights_are_told_in_one_line(weights, said, tmp_path):
    path = tmp_path / "t.npz"
    np.savez(path, x=X, y=KINDS, w=weights)
    with pytest.raises(DataError, match=said):
        load(path, weight="w")


def test_what_has_no_place_for_weights_is_told(tmp_path):
    path, _ = archive(tmp_path / "t.npz")
    with pytest.raises(DataError, match="there is no array 'v' of weights"):
        load(path, weight="v")
    with pytest.raises(ValueError, match="a named data set is read in one way"):
        load_quietly(Reading("digits", weight="w"))
    np.save(tmp_path / "m.npy", np.c_[X, KINDS, W])
    with pytest.raises(DataError, match="there is no column '4'; expected a number from 0 to 3"):
        load(tmp_path / "m.npy", weight="4")
    image = pytest.importorskip("PIL.Image")
    for kind in ("oak", "elm"):
        (tmp_path / "p" / kind).mkdir(parents=True)
        for number in range(4):
            image.fromarray(BYTES[number]).save(tmp_path / "p" / kind / f"{number}.png")
    with pytest.raises(ValueError, match="only tables and arrays have them"):
        load(tmp_path / "p", weight="w")
