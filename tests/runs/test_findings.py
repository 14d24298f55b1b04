"""What a report shows of a trained model."""

from itertools import combinations

import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.runs import findings
from basinet.runs.findings import overlaps


def naive(spins, labels, classes):
    """Overlaps by a double loop over the samples."""
    within, between = [], []
    found = {(a, b): [] for a in classes for b in classes}
    for i, j in combinations(range(len(spins)), 2):
        q = sum(int(s) * int(t) for s, t in zip(spins[i], spins[j], strict=True)) / len(spins[i])
        (within if labels[i] == labels[j] else between).append(q)
        found[labels[i], labels[j]].append(q)
        if labels[i] != labels[j]:
            found[labels[j], labels[i]].append(q)
    matrix = [[np.mean(found[a, b]) if found[a, b] else np.nan for b in classes] for a in classes]
    return within, between, matrix


@pytest.mark.parametrize("names", [[0, 1, 2, 9], ["a", "b", "c", "never"]])
def test_overlaps_are_those_of_a_double_loop(names):
    rng = np.random.default_rng(3)
    names = np.array(names)
    labels = names[[0, 1, 1, 0, 1, 0, 2]]
    spins = rng.choice([-1, 1], (7, 11)).astype(np.int8)
    actual, expected = (
        overlaps(spins.astype(np.float32), labels, names),
        naive(spins, labels, names),
    )
    for one, other in zip(actual, expected, strict=True):
        assert_allclose(one, other, atol=1e-12)
    assert_array_equal(np.isnan(actual.matrix).sum(), 1 + 2 * 3 + 1)


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
