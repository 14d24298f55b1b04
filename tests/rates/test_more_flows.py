"""Spheres, conductances, Wilson-Cowan nodes and assemblies against their theory."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from basinet import rates
from basinet.analysis import assemble, certificate, numerical_abscissa, spectral_abscissa
from basinet.core import Dense
from basinet.rates import Circuit, Constant, wilson_cowan


@pytest.fixture
def doubles():
    with jax.enable_x64(True):
        yield


def itself(state):
    return state


def spheres(n, d, seed=0, turning=0.0, symmetric=True):
    rng = np.random.default_rng(seed)
    j = rng.normal(size=(n, n)) / n**0.5
    j = (j + j.T) / 2 if symmetric else j
    np.fill_diagonal(j, 0)
    omega = turning * rng.normal(size=n)
    circuit = Circuit(rates.Spheres(jnp.asarray(omega), d), rates.Alike(Dense(jnp.asarray(j.T)), d))
    start = rng.normal(size=(1, n, d))
    start = jnp.asarray(start / np.linalg.norm(start, axis=-1, keepdims=True))
    external = jnp.asarray(0.3 * rng.normal(size=(1, n * d)))
    return circuit, Constant(external), start, (omega, j)


def test_two_dimensions_are_kuramoto_phases(doubles):
    circuit, forcing, start, (omega, j) = spheres(7, 2, turning=1.0, symmetric=False)
    forcing = Constant(0 * forcing.field)
    theta = np.arctan2(start[0, :, 1], start[0, :, 0])
    for _ in range(200):
        pull = (j * np.sin(theta[None, :] - theta[:, None])).sum(axis=1)
        theta = theta + 1e-4 * (omega + pull)
    end = rates.record(
        circuit, rates.OnSurface(), forcing, start, itself, dt=1e-4, steps=200, every=200
    )
    found = np.asarray(rates.angles(end.state))[0]
    np.testing.assert_allclose(np.exp(1j * found), np.exp(1j * theta), atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(end.state, axis=-1), 1, atol=1e-12)
    field = circuit.field(start, forcing.field)
    there = np.asarray(rates.angles(start))[0]
    tangent = circuit.flow.velocity(start, field)[0]
    turned = np.stack([-np.sin(there), np.cos(there)], axis=1)
    pull = omega + (j * np.sin(there[None, :] - there[:, None])).sum(axis=1)
    np.testing.assert_allclose(tangent, turned * pull[:, None], atol=1e-12)


def test_the_energy_falls_along_short_steps_and_can_rise_along_long_ones(doubles):
    circuit, forcing, start, _ = spheres(60, 4)
    rises = {}
    for dt in (0.1, 3.0):
        at, values = start, []
        for _ in range(60):
            at = rates.record(circuit, rates.OnSurface(), forcing, at, itself, dt=dt, steps=1).state
            values.append(float(rates.energy(circuit, at, forcing.field)[0]))
        rises[dt] = np.max(np.diff(values))
    assert rises[0.1] < 1e-9
    assert rises[3.0] > 1e-3


def test_turning_everything_turns_the_orbit(doubles):
    circuit, forcing, start, _ = spheres(5, 3)
    turn = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))[0]
    turned = Constant((forcing.field.reshape(1, 5, 3) @ turn).reshape(1, 15))
    settings = {"dt": 0.1, "steps": 30, "every": 30}
    end = rates.record(circuit, rates.OnSurface(), forcing, start, itself, **settings).state
    other = rates.record(circuit, rates.OnSurface(), turned, start @ turn, itself, **settings).state
    np.testing.assert_allclose(other, end @ turn, atol=1e-9)


@pytest.mark.parametrize(("sign", "angle"), [(1.0, 0.0), (-1.0, np.pi)])
def test_two_units_come_together_or_stand_opposite(sign, angle):
    circuit = Circuit(
        rates.Spheres(jnp.zeros(2)), rates.Alike(Dense(jnp.array([[0, sign], [sign, 0]])), 2)
    )
    start = jnp.array([[[1.0, 0.0], [0.0, 1.0]]])
    nothing = Constant(jnp.zeros((1, 4)))
    end = rates.run(circuit, rates.OnSurface(rates.Heun()), nothing, start, dt=0.1, steps=1000)
    one, other = np.asarray(rates.angles(end.state))[0]
    assert np.cos(one - other) == pytest.approx(np.cos(angle), abs=1e-4)


def test_the_onset_of_synchrony_is_where_theory_has_it():
    """Lorentzian frequencies of half-width .5: R = sqrt(1 - 2 width / K) above K = 1."""
    n = 800
    omega = 0.5 * np.tan(np.pi * (np.arange(1, n + 1) - 0.5 - n / 2) / (n + 1))
    for strength, expected in ((0.5, 0.0), (2.0, 0.5**0.5)):
        circuit = Circuit(
            rates.Spheres(jnp.asarray(omega, jnp.float32)),
            rates.Alike(Dense(jnp.full((n, n), strength / n)), 2),
        )
        rng = np.random.default_rng(0).uniform(0, 2 * np.pi, (1, n))
        start = jnp.asarray(np.stack([np.cos(rng), np.sin(rng)], axis=-1), jnp.float32)
        seen = rates.record(
            circuit,
            rates.OnSurface(rates.Heun()),
            Constant(jnp.zeros((1, 2 * n))),
            start,
            coherence,
            dt=0.05,
            steps=800,
            every=20,
        ).seen
        assert np.mean(np.asarray(seen)[20:]) == pytest.approx(expected, abs=0.09)


def coherence(state):
    return jnp.linalg.norm(state.mean(axis=1), axis=-1)


def test_couplings_alike_are_one_dense_matrix():
    j = jnp.asarray(np.random.default_rng(0).normal(size=(3, 3)), jnp.float32)
    alike, x = rates.Alike(Dense(j), 2), jnp.arange(12.0).reshape(2, 6)
    whole = jnp.kron(j, jnp.eye(2))
    np.testing.assert_allclose(alike(x), x @ whole, rtol=1e-5)
    np.testing.assert_allclose(alike.rows(jnp.array([0, 3])), whole[jnp.array([0, 3])], rtol=1e-6)


def conductance(n=8, seed=0):
    rng = np.random.default_rng(seed)
    weights = jnp.asarray(rng.uniform(0, 2, (n, n)))
    reversals = jnp.asarray(np.where(rng.random((n, n)) < 0.5, -1.0, 1.0))
    circuit = Circuit(rates.Conductance(n), rates.saturating(weights, reversals))
    start = jnp.asarray(rng.uniform(-1, 1, (3, n)))
    return circuit, Constant(jnp.zeros((3, 2 * n))), start


@pytest.mark.parametrize("dt", [0.1, 10.0, 1e6])
def test_voltages_stay_between_the_reversals_for_every_step(dt):
    circuit, forcing, start = conductance()
    seen = rates.record(circuit, rates.Implicit(), forcing, start, itself, dt=dt, steps=30).seen
    assert float(jnp.abs(seen).max()) <= 1 + 1e-6


def test_a_step_without_end_is_the_weighted_mean_of_the_reversals(doubles):
    circuit, forcing, start = conductance()
    halves = np.asarray(circuit.couplings.weights)
    open_ = 1 / (1 + np.exp(-4 * np.asarray(start)))
    drive, total = open_ @ halves[:, :8], open_ @ halves[:, 8:]
    found = circuit.flow.implicit(start, circuit.field(start, forcing.field), 1e15)
    np.testing.assert_allclose(found, drive / (0.2 + total), atol=1e-10)


def test_where_all_reversals_are_alike_voltages_go_there_without_turning(doubles):
    circuit, forcing, start = conductance()
    weights = circuit.couplings.weights[:, 8:]
    circuit = Circuit(
        rates.Conductance(8, reversal=0.7),
        rates.saturating(weights, jnp.full((8, 8), 0.7)),
    )
    seen = rates.record(circuit, rates.Implicit(), forcing, start, itself, dt=0.3, steps=30).seen
    away = np.abs(np.asarray(seen) - 0.7)
    assert (np.diff(away, axis=0) <= 1e-15).all()
    assert away[-1].max() < 1e-4


def test_conductances_agree_with_runge_kutta_for_short_steps(doubles):
    circuit, forcing, start = conductance()
    exact = rates.record(
        circuit, rates.RungeKutta4(), forcing, start, itself, dt=1e-3, steps=1000, every=1000
    ).state
    errors = []
    for n in (100, 200):
        given = {"dt": 1 / n, "steps": n, "every": n}
        end = rates.record(circuit, rates.Implicit(), forcing, start, itself, **given).state
        errors.append(float(jnp.abs(end - exact).max()))
    assert np.log2(errors[0] / errors[1]) == pytest.approx(1, abs=0.1)


def test_a_node_of_wilson_and_cowan_has_its_three_rests(doubles):
    for x, slope in zip(
        (wilson_cowan.LOW, wilson_cowan.MIDDLE, wilson_cowan.HIGH),
        (-1.602, 2.442, -2.175),
        strict=True,
    ):
        flow = rates.WilsonCowan(1)

        def velocity(at, flow=flow):
            state = rates.Populations(at.reshape(1, 1), jnp.full((1, 1), wilson_cowan.Y_REST))
            return flow.velocity(state, jnp.zeros((1, 1))).x[0, 0]

        assert float(velocity(jnp.asarray(x))) == pytest.approx(0, abs=2e-8)
        assert float(jax.grad(velocity)(jnp.asarray(x))) == pytest.approx(slope, abs=1e-3)
    rest = flow.velocity(flow.rest(1), jnp.zeros((1, 1)))
    assert abs(float(rest.y[0, 0])) < 1e-8


def modules(seed=0, number=3, size=5, radius=0.8):
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(number):
        w = rng.normal(size=(size, size))
        found.append(w * radius / np.abs(np.linalg.eigvals(np.abs(w))).max())
    return found, rng.normal(size=(number * size, number * size))


def test_a_certificate_needs_the_magnitudes_to_be_small():
    for product, holds in ((0.81, True), (1.21, False)):
        weights = np.array([[0.0, 1.0], [-product, 0.0]])
        assert (certificate(weights) is not None) == holds


def test_the_certified_rate_bounds_every_corner_of_the_slopes():
    (weights, *_), _ = modules()
    found = certificate(weights)
    rng = np.random.default_rng(1)
    rates_at = [
        -numerical_abscissa(weights * rng.integers(0, 2, 5) - np.eye(5), found.metric)
        for _ in range(100)
    ]
    assert 0 < found.rate <= min(rates_at) + 1e-12


@pytest.mark.parametrize("strength", [0.0, 1.0, 20.0])
def test_skew_feedback_of_any_strength_leaves_an_assembly_stable(strength):
    parts, forward = modules()
    whole = assemble(parts, strength * forward)
    skew = whole.metric[:, None] * whole.feedback
    np.testing.assert_allclose(skew + skew.T, 0, atol=1e-12 * max(1, strength) * whole.metric.max())
    if not strength:
        assert not whole.feedback.any()
    assert whole.rate == pytest.approx(min(certificate(part).rate for part in parts))
    jacobian = whole.weights + whole.feedback - np.eye(15)
    assert numerical_abscissa(jacobian, whole.metric) <= -whole.rate + 1e-9
    assert spectral_abscissa(jacobian) < 0


def test_independent_back_links_of_that_strength_do_not():
    parts, forward = modules()
    whole = assemble(parts, 20 * forward)
    other = 20 * np.random.default_rng(5).normal(size=forward.shape)
    loose = np.where(whole.feedback.T != 0, other, 0)
    assert spectral_abscissa(whole.weights + loose - np.eye(15)) > 1


def test_two_orbits_of_an_assembly_approach_each_other_in_its_metric(doubles):
    parts, forward = modules()
    whole = assemble(parts, 2 * forward)
    circuit = Circuit(
        rates.Joined(jnp.asarray(whole.feedback.T)), Dense(jnp.asarray(whole.weights.T))
    )
    rng = np.random.default_rng(0)
    start = jnp.asarray(rng.normal(size=(2, 15)))
    field = Constant(jnp.asarray(np.tile(rng.normal(size=15), (2, 1))))
    seen = rates.record(
        circuit, rates.RungeKutta4(), field, start, itself, dt=0.002, steps=1000
    ).seen
    apart = np.sqrt(np.sum(whole.metric * np.asarray(seen[:, 0] - seen[:, 1]) ** 2, axis=1))
    assert (np.diff(apart) < 0).all()
    assert -np.log(apart[-1] / apart[0]) / (999 * 0.002) >= whole.rate
    strong = assemble(parts, 200 * forward)
    stiff = Circuit(rates.Joined(jnp.asarray(strong.feedback.T)), circuit.couplings)
    for stepper, ending in ((rates.Euler(), 3), (rates.Implicit(), 2)):
        end = rates.record(stiff, stepper, field, start, itself, dt=0.05, steps=200, every=200)
        assert (np.asarray(end.ending) == ending).all()


def test_a_module_without_a_certificate_is_named():
    parts, forward = modules()
    with pytest.raises(ValueError, match="module 1 has no certificate"):
        assemble([parts[0], 3 * parts[1], parts[2]], forward)
    with pytest.raises(ValueError, match="forward has shape"):
        assemble(parts, forward[:3])
