"""Kuramoto's oscillators and swarmalators: exact properties, theory, published states."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose

from basinet import analysis, theory
from basinet.rates import Phases, Spheres, angles
from basinet.worlds import FIVE_STATES, Kuramoto, Oscillators, Swarm, Swarmalators, evolve

KEY = jax.random.key(0)


def test_phases_are_spheres_in_other_coordinates():
    frequencies = jax.random.normal(KEY, (5,))
    theta = jax.random.uniform(jax.random.key(1), (2, 5), minval=-3.0, maxval=3.0)
    field = jax.random.normal(jax.random.key(2), (2, 10))
    phases, spheres = Phases(frequencies), Spheres(frequencies)
    points = phases.emit(theta).reshape(2, 5, 2)
    assert_allclose(angles(points), theta, atol=1e-6)
    velocity = spheres.velocity(points, field)
    turning = points[..., 0] * velocity[..., 1] - points[..., 1] * velocity[..., 0]
    assert_allclose(phases.velocity(theta, field), turning, atol=1e-5)


def test_one_tick_is_that_of_a_naive_loop():
    made = Kuramoto(units=7, coupling=1.3, dt=0.01)
    start = made.init(KEY)
    theta, omega = np.asarray(start.phases, float), np.asarray(made.frequencies(), float)

    def velocity(at):
        pairs = [[np.sin(b - a) for b in at] for a in at]
        return omega + 1.3 * np.mean(pairs, axis=1)

    k1 = velocity(theta)
    k2 = velocity(theta + 0.005 * k1)
    k3 = velocity(theta + 0.005 * k2)
    k4 = velocity(theta + 0.01 * k3)
    expected = theta + 0.01 / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    after = made.step(start, KEY)
    assert_allclose(np.exp(1j * np.asarray(after.phases)), np.exp(1j * expected), atol=1e-5)
    r = analysis.synchrony.order_parameter(np.asarray(after.phases, float))
    assert float(made.observe(after)["order"]) == pytest.approx(float(r), abs=1e-6)


def test_with_equal_frequencies_the_order_never_falls():
    seen = evolve(Kuramoto(units=50, width=0.0), KEY, steps=300).seen["order"]
    assert (np.diff(seen) > -1e-6).all()
    assert seen[-1] > 0.999


@pytest.mark.parametrize(("coupling", "locks"), [(1.1, True), (0.9, False)])
def test_two_oscillators_lock_where_the_coupling_bridges_their_frequencies(coupling, locks):
    made = Kuramoto(units=2, coupling=coupling, width=0.5)
    assert_allclose(made.frequencies(), [-0.5, 0.5], rtol=1e-6)
    late = evolve(made, KEY, steps=3000).seen["order"][-1000:]
    assert (np.ptp(late) < 1e-3) == locks


@pytest.mark.parametrize("coupling", [1.5, 2.0, 3.0, 4.0])
def test_the_order_is_that_of_theory(coupling):
    made = Kuramoto(coupling=coupling)
    seen = evolve(made, KEY, steps=3000, every=4).seen["order"]
    assert seen[375:].mean() == pytest.approx(made.expected()["order"], abs=0.003)


def test_below_the_critical_coupling_there_is_no_order():
    seen = evolve(Kuramoto(coupling=0.5), KEY, steps=3000, every=4).seen["order"]
    assert seen[375:].mean() < 0.06
    assert theory.kuramoto_order(0.5, 0.5) == 0


def test_theory_takes_arrays_and_refuses_what_is_negative():
    found = theory.kuramoto_order([0.0, 1.0, 2.0], 0.5)
    assert_allclose(found, [0, 0, np.sqrt(0.5)])
    assert theory.kuramoto_order(1.0, 0.0) == 1
    with pytest.raises(ValueError, match="coupling is -1"):
        theory.kuramoto_order(-1.0, 0.5)


def swarm(units=9):
    return Swarmalators(units=units, alike=0.7, coupling=-0.4)


def test_velocities_are_those_of_a_naive_loop():
    made = swarm()
    start = made.init(KEY)
    x, theta = np.asarray(start.places, float), np.asarray(start.phases, float)
    moving, turning = np.zeros((9, 2)), np.zeros(9)
    for i in range(9):
        for j in range(9):
            if i != j:
                d = x[j] - x[i]
                r = np.linalg.norm(d)
                pull = d / r * (1 + 0.7 * np.cos(theta[j] - theta[i]))
                moving[i] += (pull - d / r**2) / 9
                turning[i] += -0.4 * np.sin(theta[j] - theta[i]) / r / 9
    found = made.velocities(start)
    assert_allclose(found[0], moving, atol=1e-5)
    assert_allclose(found[1], turning, atol=1e-5)


def test_the_centre_and_the_mean_phase_stay():
    moving, turning = swarm().velocities(swarm().init(KEY))
    assert_allclose(moving.sum(axis=0), 0, atol=1e-5)
    assert_allclose(turning.sum(), 0, atol=1e-5)
    still = Swarmalators(units=9, coupling=0.0)
    start = still.init(KEY)
    assert (still.step(start, KEY).phases == start.phases).all()


def test_agents_at_one_place_do_not_make_the_state_infinite():
    state = Swarm(jnp.zeros((9, 2)), jnp.zeros(9), jnp.zeros((), jnp.int32))
    assert all(jnp.isfinite(part).all() for part in swarm().velocities(state))


@pytest.mark.parametrize("ahead", [0.0, 1.0])
def test_two_swarmalators_rest_at_a_distance_that_their_phases_set(ahead):
    made = Swarmalators(units=2, alike=0.5, coupling=0.0)
    places, phases = jnp.array([[0.0, 0.0], [0.4, 0.1]]), jnp.array([0.2, 0.2 + ahead])
    start = Swarm(places, phases, jnp.zeros((), jnp.int32))
    end = evolve(made, KEY, steps=2000, start=start).state
    apart = float(jnp.linalg.norm(end.places[1] - end.places[0]))
    assert apart == pytest.approx(1 / (1 + 0.5 * np.cos(ahead)), abs=1e-3)


def test_turning_and_shifting_all_changes_nothing_else():
    made, start = swarm(), swarm().init(KEY)
    moved = Swarm(start.places + 3.0, start.phases + 0.5, start.time)
    for one, other in zip(made.velocities(start), made.velocities(moved), strict=True):
        assert_allclose(one, other, atol=2e-5)
    clocks = Kuramoto(units=9)
    first = clocks.init(KEY)
    turned = clocks.step(Oscillators(first.phases + 0.5, first.time), KEY).phases
    plain = clocks.step(first, KEY).phases + 0.5
    assert_allclose(jnp.exp(1j * turned), jnp.exp(1j * plain), atol=1e-4)


def test_the_five_states_of_the_paper_are_told_apart():
    seen = {
        name: {
            key: values[75:].mean()
            for key, values in evolve(w, KEY, steps=1500, every=10).seen.items()
        }
        for name, w in FIVE_STATES.items()
    }
    static = [name for name in seen if name.startswith("static")]
    assert all(seen[name]["speed"] < 1e-3 for name in static)
    assert [name for name in seen if seen[name]["order"] > 0.99] == ["static sync"]
    assert [name for name in seen if seen[name]["wave"] > 0.9] == [
        "static phase wave",
        "splintered phase wave",
    ]
    assert 0.003 < seen["splintered phase wave"]["speed"] < 0.05
    assert 0.05 < seen["active phase wave"]["speed"] < 0.25
    # The phases of a static phase wave stay as they were drawn, and its radius hangs on them.
    for name, radius in {"static sync": 0.93, "static async": 1.02}.items():
        assert seen[name]["radius"] == pytest.approx(radius, abs=0.05)
