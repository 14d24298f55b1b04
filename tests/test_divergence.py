"""Learning that diverges stops in its epoch, keeps what was finite, and says what to lower."""

import numpy as np
import pytest

from basinet import Classifier, Raw, Steered
from basinet.data import Dataset
from basinet.divergence import DivergedError, said_of
from basinet.learners import ForwardForward
from basinet.runs import Run, create, execute

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
    said = said_of(Steered(rate=0.25, input_rate=0.0, readout_rate=0.5))
    assert "rate (now 0.25)" in said
    assert "readout_rate (now 0.5)" in said
    assert "input_rate" not in said
