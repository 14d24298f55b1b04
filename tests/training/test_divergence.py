"""Learning that diverges stops in its epoch, keeps what was finite, and says what to lower."""

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

from basinet import Classifier, Raw, Steered
from basinet.data import Dataset
from basinet.learners import Contrastive, ForwardForward
from basinet.learners.steered import ByError
from basinet.runs import Run, create, execute
from basinet.training import Epoch
from basinet.training.divergence import (
    LEAST_NEAR,
    DivergedError,
    refuse_divergence,
    said_of,
    stuck,
)

RNG = np.random.default_rng(0)
Y = np.arange(40) % 2
X = (RNG.normal(size=(40, 4)) + Y[:, None]).astype(np.float32)
WILD = Steered(hidden=8, rate=1e38, decay=1.0)


def test_an_estimator_raises_and_keeps_the_last_finite_model():
    clf = Classifier(ForwardForward(), encoder=Raw(), epochs=3, random_state=0)
    with pytest.raises(DivergedError, match=r"diverged in epoch 1: .* lower .*rate"):
        clf.fit(X * np.float32(1e30), Y)
    clf = Classifier(WILD, epochs=4, random_state=0)
    with pytest.raises(DivergedError, match=r"diverged in epoch (\d): .*rate \(now 1e\+38\)"):
        clf.fit(X, Y)
    if hasattr(clf, "model_"):
        assert np.isfinite(clf.decision_function(X)).all()


def test_a_run_stops_and_keeps_the_last_finite_model(tmp_path):
    data = Dataset("blobs", X, Y, X, Y, None, None, Raw())
    run = Run(WILD, data="blobs", epochs=6, batch_size=8)
    folder = create(tmp_path / "a", run, {})
    with pytest.raises(
        DivergedError, match=r"diverged in epoch \d.*a keeps (the model after epoch|no model)"
    ):
        list(execute(run, folder, data))
    if folder.model.exists():
        model = folder.read_model()
        assert np.isfinite(model.scores(X)).all()
        assert "NaN" not in folder.metrics.read_text()


def test_what_to_lower_is_named_with_its_value():
    said = said_of(Steered(rate=0.25, input_rate=0.0, readout_rate=0.5), Epoch(1, (), {}))
    assert "rate (now 0.25)" in said
    assert "readout_rate (now 0.5)" in said
    assert "input_rate" not in said


def test_a_loss_beyond_all_use_is_a_divergence_although_it_is_finite():
    learner = Contrastive(hidden=8, rate=1e10)
    refuse_divergence(learner, Epoch(1, np.ones(3), {"loss": 1e4}))
    with pytest.raises(
        DivergedError, match=r"diverged in epoch 2: its loss is 5.0e\+20; lower rate \(now 1e\+10\)"
    ):
        refuse_divergence(learner, Epoch(2, np.ones(3), {"loss": 5e20}))
    clf = Classifier(learner, encoder=Raw(), epochs=3, batch_size=8, random_state=0)
    with pytest.raises(DivergedError, match=r"epoch 1: its loss is .*rate \(now 1e\+10\)"):
        clf.fit(X, Y)


def test_a_loss_a_thousand_times_that_of_guessing_is_a_divergence_in_its_first_epoch():
    learner = Contrastive(hidden=8, rate=300.0)
    clf = Classifier(learner, encoder=Raw(), epochs=3, batch_size=8, random_state=0)
    with pytest.raises(
        DivergedError, match=r"epoch 1: its loss is .*, at first .*rate \(now 300\)"
    ):
        clf.fit(X, Y)
    refuse_divergence(learner, Epoch(1, np.ones(3), {"loss": 900.0}, 0.2))
    refuse_divergence(learner, Epoch(1, np.ones(3), {"loss": 9e5}, 1e3))
    refuse_divergence(learner, Epoch(2, np.ones(3), {"loss": 9e5}, 1.0), [{"loss": 1e3}])
    for epoch, history in (
        (Epoch(1, np.ones(3), {"loss": 1100.0}, 0.2), []),
        (Epoch(1, np.ones(3), {"loss": 1.1e6}, 1e3), []),
        (Epoch(2, np.ones(3), {"loss": 1.1e6}, 1.0), [{"loss": 1e3}]),
    ):
        with pytest.raises(DivergedError, match="its loss is"):
            refuse_divergence(learner, epoch, history)


def test_an_error_that_reaches_nobody_is_said_with_what_to_lower():
    by_error = Steered(hidden=8, rate=1e4, teaching=ByError())
    assert stuck(by_error, {"unstable": LEAST_NEAR}) is None
    assert stuck(by_error, {}) is None
    assert stuck(Steered(hidden=8), {"unstable": 0.0}) is None  # labels steer at any distance
    said = stuck(by_error, {"unstable": LEAST_NEAR / 2})
    assert said.startswith("only 1.0e-03 of the neurons are near their threshold")
    assert "lower rate (now 10000)" in said
    with pytest.warns(ConvergenceWarning, match=r"near their threshold.*rate \(now 10000\)"):
        Classifier(by_error, encoder=Raw(), epochs=3, batch_size=8, random_state=0).fit(X, Y)
