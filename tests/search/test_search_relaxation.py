import jax
import jax.numpy as jnp
import numpy as np
import pytest
import search_oracles as oracle
from numpy.testing import assert_array_equal

from basinet.search import Asynchronous, Synchronous, find_fixed_points
from basinet.search.method import task

N = 24
J = oracle.random_couplings(5, N)
STARTS = oracle.random_states(6, 7, N)
KEY = jax.random.key(8)
HOLDS = [(0.9, 0.0), (0.5, 0.3), (0.1, 0.4)]
"""Self-coupling and margin; the last has a negative difference."""


def attempt(method, self_coupling, margin, couplings=J, starts=STARTS):
    hold = np.full(len(couplings), self_coupling - margin)
    return method.attempt(task(couplings, hold), jnp.asarray(starts, jnp.float32), KEY)


def orders(sweeps, n=N):
    """The orders of the neurons that the key stands for."""
    keys = [jax.random.fold_in(KEY, t) for t in range(sweeps)]
    return [np.argsort(jax.random.bits(key, (n,), jnp.uint32), kind="stable") for key in keys]


@pytest.mark.parametrize(("self_coupling", "margin"), HOLDS)
@pytest.mark.parametrize("sweeps", [1, 3, 12])
def test_asynchronous_relaxation_is_the_naive_loop(self_coupling, margin, sweeps):
    end = attempt(Asynchronous(sweeps), self_coupling, margin)
    for at, start in enumerate(STARTS):
        own = np.full(N, self_coupling)
        s, made, flips = oracle.asynchronous(J, own, margin, start, orders(sweeps))
        assert_array_equal(end.spins[at], s)
        assert (end.steps[at], end.flips[at]) == (made, flips)


@pytest.mark.parametrize(("self_coupling", "margin"), HOLDS)
@pytest.mark.parametrize("steps", [1, 2, 15])
def test_synchronous_relaxation_is_the_naive_loop(self_coupling, margin, steps):
    end = attempt(Synchronous(steps), self_coupling, margin)
    for at, start in enumerate(STARTS):
        own = np.full(N, self_coupling)
        s, made, flips = oracle.synchronous(J, own, margin, start, steps)
        assert_array_equal(end.spins[at], s)
        assert (end.steps[at], end.flips[at]) == (made, flips)


@pytest.mark.parametrize("method", [Asynchronous(60), Synchronous(60)])
def test_some_starts_settle_and_some_do_not(method):
    """Guards the tests above against an example in which nothing happens."""
    settled = attempt(method, 0.9, 0.0).steps < 60
    assert settled.any()
    assert (attempt(method, 0.1, 0.4).steps == 60).all()


@pytest.mark.parametrize("method", [Asynchronous(5), Synchronous(5)])
@pytest.mark.parametrize("self_coupling", [1.0, 0.0])
def test_a_tie_flips(method, self_coupling):
    """Neuron 1 receives -1, against which a self-coupling of 1 is a tie; at 0 without input too."""
    couplings = np.array([[0.0, 0.0], [-self_coupling, 0.0]])
    end = attempt(method, self_coupling, 0.0, couplings, [[1, 1]])
    s, made, flips = oracle.asynchronous(
        couplings, [self_coupling] * 2, 0.0, [1, 1], orders(5, n=2)
    )
    assert_array_equal(end.spins[0], s)
    assert (end.steps[0], end.flips[0]) == (made, flips)
    assert flips > 0


@pytest.mark.parametrize("method", [Asynchronous(), Synchronous()])
def test_a_fixed_point_is_left_as_it_is_without_a_step(method):
    fixed = np.array(sorted(oracle.all_fixed_points(J[:9, :9], np.full(9, 0.8), 0.1)))
    found = find_fixed_points(J[:9, :9], 0.8, 0.1, method=method, starts=fixed)
    assert len(fixed) > 4
    assert_array_equal(found.spins, fixed)
    assert found.certified.all()
    assert not found.steps.any()
    assert found.flips is not None
    assert not found.flips.any()
    assert_array_equal(found.overlap, 1)


def test_nearly_all_relaxations_of_200_neurons_settle_in_a_few_sweeps_at_0_8():
    """Golden: 20 of 20 with a median from 5 to 15."""
    rng = np.random.default_rng(0)
    networks = np.stack([oracle.random_couplings(rng, 200) for _ in range(20)])
    found = find_fixed_points(networks, 0.8, method=Asynchronous(200))
    assert found.certified.all()
    assert 5 <= np.median(found.steps) <= 15


def test_no_relaxation_of_1000_neurons_settles_at_0_5():
    """Golden: 0 of 5 after 200 sweeps, with 4 % of the neurons unstable."""
    couplings = oracle.random_couplings(1, 1000)
    found = find_fixed_points(couplings, 0.5, method=Asynchronous(200), starts=5)
    assert not found.certified.any()
    assert 0.02 < found.unstable.mean() < 0.06


@pytest.mark.parametrize(
    ("method", "least", "count"),
    [(Asynchronous(), 2, 2), pytest.param(Synchronous(), 9, 10, marks=pytest.mark.slow)],
)
def test_relaxations_of_1000_neurons_settle_at_0_8(method, least, count):
    """Golden: 30 of 30 one by one, 10 of 10 all at once."""
    assert solved(method, 0.8, count) >= least


def solved(method, self_coupling, count, n=1000):
    rng = np.random.default_rng(2)
    networks = [oracle.random_couplings(rng, n) for _ in range(count)]
    found = [find_fixed_points(one, self_coupling, method=method) for one in networks]
    return sum(bool(one.certified[0]) for one in found)


@pytest.mark.slow
@pytest.mark.parametrize(("self_coupling", "low", "high"), [(0.8, 0.05, 0.18), (1.0, 0.3, 0.42)])
def test_a_fixed_point_remembers_its_start_only_at_a_large_self_coupling(self_coupling, low, high):
    """Golden for 1000 neurons: overlaps of 0.11 and 0.36."""
    couplings = oracle.random_couplings(3, 1000)
    found = find_fixed_points(couplings, self_coupling, method=Asynchronous(), starts=4)
    assert low < found.overlap.mean() < high


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "self_coupling", "least", "most"),
    [
        (Asynchronous(), 0.5, 0, 0),
        (Asynchronous(), 0.6, 2, 9),
        (Asynchronous(), 0.7, 9, 10),
        (Synchronous(), 0.6, 0, 2),
        (Synchronous(), 0.7, 5, 10),
    ],
)
def test_relaxation_of_1000_neurons_begins_to_succeed_near_0_65(method, self_coupling, least, most):
    """Golden: 0 of 30, 16 of 30 and 30 of 30 one by one; 0 and 8 of 10 all at once."""
    assert least <= solved(method, self_coupling, 10) <= most


@pytest.mark.slow
def test_relaxation_of_2000_neurons_settles_at_0_8():
    """Golden: 12 of 12."""
    assert solved(Asynchronous(), 0.8, 4, n=2000) == 4
