"""Units and steppers against formulas, plain loops and another package's solvers."""

import importlib.util

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from basinet import rates
from basinet.core import Dense, Hold, StepOff, Stimulus
from basinet.rates import Circuit, Constant, Ending, Leaky, LeakyMap, Limits


@pytest.fixture
def doubles():
    with jax.enable_x64(True):
        yield


def leaky(n=6, batch=3, strength=0.8, seed=0, time=1.0):
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(n, n)) * strength / n**0.5
    field = rng.normal(size=(batch, n))
    start = rng.normal(size=(batch, n))
    circuit = Circuit(Leaky(n, time), Dense(jnp.asarray(weights)))
    return circuit, Constant(jnp.asarray(field)), jnp.asarray(start), (weights, field, start)


def naive_velocity(x, weights, field, time):
    return (-x + np.tanh(x @ weights + field)) / time


def last(circuit, stepper, forcing, start, dt, steps):
    return rates.record(circuit, stepper, forcing, start, itself, dt=dt, steps=steps, every=steps)


def itself(state):
    return state


def test_euler_is_the_plain_loop(doubles):
    circuit, forcing, start, (weights, field, x) = leaky(time=0.5)
    for _ in range(40):
        x = x + 0.05 * naive_velocity(x, weights, field, 0.5)
    found = last(circuit, rates.Euler(), forcing, start, 0.05, 40)
    np.testing.assert_allclose(found.seen[0], x, atol=1e-13)


@pytest.mark.parametrize(
    ("stepper", "order"),
    [
        (rates.Euler(), 1),
        (rates.Implicit(), 1),
        (rates.Heun(), 2),
        (rates.RungeKutta4(), 4),
    ],
)
def test_the_error_falls_with_the_order_of_the_stepper(doubles, stepper, order):
    circuit, forcing, start, _ = leaky(strength=1.5)
    exact = last(circuit, rates.RungeKutta4(), forcing, start, 1e-3, 1000).state
    errors = [
        float(jnp.abs(last(circuit, stepper, forcing, start, 1 / n, n).state - exact).max())
        for n in (10, 20)
    ]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(order, abs=0.35)


def test_steps_agree_with_diffrax_at_the_same_step(doubles):
    if importlib.util.find_spec("diffrax") is None:
        pytest.skip("diffrax is not there")
    import diffrax

    circuit, forcing, start, (weights, field, x) = leaky()
    term = diffrax.ODETerm(lambda t, y, args: -y + jnp.tanh(y @ weights + field))
    for stepper, solver in (
        (rates.Euler(), diffrax.Euler()),
        (rates.Heun(), diffrax.Heun()),
    ):
        theirs = diffrax.diffeqsolve(term, solver, 0.0, 2.0, 0.1, x, max_steps=100).ys
        ours = last(circuit, stepper, forcing, start, 0.1, 20).state
        np.testing.assert_allclose(ours, theirs[-1], atol=1e-12)
    fine = diffrax.diffeqsolve(
        term,
        diffrax.Tsit5(),
        0.0,
        2.0,
        0.1,
        x,
        stepsize_controller=diffrax.PIDController(1e-10, 1e-10),
    ).ys
    ours = last(circuit, rates.RungeKutta4(), forcing, start, 0.01, 200).state
    np.testing.assert_allclose(ours, fine[-1], atol=1e-8)


def test_the_implicit_step_stays_bounded_where_euler_diverges():
    circuit, forcing, start, _ = leaky(time=1e-3)
    for stepper, ending in (
        (rates.Euler(), Ending.DIVERGED),
        (rates.Implicit(), Ending.OUT_OF_TIME),
    ):
        found = last(circuit, stepper, forcing, start.astype(jnp.float32), 1.0, 50)
        assert (np.asarray(found.ending) == ending).all()
        assert np.isfinite(found.state).all()


def test_the_map_of_echo_states_is_the_plain_loop():
    rng = np.random.default_rng(1)
    w, u, b = rng.normal(size=(5, 5)), rng.normal(size=(9, 2, 3)), rng.normal(size=5)
    into = rng.normal(size=(3, 5))
    x, expected = np.zeros((2, 5)), []
    for k in range(9):
        x = 0.7 * x + 0.3 * np.tanh(x @ w + u[k] @ into + b)
        expected.append(x)
    circuit = Circuit(LeakyMap(5, 0.3), Dense(jnp.asarray(w, jnp.float32)))
    forcing = rates.Series(
        jnp.asarray(u, jnp.float32),
        Dense(jnp.asarray(into, jnp.float32)),
        jnp.asarray(b, jnp.float32),
    )
    start = circuit.flow.rest(2)
    found = rates.record(circuit, rates.Iterate(), forcing, start, itself, steps=9)
    np.testing.assert_allclose(found.seen, expected, atol=2e-6)
    assert forcing.steady_from() == 8


def test_a_stimulus_of_the_binary_core_is_a_forcing():
    field = jnp.ones((1, 2))
    forcing = rates.AsStimulus(Stimulus(field, 2 * field, StepOff(3)))
    assert [float(forcing(jnp.asarray(k))[0, 0]) for k in range(5)] == [3, 3, 3, 1, 1]
    assert forcing.steady_from() == 3
    assert rates.AsStimulus(Stimulus(field, field, Hold())).steady_from() == 0


def test_a_chialvo_neuron_follows_its_formula():
    flow = rates.Chialvo(2, b=0.6, k0=0.04)
    x, y = np.array([[0.3, 1.1]]), np.array([[0.9, 0.2]])
    field = np.array([[0.01, -0.02]])
    new = flow.map(rates.Excitation(jnp.asarray(x), jnp.asarray(y)), jnp.asarray(field))
    np.testing.assert_allclose(new.x, x**2 * np.exp(y - x) + 0.04 + field, rtol=1e-5)
    np.testing.assert_allclose(new.y, 0.89 * y - 0.6 * x + 0.28, rtol=1e-5)


def test_triangles_on_a_complete_graph_are_pairwise_couplings():
    found = rates.star_ring_triangles(4, 0.05, 0.05, 0.02)
    np.testing.assert_allclose(
        np.sort(np.linalg.eigvalsh(found)), [-4 * 0.09] * 3 + [0], atol=1e-12
    )
    np.testing.assert_allclose(found, found.T)


def test_a_contracting_network_ends_at_rest_where_its_equation_is_solved():
    circuit, forcing, start, (weights, field, _) = leaky(strength=0.5)
    given = circuit, rates.RungeKutta4(), forcing, start.astype(jnp.float32)
    end = rates.run(*given, dt=0.1, steps=2000)
    assert (np.asarray(end.ending) == Ending.REST).all()
    assert (np.asarray(end.steps) < 2000).all()
    x = np.asarray(end.state, float)
    np.testing.assert_allclose(x, np.tanh(x @ weights + field), atol=1e-4)


def test_no_end_depends_on_the_company():
    circuit, forcing, start, _ = leaky(strength=0.5, batch=4)
    whole = rates.run(circuit, rates.Heun(), forcing, start, dt=0.1, steps=500)
    for row in range(4):
        alone = Constant(forcing.field[row : row + 1])
        end = rates.run(circuit, rates.Heun(), alone, start[row : row + 1], dt=0.1, steps=500)
        assert int(end.steps[0]) == pytest.approx(int(whole.steps[row]), abs=1)
        np.testing.assert_allclose(end.state[0], whole.state[row], atol=2e-6)


def test_a_rotation_ends_as_an_orbit_of_its_period():
    class Turning(rates.AbstractFlow):
        def rest(self, batch):
            return jnp.zeros((batch, 2))

        def emit(self, state):
            return state

        def velocity(self, state, field):
            r2 = jnp.sum(state**2, axis=1, keepdims=True)
            turned = jnp.stack([-state[:, 1], state[:, 0]], axis=1)
            return turned + state * (1 - r2) + field

    circuit = Circuit(Turning(), Dense(jnp.zeros((2, 2))))
    forcing = Constant(jnp.zeros((2, 2)))
    start = jnp.array([[0.1, 0.0], [2.0, 1.0]])
    end = rates.run(circuit, rates.RungeKutta4(), forcing, start, dt=0.05, steps=4000)
    assert (np.asarray(end.ending) == Ending.ORBIT).all()
    np.testing.assert_allclose(np.asarray(end.period) * 0.05, 2 * np.pi, atol=0.06)


@pytest.mark.parametrize(("r", "period"), [(3.2, 2), (3.5, 4), (3.55, 8)])
def test_a_cycle_of_a_map_has_its_period(r, period):
    circuit = Circuit(Logistic4(r), Dense(jnp.zeros((1, 1))))
    given = circuit, rates.Iterate(), Constant(jnp.zeros((1, 1))), jnp.array([[0.3]])
    end = rates.run(*given, steps=5000)
    assert (int(end.ending[0]), int(end.period[0])) == (Ending.ORBIT, period)


def test_chaos_runs_out_of_time_and_divergence_is_an_ending():
    for r, ending in ((4.0, Ending.OUT_OF_TIME), (5.0, Ending.DIVERGED)):
        circuit = Circuit(Logistic4(r), Dense(jnp.zeros((1, 1))))
        given = circuit, rates.Iterate(), Constant(jnp.zeros((1, 1))), jnp.array([[0.3]])
        end = rates.run(*given, steps=3000)
        assert int(end.ending[0]) == ending
        assert np.isfinite(end.state).all()
    assert "smaller step" in Ending.DIVERGED.explain()


class Logistic4(rates.AbstractMap):
    r: float

    def rest(self, batch):
        return jnp.full((batch, 1), 0.5)

    def emit(self, state):
        return state

    def map(self, state, field):
        return self.r * state * (1 - state) + field


def test_one_that_diverges_leaves_the_others_alone():
    circuit = Circuit(Logistic4(3.2), Dense(jnp.zeros((1, 1))))
    start = jnp.array([[0.3], [7.0]])
    end = rates.run(circuit, rates.Iterate(), Constant(jnp.zeros((2, 1))), start, steps=500)
    assert np.asarray(end.ending).tolist() == [Ending.ORBIT, Ending.DIVERGED]
    seen = rates.record(
        circuit, rates.Iterate(), Constant(jnp.zeros((2, 1))), start, itself, steps=50
    )
    assert np.isfinite(seen.seen).all()
    assert int(seen.steps[1]) < 50


def test_observations_are_those_of_every_so_many_steps():
    circuit, forcing, start, _ = leaky()
    every = rates.record(circuit, rates.Euler(), forcing, start, itself, dt=0.1, steps=12)
    third = rates.record(circuit, rates.Euler(), forcing, start, itself, dt=0.1, steps=12, every=3)
    np.testing.assert_allclose(third.seen, every.seen[2::3], atol=1e-6)


def test_no_rest_before_the_forcing_is_steady():
    circuit = Circuit(Leaky(1), Dense(jnp.zeros((1, 1))))
    inputs = jnp.concatenate([jnp.zeros((300, 1, 1)), jnp.ones((1, 1, 1))])
    forcing = rates.Series(inputs, Dense(jnp.ones((1, 1))))
    end = rates.run(circuit, rates.Euler(), forcing, jnp.zeros((1, 1)), dt=0.1, steps=2000)
    assert int(end.steps[0]) > 300
    assert float(end.state[0, 0]) == pytest.approx(np.tanh(1), abs=1e-4)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dt": 0.0}, "dt is 0.0"),
        ({"steps": -1}, "steps is -1"),
        ({"stepper": rates.Iterate()}, "it needs a map"),
        ({"stepper": rates.OnSurface()}, "it needs a flow on a surface"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(change, said):
    circuit, forcing, start, _ = leaky()
    given = {"stepper": rates.Euler(), "dt": 0.1, "steps": 3} | change
    with pytest.raises(ValueError, match=said):
        rates.run(circuit, given.pop("stepper"), forcing, start, limits=Limits(), **given)


def test_units_with_impossible_numbers_are_refused():
    with pytest.raises(ValueError, match="time is -1"):
        Leaky(3, -1.0)
    with pytest.raises(ValueError, match="leak is 2"):
        LeakyMap(3, 2.0)
    with pytest.raises(ValueError, match="at least one step"):
        rates.Series(jnp.zeros((0, 1, 1)), Dense(jnp.ones((1, 1))))


def test_a_solver_of_diffrax_steps_as_ours_of_the_same_order(doubles):
    diffrax = pytest.importorskip("diffrax")
    circuit, forcing, start, _ = leaky()
    ours = last(circuit, rates.Heun(), forcing, start, 0.1, 20).state
    theirs = last(circuit, rates.Diffrax(diffrax.Heun()), forcing, start, 0.1, 20).state
    np.testing.assert_allclose(theirs, ours, atol=1e-12)
    fine = last(circuit, rates.RungeKutta4(), forcing, start, 0.01, 200).state
    found = last(circuit, rates.Diffrax(diffrax.Tsit5()), forcing, start, 0.01, 200).state
    np.testing.assert_allclose(found, fine, atol=1e-8)
    with pytest.raises(ValueError, match=r"LeakyMap, which is a map; take Iterate"):
        rates.Diffrax(diffrax.Heun()).check(LeakyMap(3))
    with pytest.raises(ValueError, match=r"solver is 3; .* diffrax.Tsit5"):
        rates.Diffrax(3)
