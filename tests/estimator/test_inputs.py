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


def changed(**parameters):
    """A fitted classifier that is to go on with other parameters than it began with."""
    return learner(warm_start=True).fit(X, Y).set_params(**parameters).fit(X, Y)


NOTHING = {"no": 0.0, "yes": 0.0}
REFUSED = {
    "masked": (lambda: learner().fit(np.ma.masked_array(X, X > 1), Y), "masked"),
    "NaN among classes": (
        lambda: learner().partial_fit(X, X[:, 0] > 0, classes=[0.0, 1.0, np.nan]),
        r"classes\[2\] is nan",
    ),
    "no epochs": (lambda: learner().set_params(epochs=None).fit(X, Y), "epochs is None"),
    "a word for truth": (
        lambda: learner(early_stopping="auto").fit(X, Y),
        "early_stopping is 'auto'; it must be True or False",
    ),
    "a seed below 0": (
        lambda: learner().set_params(random_state=-1).fit(X, Y),
        "random_state is -1",
    ),
    "classes of no weight": (lambda: learner(class_weight=NOTHING).fit(X, Y), "are zero"),
    "a misspelt class": (lambda: learner(class_weight={"Yes": 2.0}).fit(X, Y), "label 'Yes'"),
    "weights beyond float32": (lambda: learner().fit(X, Y, np.full(40, 1e300)), "infinite"),
    "another size": (lambda: changed(learner__hidden=9), "cannot go on with the state"),
    "another learner": (lambda: changed(learner="contrastive"), "cannot go on with the state"),
    "another encoder": (lambda: changed(encoder="raw"), "encoder is Raw"),
}


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(("ask", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_would_be_ignored_or_learn_nothing_is_refused(ask, said):
    with pytest.raises(ValueError, match=said):
        ask()


def test_a_field_that_is_set_acts_on_what_goes_on_learning():
    assert changed(learner__rate=0.25).model_.learner.rate == 0.25
