"""Exponents, the 0-1 test, synchrony and the census on maps and flows that are known."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from basinet import analysis, rates
from basinet.analysis import Attractor, census, lyapunov, zero_one
from basinet.core import Dense, Network, Recurrent, Synchronous, constant
from basinet.learners import Problem, Steered
from basinet.rates import Circuit, Constant


@pytest.fixture
def doubles():
    with jax.enable_x64(True):
        yield


class Parabola(rates.AbstractMap):
    r: float

    def rest(self, batch):
        return jnp.full((batch, 1), 0.5)

    def emit(self, state):
        return state

    def map(self, state, field):
        return self.r * state * (1 - state) + field


class Turn(rates.AbstractMap):
    angle: float

    def rest(self, batch):
        return jnp.ones((batch, 2))

    def emit(self, state):
        return state

    def map(self, state, field):
        c, s = jnp.cos(self.angle), jnp.sin(self.angle)
        return state @ jnp.array([[c, s], [-s, c]]) + field


class Lorenz(rates.AbstractFlow):
    def rest(self, batch):
        return jnp.ones((batch, 3))

    def emit(self, state):
        return state

    def velocity(self, state, field):
        x, y, z = state.T
        return jnp.stack([10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z], axis=1) + field


def alone(flow, n):
    return Circuit(flow, Dense(jnp.zeros((n, n)))), Constant(jnp.zeros((1, n)))


def course(r, steps=2000):
    x, seen = 0.3, np.empty(steps)
    for _ in range(500):
        x = r * x * (1 - x)
    for k in range(steps):
        x = r * x * (1 - x)
        seen[k] = x
    return seen


def test_the_zero_one_test_tells_chaos_from_cycles():
    assert zero_one(course(4.0)) > 0.95
    assert abs(zero_one(course(3.55))) < 0.1
    assert abs(zero_one(course(3.5))) < 0.1
    assert zero_one(np.full(200, 2.0)) == 0
    with pytest.raises(ValueError, match="at least 100"):
        zero_one(np.zeros(5))


def test_the_exponent_of_the_full_parabola_is_log_two(doubles):
    circuit, forcing = alone(Parabola(4.0), 1)
    start = jnp.array([[0.3]])
    found = lyapunov(circuit, rates.Iterate(), forcing, start, steps=20000, transient=100)
    assert found.values[0] == pytest.approx(np.log(2), abs=0.01)
    cycle, _ = alone(Parabola(3.5), 1)
    assert lyapunov(cycle, rates.Iterate(), forcing, start, steps=2000).values[0] < -0.5


def test_the_exponents_of_lorenz_add_up_to_its_divergence(doubles):
    circuit, forcing = alone(Lorenz(), 3)
    found = lyapunov(
        circuit,
        rates.RungeKutta4(),
        forcing,
        jnp.array([[1.0, 1.0, 20.0]]),
        dt=0.01,
        steps=30000,
        transient=2000,
        exponents=3,
        every=5,
    )
    assert found.values.sum() == pytest.approx(-41 / 3, abs=1e-3)
    assert found.values[0] == pytest.approx(0.906, abs=0.05)
    assert found.values[1] == pytest.approx(0, abs=0.02)


def test_an_orbit_that_leaves_all_bounds_has_no_exponent():
    circuit, forcing = alone(Parabola(5.0), 1)
    with pytest.raises(ValueError, match="left all bounds in step"):
        lyapunov(circuit, rates.Iterate(), forcing, jnp.array([[0.3]]), steps=200)
    with pytest.raises(ValueError, match="a batch of 1"):
        lyapunov(circuit, rates.Iterate(), forcing, jnp.ones((2, 1)), steps=200)


@pytest.mark.parametrize(
    ("flow", "n", "start", "kind"),
    [
        (Parabola(2.8), 1, [[0.3]], Attractor.FIXED_POINT),
        (Parabola(3.5), 1, [[0.3]], Attractor.CYCLE),
        (Parabola(4.0), 1, [[0.3]], Attractor.CHAOS),
        (Parabola(5.0), 1, [[0.3]], Attractor.DIVERGED),
        (Turn(2 * np.pi / 7), 2, [[1.0, 0.5]], Attractor.CYCLE),
        (Turn(np.pi * (5**0.5 - 1)), 2, [[1.0, 0.5]], Attractor.QUASI_PERIODIC),
    ],
)
def test_the_census_knows_what_is_known(doubles, flow, n, start, kind):
    circuit, forcing = alone(flow, n)
    limits = rates.Limits(nearness=1e-6)
    found = census(
        circuit, rates.Iterate(), forcing.field, jnp.array(start), steps=3000, limits=limits
    )
    assert found.kinds == [kind]
    assert found.counts() == {kind.value: 1}
    if kind is Attractor.CYCLE:
        assert found.periods[0] == (7 if n == 2 else 4)


def test_weak_networks_have_fixed_points_alone():
    rng = np.random.default_rng(0)
    weights = jnp.asarray(0.8 * rng.normal(size=(30, 30)) / 30**0.5, jnp.float32)
    circuit = Circuit(rates.LeakyMap(30, 0.2), Dense(weights))
    starts = jnp.asarray(rng.normal(size=(6, 30)), jnp.float32)
    found = census(circuit, rates.Iterate(), jnp.zeros((6, 30)), starts)
    assert found.counts() == {"fixed point": 6}


def test_spins_rest_or_alternate():
    pair = Network(Recurrent(jnp.array([[0.0, 1.0], [1.0, 0.0]])), jnp.asarray(0.0))
    starts = jnp.array([[1.0, 1.0], [1.0, -1.0]])
    found = analysis.census_of_spins(
        pair, Synchronous(), constant(jnp.zeros((2, 2))), starts, jax.random.key(0)
    )
    assert found.kinds == [Attractor.FIXED_POINT, Attractor.CYCLE]
    assert found.periods.tolist() == [0, 2]


def neurons(mu, ring, triangles, b=0.18, k0=0.03):
    couplings = rates.star_ring_triangles(4, mu, ring, triangles)
    return Circuit(rates.Chialvo(4, b=b, k0=k0), Dense(jnp.asarray(couplings)))


def activations(state):
    return state.x[0]


def test_coupled_map_neurons_synchronise_as_their_transverse_exponent_says(doubles):
    nothing, rng = Constant(jnp.zeros((1, 4))), np.random.default_rng(0)
    start = rates.Excitation(*(jnp.asarray(rng.uniform(0, 1, (1, 4))) for _ in "xy"))
    for mu, triangles, together in ((0.0, 0.0, False), (0.05, 0.02, True)):
        circuit = neurons(mu, mu, triangles)
        seen = rates.record(circuit, rates.Iterate(), nothing, start, activations, steps=6000).seen
        courses = np.asarray(seen)[4000:]
        assert (analysis.synchrony_error(courses) < 1e-9) == together
        assert (np.ptp(analysis.clusters(courses)) == 0) == together
        assert zero_one(courses[:, 0]) > 0.9
    found = lyapunov(
        neurons(0.0, 0.0, 0.0), rates.Iterate(), nothing, start, steps=8000, transient=2000
    )
    assert found.values[0] == pytest.approx(0.053, abs=0.015)


def test_equal_starts_stay_equal_and_follow_the_single_map(doubles):
    start = rates.Excitation(jnp.full((1, 4), 0.4), jnp.full((1, 4), 0.7))
    nothing = Constant(jnp.zeros((1, 4)))
    end = rates.record(
        neurons(0.05, 0.05, 0.02), rates.Iterate(), nothing, start, activations, steps=50
    )
    x, y = 0.4, 0.7
    for k in range(50):
        x, y = x**2 * np.exp(y - x) + 0.03, 0.89 * y - 0.18 * x + 0.28
        np.testing.assert_allclose(end.seen[k], x, atol=1e-9)


def test_order_and_clusters_of_known_courses():
    assert analysis.order_parameter(np.zeros((2, 5))).tolist() == [1, 1]
    spread = np.linspace(0, 2 * np.pi, 7)[:-1]
    assert analysis.order_parameter(spread) == pytest.approx(0, abs=1e-12)
    steps = np.linspace(0, 20, 500)[:, None]
    phases = analysis.phases_of(np.cos(steps), np.sin(steps))
    assert np.exp(1j * phases[100, 0]) == pytest.approx(np.exp(1j * steps[100, 0]), abs=0.2)
    courses = np.sin(steps + np.array([0.0, 1.0, 0.0]))
    assert analysis.clusters(courses).tolist() == [0, 1, 0]
    assert analysis.correlation(np.sin(steps + np.zeros(3))) == pytest.approx(1)


def test_a_bifurcation_figure_doubles():
    circuit, forcing = alone(Parabola(1.0), 1)
    del circuit
    found = analysis.bifurcation(
        lambda r: alone(Parabola(r), 1)[0],
        np.array([2.8, 3.2, 3.5, 5.0]),
        rates.Iterate(),
        forcing,
        jnp.array([[0.3]]),
        first,
        steps=64,
        transient=1000,
    )
    distinct = [len(np.unique(np.round(column, 4))) for column in found.T[:3]]
    assert distinct == [1, 2, 4]
    assert np.isnan(found[:, 3]).all()


def first(state):
    return state[0]


@pytest.mark.parametrize("own", [3.0, -30.0])
def test_the_census_of_a_trained_network_is_what_sweeps_one_by_one_find(own):
    rng = np.random.default_rng(3)
    x = jnp.asarray(rng.choice([-1.0, 1.0], (32, 12)), jnp.float32)
    y = jnp.asarray(rng.integers(0, 3, 32))
    learner = Steered(hidden=20)
    state = learner.init(Problem(12, 3), jax.random.key(0))
    for number in range(20):
        state, _ = learner.step(state, x, y, jax.random.key(number))
    given = learner.network(state)
    network = eqx.tree_at(lambda it: it.self_coupling, given, jnp.asarray(own))
    starts = jnp.asarray(rng.choice([-1.0, 1.0], (16, 20)), jnp.float32)
    silence = constant(jnp.zeros((16, 20)))
    found = analysis.census_of_spins(
        network, Synchronous(), silence, starts, jax.random.key(0), max_sweeps=300
    )
    spins, before = np.asarray(starts), None
    for _ in range(400):
        field = np.asarray(network.couplings(jnp.asarray(spins))) + own * spins
        before, spins = spins, np.where(field == 0, spins, np.sign(field)).astype(np.float32)
    still = (before == spins).all(axis=1)
    for kind, rests, end, last in zip(found.kinds, still, found.ends, spins, strict=True):
        assert kind is (Attractor.FIXED_POINT if rests else Attractor.CYCLE)
        if rests:
            np.testing.assert_array_equal(end, last)
    assert still.all() == (own > 0)
