import numpy as np
import pytest
import search_oracles as oracle
from numpy.testing import assert_allclose, assert_array_equal

from basinet.search import (
    Asynchronous,
    FocusingBP,
    ReinforcedBP,
    Synchronous,
    find_fixed_points,
    unstable_neurons,
)

METHODS = [
    Asynchronous(60),
    Synchronous(60),
    ReinforcedBP(rate=0.02, max_iterations=120),
    FocusingBP(rungs=15, iterations_per_rung=6),
]
N = 11


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("self_coupling", "margin"), [(0.7, 0.0), (0.9, 0.3), (0.2, 0.35)])
def test_certified_states_are_those_in_the_enumerated_set(method, self_coupling, margin):
    J, own = oracle.random_couplings(21, N), np.full(N, self_coupling)
    fixed = oracle.all_fixed_points(J, own, margin)
    found = find_fixed_points(J, self_coupling, margin, method=method, starts=20)
    enumerated = [tuple(s) in fixed for s in found.spins.tolist()]
    assert_array_equal(found.certified, enumerated)
    assert found.certified.any() == (len(fixed) > 0)
    assert {tuple(s) for s in found.fixed_points.tolist()} <= fixed


def test_relaxation_from_every_state_finds_every_fixed_point():
    J = oracle.random_couplings(22, 8)
    fixed = oracle.all_fixed_points(J, np.full(8, 0.6), 0.0)
    starts = np.array([[1 - 2 * (code >> i & 1) for i in range(8)] for code in range(256)])
    found = find_fixed_points(J, 0.6, method=Asynchronous(), starts=starts)
    assert len(fixed) > 2
    assert {tuple(s) for s in found.fixed_points.tolist()} == fixed


@pytest.mark.parametrize("method", METHODS)
def test_what_is_reported_about_a_state_is_what_loops_find(method):
    J, own = oracle.random_couplings(23, 30), np.linspace(0.2, 0.8, 30)
    starts = oracle.random_states(24, 5, 30)
    found = find_fixed_points(J, own, 0.05, method=method, starts=starts)
    for at, s in enumerate(found.spins):
        wrong = oracle.unstable(J, own, 0.05, s)
        assert found.unstable[at] == len(wrong) / 30
        assert found.certified[at] == (not wrong)
        assert_allclose(found.overlap[at], sum(s * starts[at]) / 30)
    assert_array_equal(found.updates, 30 * found.steps)
    assert found.spins.dtype == np.int8


def test_a_state_is_certified_in_float64_against_the_couplings_as_they_were_given():
    """A stability of 1e-9 is lost in float32 (-1 + 1 + 1e-9) and decides in float64."""
    J = np.array([[0.0, -1.0], [1.0, 0.0]])
    for excess in (1e-9, 0.0, -1e-9):
        violated = unstable_neurons(J, np.array([1.0 + excess, 0.0]), 0.0, np.array([[1, 1]]))
        assert violated[0] == (excess <= 0)


def test_neurons_are_counted_across_strips_of_a_large_matrix():
    J = oracle.random_couplings(25, 1500)
    s = oracle.random_states(26, 2, 1500)
    stabilities = s * (s @ J.T) + 0.3
    violated = unstable_neurons(J, np.full(1500, 0.3), 0.2, s)
    assert_array_equal(violated, np.sum(stabilities <= 0.2, axis=1))


@pytest.mark.parametrize("method", METHODS)
def test_a_margin_is_a_smaller_self_coupling(method):
    J = oracle.random_couplings(27, 30)
    one = find_fixed_points(J, 1.0, 0.25, method=method, starts=5)
    other = find_fixed_points(J, 0.75, method=method, starts=5)
    assert_array_equal(one.spins, other.spins)
    assert_array_equal(one.certified, other.certified)


@pytest.mark.parametrize("method", METHODS)
def test_a_start_does_not_depend_on_the_starts_and_networks_beside_it(method):
    networks = np.stack([oracle.random_couplings(seed, 30) for seed in (28, 29)])
    few = find_fixed_points(networks[0], 0.6, method=method, starts=2, seed=5)
    many = find_fixed_points(networks, 0.6, method=method, starts=5, seed=5)
    assert many.spins.shape == (2, 5, 30)
    assert many.certified.shape == many.steps.shape == many.unstable.shape == (2, 5)
    assert_array_equal(many.spins[0, :2], few.spins)
    assert_array_equal(many.steps[0, :2], few.steps)


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_decides_everything(method):
    J = oracle.random_couplings(30, 30)
    once, again, other = (
        find_fixed_points(J, 1.0, method=method, starts=5, seed=seed) for seed in (1, 1, 2)
    )
    assert_array_equal(once.spins, again.spins)
    assert (once.spins != other.spins).any()


@pytest.mark.parametrize("method", METHODS[2:])
def test_message_passing_begins_in_the_direction_of_its_start(method):
    """The mirrored start ends in the mirrored state, by the symmetry between s and -s."""
    J, starts = oracle.random_couplings(31, 30), oracle.random_states(32, 5, 30)
    one = find_fixed_points(J, 0.8, method=method, starts=starts)
    mirrored = find_fixed_points(J, 0.8, method=method, starts=-starts)
    assert one.certified.all()
    assert_array_equal(mirrored.spins, -one.spins)


def test_each_network_may_have_starts_of_its_own():
    networks = np.stack([oracle.random_couplings(seed, 12) for seed in (33, 34)])
    starts = np.stack([oracle.random_states(seed, 4, 12) for seed in (35, 36)])
    found = find_fixed_points(networks, 5.0, method=Synchronous(), starts=starts)
    assert_array_equal(found.spins, starts)
    shared = find_fixed_points(networks, 5.0, method=Synchronous(), starts=starts[0])
    assert_array_equal(shared.spins, np.stack([starts[0], starts[0]]))


def test_entry_ij_is_the_influence_of_neuron_j_on_neuron_i():
    """Neuron 0 alone drives neuron 1: the fixed points are those with equal spins."""
    J = np.array([[0.0, 0.0], [3.0, 0.0]])
    found = find_fixed_points(J, 1.0, method=Asynchronous(), starts=[[1, -1], [-1, 1]])
    assert_array_equal(found.spins, [[1, 1], [-1, -1]])
    assert found.certified.all()


def test_a_single_neuron_is_a_network():
    found = find_fixed_points([[0.0]], 1.0, method=Synchronous(), starts=3)
    assert found.certified.all()
    assert not find_fixed_points([[0.0]], 0.0, method=Synchronous(), starts=3).certified.any()


def couplings(n=4):
    return oracle.random_couplings(37, n)


def changed(entry, value):
    J = couplings()
    J[entry] = value
    return J


def call(J=None, own=0.5, margin=0.0, method=METHODS[0], starts=1, seed=0):
    return find_fixed_points(
        couplings() if J is None else J, own, margin, method=method, starts=starts, seed=seed
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"J": changed((1, 2), np.nan)}, "couplings contain nan"),
        ({"J": changed((1, 2), np.inf)}, "couplings contain inf"),
        ({"J": changed((2, 2), 0.25)}, r"couplings have 0\.25 on the diagonal"),
        ({"J": changed((1, 2), 1e20)}, r"1e\+20.*Divide"),
        ({"J": couplings()[:3]}, r"\(3, 4\); expected \[n, n\]"),
        ({"J": np.zeros((0, 4, 4))}, r"\(0, 4, 4\)"),
        ({"J": np.zeros(4)}, r"\(4,\)"),
        ({"J": 1j * couplings()}, "complex"),
        ({"own": np.nan}, "self_coupling contains NaN"),
        ({"own": np.ones(3)}, r"self_coupling has the shape \(3,\).*4 neurons"),
        ({"margin": -0.1}, r"margin is -0\.1; it must be a finite number of at least 0"),
        ({"margin": np.inf}, "margin is inf"),
        ({"margin": np.nan}, "margin is nan"),
        ({"starts": 0}, "starts is 0; it must be a whole number of at least 1"),
        ({"starts": 1.5}, "starts is 1.5"),
        ({"starts": np.ones((2, 3))}, r"starts has the shape \(2, 3\).*4 neurons"),
        ({"starts": np.ones(4)}, r"starts have the shape \(4,\)"),
        ({"starts": np.ones((0, 4))}, r"starts have the shape \(0, 4\)"),
        ({"starts": np.ones((3, 2, 4))}, r"\(3, 2, 4\)"),
        ({"starts": [[1, 0, 1, 1]]}, "starts contains 0; every spin"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": True}, "seed is True"),
        ({"method": "asynchronous"}, "method is 'asynchronous'; give a method"),
    ],
)
def test_bad_input_is_refused_with_what_was_received(unchecked, arguments, message):
    with pytest.raises(ValueError, match=message):
        call(**arguments)


@pytest.mark.parametrize(
    ("method", "name", "value"),
    [
        (Asynchronous, "max_sweeps", 0),
        (Asynchronous, "max_sweeps", 2.5),
        (Synchronous, "max_steps", -3),
        (ReinforcedBP, "rate", 0.0),
        (ReinforcedBP, "rate", float("nan")),
        (ReinforcedBP, "rate", 1.5),
        (ReinforcedBP, "max_iterations", 0),
        (ReinforcedBP, "damping", 1.0),
        (ReinforcedBP, "field", 0.0),
        (FocusingBP, "rungs", 0),
        (FocusingBP, "iterations_per_rung", 0),
        (FocusingBP, "damping", -0.1),
        (FocusingBP, "field", float("inf")),
    ],
)
def test_a_method_refuses_values_outside_their_range(unchecked, method, name, value):
    with pytest.raises(ValueError, match=f"{name} is {value}"):
        method(**{name: value})
