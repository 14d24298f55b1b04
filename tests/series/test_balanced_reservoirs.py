"""Balanced networks: their parts, how their inhibition adapts, and what they remember then."""

import jax.numpy as jnp
import numpy as np
import pytest

from basinet import Reservoir
from basinet.rates import Balanced, Equal, Homeostasis, OneStep
from basinet.rates.homeostasis import inhibited
from basinet.rates.reservoirs import assembled
from basinet.series import delayed


def memory(recipe, seed, steps=4200):
    u = np.random.default_rng(seed + 100).uniform(-1, 1, steps)
    y, x = delayed(u, 60), u[:, None]
    model = Reservoir(recipe, encoder="raw", washout=200, random_state=seed)
    model.fit(x[:3200], y[:3200])
    answers = model.predict(x[3200:], start=model.end_)
    pairs = zip(answers.T, y[3200:].T, strict=True)
    return sum(np.corrcoef(a, b)[0, 1] ** 2 for a, b in pairs), model, x


def test_balanced_networks_remember_more_when_they_adapt():
    """n = 200, gain 4: from about 11.4 to about 15.1, with a larger spectral radius."""
    static = [memory(Balanced(), seed)[0] for seed in range(2)]
    adapted = [memory(Balanced(adaptation=Homeostasis()), seed) for seed in range(2)]
    assert np.mean(static) == pytest.approx(11.2, abs=1.2)
    assert np.mean([found[0] for found in adapted]) == pytest.approx(15.1, abs=1.0)
    for _, model, x in adapted:
        assert 0.55 < model.jacobian_radius() < 0.95
        assert np.abs(model.states(x[:2000])[200:].mean(axis=0) - 0.5).mean() < 0.015


def test_one_step_puts_the_mean_field_at_its_targets():
    recipe = Balanced(targets=Equal(0.4), adaptation=OneStep())
    inputs = np.full((5, 2), 0.3)
    medium = recipe.build(inputs, 3)
    at = np.full((1, 200), 0.4)
    net = np.asarray(medium.circuit.couplings.weights, float)
    field = at @ net + inputs[:1] @ np.asarray(medium.inputs.weights, float)
    has = np.asarray(recipe.parts(2, 3).inhibition).any(axis=0)  # some hear no inhibitory unit
    assert has.mean() > 0.9
    np.testing.assert_allclose((1 / (1 + np.exp(-field)))[:, has], at[:, has], atol=1e-5)


def test_homeostasis_changes_what_exists_and_stays_positive():
    held, links = np.array([[0.0, 0.2], [0.001, 0.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    given = (held, links, np.array([0.1, 0.9]), np.array([0.5, 0.5]))
    found = inhibited(*(jnp.asarray(part, jnp.float32) for part in given), 0.01)
    np.testing.assert_allclose(found, [[0, 0.204], [0, 0]], atol=1e-7)


def test_parts_of_a_balanced_network_have_their_gains():
    parts = Balanced(gain=4.0, balance=0.8).parts(1, 0)
    e, i = np.asarray(parts.excitation), np.asarray(parts.inhibition)
    assert e.sum(axis=0).mean() == pytest.approx(4)
    assert i.sum(axis=0).mean() == pytest.approx(5)
    assert not np.diag(e).any()
    assert not e[160:].any()
    assert not i[:160].any()
    assert assembled(parts).units == 200
