"""A trained network as a world: its states are those of the library, and its certificates hold."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet import Classifier, data
from basinet.core import Network, Outcome, RandomSubset, constant, relax
from basinet.learners import ForwardForward, Steered
from basinet.learners.steered.protocol import class_goal
from basinet.settings import make
from basinet.worlds import class_means, evolve, settling

KEY = jax.random.key(0)


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


@pytest.fixture(scope="module")
def model(digits):
    clf = Classifier(Steered(hidden=50), epochs=2, random_state=0)
    return clf.fit(digits.x_train, digits.y_train).model_


@pytest.fixture(scope="module")
def world(model, digits):
    return settling(model, class_means(model, digits.x_train[:200], digits.y_train[:200]))


def before(world, model, x):
    start = evolve(world, KEY, steps=1).state
    inputs = jnp.asarray(model.encode(x[None])[0])
    return world.silence(world.show(start, inputs, jnp.zeros(64)))


def test_it_settles_where_the_library_does(world, model, digits):
    x = digits.x_test[:8]
    found = model.relax(x)
    for sample, spins, outcome in zip(x, found.spins, found.outcome, strict=True):
        assert outcome == Outcome.FIXED_POINT
        end = evolve(world, KEY, steps=30, start=before(world, model, sample))
        assert_array_equal(end.state.spins, spins)
        assert end.seen["unstable"][-1] == 0
        assert end.seen["period"][-1] == 1
        scores = model.scores(sample[None])[0]
        np.testing.assert_allclose(world.evidence(end.state), scores, atol=1e-4)


def test_what_is_held_steers_as_in_learning(world, model, digits):
    x = digits.x_test[0]
    held = world.hold(before(world, model, x), 4)
    end = evolve(world, KEY, steps=40, start=held).state
    wiring, learner = model.epoch.state, model.learner
    goal = class_goal(jnp.array([4]), 10)
    external = learner.external(wiring, jnp.asarray(model.encode(x[None])))
    external = external + 4.0 * wiring.feedback(goal.weigh(goal.clamped))
    start = Network(wiring.network.couplings, wiring.network.self_coupling).place(
        jnp.zeros((1, 50))
    )
    theirs = relax(wiring.network, learner.dynamics, constant(external), start, KEY, max_sweeps=40)
    assert_array_equal(end.spins, theirs.spins[0])


def spins_of(world, state):
    return state.spins


def by_hand(world, state):
    """The sweeps after which a state returns, from the list of all states."""
    course = evolve(world, KEY, steps=400, start=state, see=spins_of).seen
    back = np.flatnonzero((course == np.asarray(state.spins)).all(axis=1))
    return int(back[0]) + 1 if len(back) else 0


@pytest.mark.parametrize("sample", range(4))
def test_a_cycle_is_called_one_and_has_its_length(world, model, digits, sample):
    wild = make(world, {"self_coupling": 0.0, "gain": 4.0, "drive": 0.2})
    start = before(wild, model, digits.x_test[sample])
    end = evolve(wild, KEY, steps=400, start=start)
    period = int(end.seen["period"][-1])
    assert period == by_hand(wild, end.state)
    assert (end.seen["unstable"][-1] == 0) == (period == 1)


def test_nothing_is_said_of_returns_under_chance_or_after_a_hand(world, model, digits):
    wild = {"self_coupling": 0.0, "gain": 4.0, "drive": 0.2}
    start = before(world, model, digits.x_test[1])
    end = evolve(make(world, wild), KEY, steps=200, start=start).state
    other = make(world, wild | {"gain": 3.0})
    assert float(other.observe(end)["period"]) in (0.0, 1.0)
    chance = make(world, wild | {"dynamics": RandomSubset(0.5)})
    course = evolve(chance, KEY, steps=60, start=end).seen["period"]
    assert set(course.tolist()) <= {0.0, 1.0}
    flipped = world.flip(end, 0.3, KEY)
    assert int(flipped.watch.period) == 0
    assert 0 < int((flipped.spins != end.spins).sum()) < 50


def test_overlaps_are_cosines_with_the_mean_states(world, model, digits):
    end = evolve(world, KEY, steps=20, start=before(world, model, digits.x_test[2])).state
    spins, means = np.asarray(end.spins), np.asarray(world.means)
    expected = means @ spins / np.linalg.norm(means, axis=1) / np.linalg.norm(spins)
    np.testing.assert_allclose(world.overlaps(end), expected, atol=1e-5)
    assert float(world.observe(end)["overlap"]) == pytest.approx(expected.max(), abs=1e-5)


def test_other_learners_are_refused(model):
    with pytest.raises(TypeError, match="no hand steers ForwardForward"):
        settling(replace(model, learner=ForwardForward()))
