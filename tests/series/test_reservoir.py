"""The regressor: states and errors as published, streams, free running, and the contract."""

import importlib.util

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from basinet import Reservoir
from basinet.core import Compressed, native
from basinet.rates import Balanced, DelayLine, Delta, EchoState, Equal, Homeostasis, Ridge
from basinet.rates.medium import quick, spectral_radius
from basinet.series import delayed, lorenz, mackey_glass, narma10, nrmse
from basinet.series.learning import finished, learn
from basinet.series.preparing import begin
from basinet.series.streaming import pieces

SMALL = EchoState(units=30)

EXCEPTIONS = {
    "check_methods_subset_invariance": "an answer depends on the steps before it",
    "check_methods_sample_order_invariance": "the order of the steps is the series",
}
"""What scikit-learn expects of rows that do not follow one another in time, and the reason."""


@parametrize_with_checks([Reservoir(SMALL)], expected_failed_checks=lambda _: EXCEPTIONS)
def test_the_contract_of_scikit_learn(estimator, check, unchecked):
    check(estimator)


def narma(seed=0, steps=1500):
    u, y = narma10(steps, seed)
    return u[:, None], y


def test_narma_is_the_formula():
    u, y = narma10(60)
    assert (y[:10] == 0).all()
    for t in range(10, 59):
        expected = 0.3 * y[t] + 0.05 * y[t] * y[t - 9 : t + 1].sum() + 1.5 * u[t - 9] * u[t] + 0.1
        assert y[t + 1] == pytest.approx(expected)


def test_mackey_glass_agrees_with_steps_ten_times_smaller():
    coarse = mackey_glass(30, dt=0.1, every=10)
    fine = mackey_glass(30, dt=0.05, every=20)
    np.testing.assert_allclose(coarse, fine, atol=5e-3)  # after a thousand units of chaos
    assert 0.85 < mackey_glass(2000).mean() < 1.0


def test_lorenz_stays_on_its_attractor():
    found = lorenz(300, every=5)
    assert found.shape == (300, 3)
    assert (np.abs(found[:, 0]) < 25).all()
    assert (found[:, 2] > 0).all()


def test_states_are_those_of_the_plain_loop():
    x, y = narma(steps=700)
    model = Reservoir(SMALL, random_state=1).fit(x[:600], y[:600])
    medium, r = model.fitted_.medium, np.zeros(30)
    w = np.asarray(medium.circuit.couplings.weights, float)
    into, bias = np.asarray(medium.inputs.weights, float), np.asarray(medium.bias, float)
    states = model.states(x)
    for k, u in enumerate(model.fitted_.scaled(x)):
        r = np.tanh(r @ w + u @ into + bias)
        np.testing.assert_allclose(states[k], r, atol=1e-5)


def test_the_ridge_is_that_of_scikit_learn():
    from sklearn.linear_model import Ridge as Theirs

    x, y = narma(steps=600)
    model = Reservoir(SMALL, readout=Ridge(0.01), washout=50, random_state=0).fit(x, y)
    theirs = Theirs(alpha=0.01, solver="cholesky").fit(model.states(x)[50:].astype(float), y[50:])
    np.testing.assert_allclose(model.fitted_.weights[:-1, 0], theirs.coef_, rtol=1e-4, atol=1e-5)


def test_a_readout_of_a_delay_line_remembers_its_length():
    length, steps = 12, 3000
    u = np.random.default_rng(0).uniform(-1, 1, steps)
    line = delayed(u, length)
    ridge = Ridge(1e-7)
    wanted = delayed(u, 30)
    weights = ridge.solve(ridge.add(ridge.empty(length, 30), line[100:2000], wanted[100:2000]))
    answers = line[2000:] @ weights[:-1] + weights[-1]
    capacity = sum(np.corrcoef(answers[:, k], wanted[2000:, k])[0, 1] ** 2 for k in range(30))
    assert capacity == pytest.approx(length, abs=0.1)


def test_pieces_make_no_difference():
    x, _ = narma(steps=900)
    medium = begin(SMALL, "raw", [x], 0).medium
    whole = np.concatenate([p.states[:, 0] for p in pieces(medium, [x])])
    *_, middle = pieces(medium, [x[:512]])
    rest = [p.states[:, 0] for p in pieces(medium, [x], middle.end, begin=512)]
    np.testing.assert_array_equal(np.concatenate(rest), whole[512:])
    ridge, y = Ridge(), x
    one = ridge.add(ridge.empty(30, 1), whole, y)
    two = ridge.add(ridge.add(ridge.empty(30, 1), whole[:300], y[:300]), whole[300:], y[300:])
    np.testing.assert_allclose(one.gram, two.gram, rtol=1e-12)


def test_a_delay_line_holds_past_inputs_and_remembers_as_many_as_it_has_units():
    x = np.random.default_rng(0).normal(size=(200, 2))
    model = Reservoir(DelayLine(units=7), encoder="raw", washout=0).fit(x, x)
    states = model.states(x)
    for k in range(3):
        np.testing.assert_allclose(states[k:, k], x[: len(x) - k, 0], rtol=1e-6)
        np.testing.assert_allclose(states[k:, 3 + k], x[: len(x) - k, 1], rtol=1e-6)
    assert not states[:, 6].any()  # what cannot be shared hears nothing
    u = np.random.default_rng(1).uniform(-1, 1, 3000)
    wanted = delayed(u, 20)
    line = Reservoir(DelayLine(units=12), encoder="raw").fit(u[:2000, None], wanted[:2000])
    answers = line.predict(u[2000:, None], start=line.end_)
    pairs = zip(answers.T, wanted[2000:].T, strict=True)
    assert sum(np.corrcoef(one, other)[0, 1] ** 2 for one, other in pairs) == pytest.approx(
        11,
        abs=0.2,  # delays 1 to 11: the first unit holds the present
    )
    with pytest.raises(ValueError, match="at least 2"):
        Reservoir(DelayLine(units=1)).fit(x, x)


def test_states_from_a_list_of_synapses_are_those_of_the_matrix_alone_and_in_company():
    medium = EchoState(units=60).build(np.zeros((1, 1)), 0)
    assert native.status() != "ready" or isinstance(quick(medium).circuit.couplings, Compressed)
    dense = EchoState(units=60, density=0.5).build(np.zeros((1, 1)), 0)
    assert quick(dense) is dense  # many synapses stay a matrix
    inputs = [np.random.default_rng(k).normal(size=(40, 1)) for k in range(64)]
    together = next(piece.states for piece in pieces(quick(medium), inputs))
    matrix = next(piece.states for piece in pieces(medium, inputs))
    np.testing.assert_array_equal(together, matrix)
    for number in (0, 63):
        alone = next(piece.states for piece in pieces(quick(medium), [inputs[number]]))
        np.testing.assert_array_equal(alone[:, 0], together[:, number])


def test_series_of_different_lengths_are_as_each_alone():
    x, y = narma(steps=900)
    parts, targets = [x[:300], x[300:420], x[420:900]], [y[:300], y[300:420], y[420:900]]
    model = Reservoir(SMALL, random_state=0).fit(parts, targets)
    answers, ends = model.predict(parts), model.listen(parts)
    for number, part in enumerate(parts):
        np.testing.assert_allclose(answers[number], model.predict(part), atol=1e-4)
        np.testing.assert_allclose(ends[number], model.states(part)[-1], atol=1e-6)
        np.testing.assert_allclose(ends[number], model.end_[number], atol=1e-6)


def test_going_on_from_the_end_is_as_never_having_stopped():
    x, y = narma()
    model = Reservoir(SMALL, random_state=0).fit(x[:1000], y[:1000])
    on = model.predict(x[1000:], start=model.end_)
    np.testing.assert_allclose(on, model.predict(x)[1000:], atol=1e-4)
    assert model.error(x[1000:], y[1000:], start=model.end_) == pytest.approx(
        nrmse(on[:, None], y[1000:, None])
    )
    assert model.score(x[1000:], y[1000:]) == pytest.approx(
        1 - model.error(x[1000:], y[1000:]) ** 2
    )


@pytest.mark.parametrize("readout", [Ridge(), Delta(passes=2)])
def test_learning_that_is_resumed_ends_as_one_that_was_not(readout):
    x, y = narma(steps=1300)
    empty = begin(SMALL, "standardise", [x, x[:700]], 0)
    given = readout, [x, x[:700]], [y[:, None], y[:700, None]], 20
    all_of_it = list(learn(empty, *given))
    whole = finished(empty, readout, all_of_it[-1])
    for after in all_of_it[:-1]:
        *_, last = learn(empty, *given, after)
        again = finished(empty, readout, last)
        np.testing.assert_array_equal(again.weights, whole.weights)
        np.testing.assert_array_equal(again.end, whole.end)
        np.testing.assert_array_equal(again.slopes, whole.slopes)


def test_the_delta_rule_learns():
    x, y = narma(steps=2000)
    model = Reservoir(EchoState(units=60), readout=Delta(0.3, 10), random_state=0)
    model.fit(x[:1500], y[:1500])
    assert model.error(x[1500:], y[1500:], start=model.end_) < 0.75


def test_the_tanh_network_predicts_mackey_glass_84_steps_on_its_own():
    x = mackey_glass(3200 + 20 * 50 + 84)[:, None]
    model = Reservoir(EchoState(units=200), random_state=0).fit(x[:3001])
    states = model.states(x[3000:], start=model.end_)
    ends = [model.generate(84, start=states[50 * k])[-1, 0] for k in range(20)]
    wanted = x[3000 + 84 + 50 * np.arange(20), 0]
    assert np.sqrt(np.mean((ends - wanted) ** 2)) / x.std() < 0.02


def test_the_spectral_radius_of_a_large_matrix_is_that_of_all_its_eigenvalues():
    w = np.random.default_rng(0).normal(size=(310, 310))
    assert spectral_radius(w) == pytest.approx(np.abs(np.linalg.eigvals(w)).max(), rel=1e-6)
    built = EchoState(units=40, radius=1.3).build(np.zeros((2, 1)), 0)
    assert spectral_radius(np.asarray(built.circuit.couplings.weights, float)) == pytest.approx(
        1.3, rel=1e-5
    )


def test_states_are_those_of_reservoirpy_with_the_same_weights():
    if importlib.util.find_spec("reservoirpy") is None:
        pytest.skip("reservoirpy is not there")
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from reservoirpy import nodes
    x, y = narma(steps=400)
    model = Reservoir(SMALL, encoder="raw", random_state=0).fit(x, y)
    medium = model.fitted_.medium
    w, into = (
        np.asarray(part.weights, float) for part in (medium.circuit.couplings, medium.inputs)
    )
    theirs = nodes.Reservoir(
        units=30, lr=1.0, W=w.T, Win=into.T, bias=np.asarray(medium.bias, float)
    )
    np.testing.assert_allclose(theirs.run(x), model.states(x), atol=1e-5)


def test_a_model_is_what_was_saved(tmp_path):
    x, y = narma(steps=400)
    recipe = Balanced(units=20, targets=Equal(0.4), adaptation=Homeostasis(steps=50))
    model = Reservoir(recipe, readout=Ridge(0.1), washout=20, random_state=3).fit(x, y)
    model.save(tmp_path / "m.safetensors")
    again = Reservoir.load(tmp_path / "m.safetensors")
    np.testing.assert_array_equal(again.predict(x), model.predict(x))
    assert again.get_params()["reservoir"] == recipe
    (tmp_path / "m.safetensors").write_bytes(b"x" * 40)
    with pytest.raises(ValueError, match="damaged or something else"):
        Reservoir.load(tmp_path / "m.safetensors")
