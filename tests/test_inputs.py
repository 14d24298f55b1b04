"""What an estimator is given and cannot use is said with its column or its row."""

import numpy as np
import pytest

from basinet import Classifier

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 3))
Y = np.where(X[:, 0] > 0, "yes", "no")


def learner(**parameters):
    return Classifier("steered", epochs=1, random_state=0, **parameters)


@pytest.mark.parametrize("kind", ["text", "category", "date"])
def test_a_column_that_is_no_number_is_named(kind):
    pandas = pytest.importorskip("pandas")
    texts = np.array(["red", "green"] * 20)
    column = {
        "text": texts,
        "category": pandas.Categorical(texts),
        "date": pandas.date_range("2020", periods=40),
    }[kind]
    table = pandas.DataFrame(X, columns=list("abc")).assign(colour=column)
    with pytest.raises(ValueError, match=r"column 'colour' has .*which is no number"):
        learner().fit(table, Y)


def test_a_transformer_makes_numbers_of_texts():
    pandas = pytest.importorskip("pandas")
    from sklearn.compose import make_column_transformer
    from sklearn.preprocessing import OneHotEncoder

    table = pandas.DataFrame(X, columns=list("abc")).assign(colour=["red", "green"] * 20)
    encoder = make_column_transformer((OneHotEncoder(), ["colour"]), remainder="passthrough")
    assert learner(encoder=encoder).fit(table, Y).n_features_in_ == 4


def test_pictures_are_told_to_become_rows():
    with pytest.raises(ValueError, match=r"shape \(40, 8, 8\).*X.reshape"):
        learner().fit(np.zeros((40, 8, 8)), Y)
    fitted = learner().fit(X, Y)
    with pytest.raises(ValueError, match=r"X.reshape"):
        fitted.predict(X[:, :, None])


def test_a_label_that_is_missing_is_named():
    labels = [*Y[:5], None, *Y[6:]]
    with pytest.raises(ValueError, match=r"y\[5\] is None"):
        learner().fit(X, labels)
