"""Series and settings that a reservoir refuses, each in one line."""

import numpy as np
import pytest

from basinet import Reservoir
from basinet.rates import EchoState

SMALL = EchoState(units=30)

X = np.random.default_rng(0).normal(size=(50, 2))


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        ([X, X[:, :1]], [X[:, 0]] * 2, r"X\[1\] has 1 columns, but 2 are expected"),
        ([X, X[:1]], [X[:, 0], X[:1, 0]], "series 1 has 1 steps.*wash-out of 10"),
        ([X, X * np.nan], [X[:, 0]] * 2, r"X\[1\]\[0, 0\] is nan"),
        ([X], [X[:4, 0]], "series 0 has 50 steps in X and 4 in y"),
        ([X, X], [X[:, 0]], "X has 2 series and y has 1"),
        ([[[1.0, 2.0], [3.0]]], [[1.0, 2.0]], "is not a table of numbers"),
        ([np.zeros((0, 2))], [np.zeros(0)], "at least one of each"),
    ],
)
def test_series_that_cannot_be_learnt_are_refused(x, y, said):
    with pytest.raises(ValueError, match=said):
        Reservoir(SMALL, washout=10).fit(x, y)


def test_what_does_not_fit_a_model_is_refused():
    model = Reservoir(SMALL, random_state=0).fit(X, X[:, 0])
    with pytest.raises(ValueError, match="answers 1 targets and hears 2"):
        model.generate(3)
    with pytest.raises(ValueError, match=r"start has shape \(3,\)"):
        model.predict(X, start=np.zeros(3))
    with pytest.raises(ValueError, match="3 features"):
        model.predict(np.zeros((5, 3)))
    with pytest.raises(ValueError, match="columns, but 2 are expected"):
        model.predict([np.zeros((5, 3))])
    with pytest.raises(ValueError, match="for series it must be one of"):
        Reservoir(SMALL, encoder="binarise").fit(X, X[:, 0])
    with pytest.raises(ValueError, match="reservoir is 3"):
        Reservoir(SMALL).set_params(reservoir=3).fit(X, X[:, 0])
    with pytest.raises(ValueError, match="radius is -1"):
        EchoState(radius=-1.0)


def test_free_running_that_explodes_says_in_which_step():
    model = Reservoir(SMALL, encoder="raw", random_state=0).fit(X)
    weights = np.full_like(model.fitted_.weights, 1e38)
    object.__setattr__(model.fitted_, "weights", weights)
    with pytest.raises(ValueError, match="leaves all bounds in step"):
        model.generate(30)


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (np.full((30, 1), np.nan), r"X\[0, 0\] is nan; .*cut the series"),
        (np.ones(30), r"X has shape \(30,\); .*Reshape your data"),
        ([[1.0, 2.0], [3.0]], "X has rows of different lengths"),
    ],
)
def test_one_faulty_table_is_refused_in_one_line(x, said):
    with pytest.raises(ValueError, match=said) as caught:
        Reservoir(EchoState(units=5)).fit(x)
    assert "\n" not in str(caught.value)
