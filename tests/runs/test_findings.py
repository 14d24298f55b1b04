"""What a report shows of a trained model."""

import jax.numpy as jnp
import numpy as np
from numpy.testing import assert_allclose

from basinet.analysis import mean_overlaps, reciprocity
from basinet.runs import findings


def test_findings_are_those_of_the_model(data, finished):
    model = finished.read_model()
    found = findings(model, data)
    assert found.classes == ["0", "1", "2"]
    assert found.history == model.history
    states = found.states
    end = model.relax(data.x_test)
    assert states.stabilities.shape == states.stabilities_before.shape == (20, 16)
    inputs = model.epoch.state.inputs(jnp.asarray(model.encode(data.x_test)))
    field = end.configuration.recurrent + np.asarray(inputs)
    assert_allclose(states.stabilities, end.spins * field, atol=1e-5)
    assert (states.stabilities != states.stabilities_before).any()
    assert states.margin == model.learner.margin
    assert states.trial.shape[1] == 16
    assert 0 < states.released_at < len(states.trial)
    pairs = len(states.overlaps.within) + len(states.overlaps.between)
    assert pairs == 20 * 19 / 2
    (layer,) = states.layers
    assert layer.neurons == 16
    assert 1 <= layer.participation <= 16
    assert 0 <= layer.probe <= 1
    assert states.basins.trials == 2 * (end.outcome == 0).sum()


def test_the_history_says_how_representations_and_couplings_develop(finished, data):
    model = finished.read_model()
    states = np.asarray(model.relax(data.x_test).spins)
    last = model.history[-1]
    means = mean_overlaps(states, data.y_test)
    assert_allclose([last["within"], last["between"]], [[means.within], [means.between]])
    J = np.asarray(model.epoch.state.network.couplings.blocks[0].weights)
    assert_allclose(last["reciprocity"], [reciprocity(J)])
    assert len({tuple(entry["reciprocity"]) for entry in model.history}) == len(model.history)
