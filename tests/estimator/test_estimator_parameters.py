"""Parameters of the estimator: the learner's fields and those of its parts among them."""

import dataclasses

import pytest
from sklearn.datasets import load_digits
from sklearn.model_selection import GridSearchCV

from basinet import Classifier, Steered
from basinet.learners import Constant, Linear
from basinet.learners.steered import ByLabel
from basinet.settings import learner as learner_of_name

X, Y = (part[:120] for part in load_digits(return_X_y=True))
LEARNER = Steered(hidden=32)


def classifier(**changes):
    return Classifier(LEARNER, **({"epochs": 3, "random_state": 0} | changes))


def test_the_reference_settings_are_the_default():
    assert Classifier().get_params()["learner__teaching__margin"] == Steered().margin
    assert Classifier().set_params(learner__rate=0.3).learner == Steered(rate=0.3)


def test_a_grid_search_goes_over_the_fields_of_the_learner():
    grid = {"learner__teaching__margin": [0.1, 0.9], "epochs": [1]}
    search = GridSearchCV(classifier(), grid, cv=2).fit(X, Y)
    assert search.best_params_["learner__teaching__margin"] in (0.1, 0.9)
    assert search.best_estimator_.learner == Steered(
        hidden=32, teaching=ByLabel(margin=search.best_params_["learner__teaching__margin"])
    )
    assert LEARNER.margin == 0.9


def test_every_field_of_the_learner_and_of_its_parts_is_a_parameter_and_can_be_set():
    names = {f"learner__{field.name}" for field in dataclasses.fields(Steered)}
    names |= {f"learner__teaching__{field.name}" for field in dataclasses.fields(ByLabel)}
    names |= {
        f"learner__teaching__schedule__{field.name}" for field in dataclasses.fields(Constant)
    }
    deep = classifier().get_params()
    assert names <= deep.keys()
    shallow = classifier().get_params(deep=False).keys()
    assert {name for name in deep if not name.startswith("learner__")} == shallow
    assert classifier().set_params(learner__sweeps=9).get_params()["learner__sweeps"] == 9
    assert Classifier(Steered()).set_params(**deep).get_params() == deep


def test_a_part_and_its_fields_may_be_set_together_in_any_order():
    given = {"learner__teaching__schedule": Linear(), "learner__teaching__schedule__floor": 0.5}
    for order in (given, dict(reversed(given.items()))):
        changed = classifier().set_params(**order, learner__teaching__margin=0.3).learner
        assert changed == dataclasses.replace(
            LEARNER, teaching=ByLabel(margin=0.3, schedule=Linear(floor=0.5))
        )


def test_a_learner_and_its_fields_may_be_set_together_whatever_was_there():
    for before in (LEARNER, "swarm", None):
        named = Classifier(before).set_params(learner="error-steered", learner__rate=0.3).learner
        assert named == learner_of_name("error-steered", rate=0.3)
        usual = Classifier(before).set_params(learner=None, learner__rate=0.3).learner
        assert usual == Steered(rate=0.3)
    with pytest.raises(ValueError, match="no parameter 'learner__rate'"):
        Classifier().set_params(learner=-1, learner__rate=0.3)


def test_what_is_no_learner_is_refused_by_fit_and_can_be_set_right_before():
    wrong = Classifier().set_params(learner=-1)
    with pytest.raises(ValueError, match="learner is -1; it must be a learner"):
        wrong.fit(X, Y)
    assert wrong.set_params(epochs=2).epochs == 2
    assert wrong.set_params(learner=LEARNER).learner == LEARNER


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"learner__teaching__margin": -1}, "margin is -1"),
        ({"learner__hidden": 0}, "hidden is 0"),
        ({"learner__marign": 1}, "'learner__marign'.*learner__teaching__margin"),
        ({"speed": 1}, "'speed'"),
    ],
)
def test_a_parameter_that_cannot_be_set_is_named(change, words):
    with pytest.raises(ValueError, match=words):
        classifier().set_params(**change)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epochs": 0}, "epochs is 0"),
        ({"epochs": 2.5}, "epochs is 2.5"),
        ({"batch_size": 0}, "batch_size is 0"),
    ],
)
def test_numbers_out_of_range_are_refused_when_fitting(change, words):
    with pytest.raises(ValueError, match=words):
        classifier(**change).fit(X, Y)


@pytest.mark.usefixtures("unchecked")
def test_what_is_no_learner_is_refused():
    with pytest.raises(ValueError, match="learner is 3"):
        Classifier(3).fit(X, Y)
