from functools import cache

import equinox as eqx
import jax
import jax.numpy as jnp
import naive
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet.core import (
    Network,
    Outcome,
    RandomSubset,
    Recurrent,
    Relaxation,
    StepOff,
    Stimulus,
    Synchronous,
    certify,
    constant,
    relax,
    silent,
    trace,
)

KEY = jax.random.key(0)
RULES = [Synchronous(), RandomSubset(0.7)]
settle = eqx.filter_jit(relax)
"""`relax`, compiled once for equal shapes and numbers of sweeps."""

# An example small enough for all its states to be enumerated.
N = 10
SELF_COUPLING = 0.1
J = naive.random_couplings(31, N)
EXTERNAL = np.random.default_rng(2).normal(size=N) / 10
STATES = naive.all_states(N)


def network(matrix, self_coupling=0.0):
    return Network(Recurrent(jnp.asarray(matrix.T)), jnp.asarray(self_coupling, jnp.float32))


@cache
def from_every_state(rule, max_sweeps=60):
    """Relax all 2^10 states as one batch."""
    net = network(J, SELF_COUPLING)
    start = net.place(jnp.asarray(STATES))
    stimulus = constant(jnp.broadcast_to(jnp.asarray(EXTERNAL), STATES.shape))
    return settle(net, rule, stimulus, start, KEY, max_sweeps=max_sweeps)


def after_one_sweep():
    """Enumerate the synchronous map: the number of the state that follows each state."""
    own, everyone = np.full(N, SELF_COUPLING), np.ones(N, bool)
    return np.array([naive.number_of(naive.sweep(J, own, EXTERNAL, s, everyone)) for s in STATES])


FOLLOWS = after_one_sweep()
FIXED = np.arange(2**N) == FOLLOWS


def drive(n, sustained, transient, at):
    return Stimulus(jnp.full((1, n), sustained), jnp.full((1, n), transient), StepOff(at))


def test_the_enumerated_example_has_fixed_points_cycles_and_longer_ways():
    """Guards the tests below against an example in which nothing happens."""
    end = from_every_state(Synchronous())
    assert FIXED.sum() == 6
    assert set(np.asarray(end.outcome)) == set(Outcome)
    assert end.sweeps[end.outcome == Outcome.FIXED_POINT.value].max() == 13


@pytest.mark.parametrize("rule", RULES)
def test_every_fixed_point_found_is_in_the_enumerated_set(rule):
    end = from_every_state(rule)
    reached = np.array([naive.number_of(s) for s in np.asarray(end.spins)])
    assert_array_equal(FIXED[reached], end.outcome == Outcome.FIXED_POINT.value)


@pytest.mark.parametrize("rule", RULES)
def test_no_sweep_is_made_from_an_enumerated_fixed_point_and_only_from_there(rule):
    end = from_every_state(rule)
    assert_array_equal(end.sweeps == 0, FIXED)
    assert_array_equal(end.spins[FIXED], STATES[FIXED])


@pytest.mark.parametrize("max_sweeps", [0, 1, 2, 7])
def test_outcomes_are_those_of_the_enumerated_synchronous_map(max_sweeps):
    state, earlier, way = np.arange(2**N), None, []
    sweeps = np.where(FIXED, 0, max_sweeps)
    for t in range(max_sweeps):
        way.append(state)
        state = FOLLOWS[state]
        sweeps = np.where(FIXED[state] & ~FIXED[way[-1]], t + 1, sweeps)
    earlier = way[-2] if len(way) >= 2 else np.full(2**N, -1)
    outcome = np.where(state == earlier, Outcome.CYCLE, Outcome.OUT_OF_TIME)
    outcome = np.where(FIXED[state], Outcome.FIXED_POINT, outcome)
    end = from_every_state(Synchronous(), max_sweeps)
    assert_array_equal(end.spins, STATES[state])
    assert_array_equal(end.outcome, outcome)
    assert_array_equal(end.sweeps, sweeps)


def large_problem(seed=1, batch=8, n=60):
    matrix = naive.random_couplings(seed, n)
    external = np.random.default_rng(seed).normal(size=(batch, n)) * 2
    return network(matrix, 0.5), jnp.asarray(external), matrix


@pytest.mark.parametrize("rule", RULES)
def test_every_certified_fixed_point_agrees_with_its_field_computed_from_scratch(rule):
    net, external, matrix = large_problem()
    end = settle(net, rule, constant(external), silent(8, 60), KEY, max_sweeps=100)
    end = certify(net, constant(external), end)
    spins = np.asarray(end.spins, np.float64)
    field = spins @ matrix.T + 0.5 * spins + np.asarray(external)
    found = np.asarray(end.outcome) == Outcome.FIXED_POINT
    assert found.sum() >= 4
    assert (spins * field)[found].min() > 0


def test_certify_refutes_a_claim_that_does_not_hold():
    net, stimulus = network(np.zeros((2, 2))), constant(jnp.array([[1.0, 1.0], [1.0, -1.0]]))
    claim = Relaxation(net.place(jnp.ones((2, 2))), jnp.zeros(2, int), jnp.zeros(2, int))
    outcome = certify(net, stimulus, claim).outcome
    assert_array_equal(outcome, [Outcome.FIXED_POINT, Outcome.OUT_OF_TIME])


@pytest.mark.parametrize("rule", RULES)
def test_stopping_early_gives_the_result_of_the_full_number_of_sweeps(rule):
    net, external, _ = large_problem()
    arguments = (net, rule, constant(external), silent(8, 60), KEY)
    end = settle(*arguments, max_sweeps=100)
    states = trace(*arguments, lambda now: now.spins, sweeps=100)
    settled = np.asarray(end.outcome) == Outcome.FIXED_POINT
    assert settled.any()
    assert end.sweeps[settled].max() < 100
    assert_array_equal(end.spins[settled], states[-1][settled])


@pytest.mark.parametrize("rule", RULES)
def test_trace_goes_the_way_of_relax(rule):
    net, external, _ = large_problem(seed=3)
    stimulus = Stimulus(external, -external, StepOff(3))
    arguments = (net, rule, stimulus, silent(8, 60), KEY)
    states = trace(*arguments, lambda now: now.spins, sweeps=6)
    assert states.shape == (6, 8, 60)
    assert (states[2] != states[3]).any()
    assert_array_equal(relax(*arguments, max_sweeps=6).spins, states[-1])


def test_two_neurons_that_inhibit_each_other_alternate_when_both_update_at_once():
    net = network(np.array([[0.0, -1.0], [-1.0, 0.0]]))
    start = net.place(jnp.array([[1.0, 1.0], [1.0, -1.0]]))
    end = relax(net, Synchronous(), constant(jnp.zeros((2, 2))), start, KEY, max_sweeps=9)
    assert_array_equal(end.outcome, [Outcome.CYCLE, Outcome.FIXED_POINT])
    assert_array_equal(end.sweeps, [9, 0])


def test_a_random_subset_breaks_this_cycle_and_never_claims_one():
    net = network(np.array([[0.0, -1.0], [-1.0, 0.0]]))
    arguments = (net, RandomSubset(0.5), constant(jnp.zeros((1, 2))), net.place(jnp.ones((1, 2))))
    outcomes = set()
    for seed in range(20):
        end = settle(*arguments, jax.random.key(seed), max_sweeps=2)
        outcomes.add(int(end.outcome[0]))
    assert outcomes == {Outcome.FIXED_POINT, Outcome.OUT_OF_TIME}
    assert settle(*arguments, KEY, max_sweeps=50).outcome[0] == Outcome.FIXED_POINT.value


RING = np.array([[0.0, 0.0, -1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
"""Three neurons in a ring, one of them inhibited: most states return after six sweeps."""


def test_a_cycle_longer_than_two_is_not_called_a_cycle_of_two():
    net, field = network(RING), constant(jnp.zeros((1, 3)))
    start = net.place(jnp.ones((1, 3)))
    end = relax(net, Synchronous(), field, start, KEY, max_sweeps=6)
    assert_array_equal(end.spins, start.spins)
    assert_array_equal(end.outcome, [Outcome.OUT_OF_TIME])


def test_no_stop_before_the_stimulus_is_released():
    """All spins down is stable while driven; released, the sustained field turns them up."""
    net = network(np.zeros((3, 3)))
    start = net.place(-jnp.ones((1, 3)))
    end = relax(net, Synchronous(), drive(3, 1.0, -3.0, at=4), start, KEY, max_sweeps=20)
    assert_array_equal(end.spins, np.ones((1, 3)))
    assert_array_equal(end.sweeps, [5])
    assert_array_equal(end.outcome, [Outcome.FIXED_POINT])


def test_a_relaxation_that_ends_before_the_release_claims_no_fixed_point():
    net = network(np.zeros((3, 3)))
    start = net.place(-jnp.ones((1, 3)))
    end = relax(net, Synchronous(), drive(3, 1.0, -3.0, at=4), start, KEY, max_sweeps=2)
    assert_array_equal(end.outcome, [Outcome.OUT_OF_TIME])


def test_a_return_under_a_stimulus_that_changed_is_no_proof_of_a_cycle():
    """Driven from the start to the state before it in the ring, the ring leads back to it."""
    net = network(RING)
    start = net.place(jnp.ones((1, 3)))
    stimulus = Stimulus(jnp.zeros((1, 3)), jnp.array([[5.0, 0.0, -5.0]]), StepOff(1))
    end = relax(net, Synchronous(), stimulus, start, KEY, max_sweeps=2)
    assert_array_equal(end.spins, start.spins)
    assert_array_equal(end.outcome, [Outcome.OUT_OF_TIME])


@pytest.mark.parametrize("rule", RULES)
def test_permuting_the_batch_permutes_the_relaxation(rule):
    net, external, _ = large_problem()
    order = np.array([3, 0, 5, 1, 7, 4, 2, 6])
    whole = settle(net, rule, constant(external), silent(8, 60), KEY, max_sweeps=100)
    mixed = settle(net, rule, constant(external[order]), silent(8, 60), KEY, max_sweeps=100)
    assert_array_equal(mixed.spins, whole.spins[order])
    assert_array_equal(mixed.sweeps, whole.sweeps[order])
    assert_array_equal(mixed.outcome, whole.outcome[order])


def test_the_carried_field_stays_true_through_a_long_relaxation():
    """700 neurons, so that flips are added row by row."""
    matrix = naive.random_couplings(5, 700)
    net, external = network(matrix, 0.2), jnp.zeros((2, 700)).at[:, 0].set(1.0)
    start = net.place(jnp.asarray(naive.random_spins(6, 2, 700)))
    end = relax(net, RandomSubset(0.2), constant(external), start, KEY, max_sweeps=60)
    np.testing.assert_allclose(
        end.configuration.recurrent, np.asarray(end.spins) @ matrix.T, atol=2e-4
    )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_explains_itself_in_words_of_its_own(outcome):
    others = {other.explain() for other in Outcome if other is not outcome}
    assert len(outcome.explain()) > 20
    assert outcome.explain() not in others


def alternating(n=12, seed=4):
    """Symmetric couplings whose patterns end in cycles of two, or at rest."""
    matrix = naive.random_couplings(seed, n)
    return matrix + matrix.T, naive.random_spins(seed + 1, 6, n)


@pytest.mark.parametrize("sweeps", [2**31 - 1, 2**31 - 2, 1_000_003])
@pytest.mark.parametrize("matrix", ["symmetric", "ring", "half ring"])
@pytest.mark.parametrize("in_jax", [False, True])
def test_what_goes_in_a_circle_is_not_swept_for_ever(matrix, sweeps, in_jax, monkeypatch):
    """The end is that of so many sweeps as are left when whole rounds are taken away."""
    if in_jax:
        monkeypatch.setattr("basinet.core.native.ready", lambda *arrays: False)
    couplings, spins = alternating()
    if matrix != "symmetric":
        couplings, spins = RING * (1.0 if matrix == "ring" else 0.3), naive.all_states(3)
    net, still = network(couplings), constant(jnp.zeros(spins.shape))
    start = net.place(jnp.asarray(spins))
    ends = [
        relax(net, Synchronous(), still, start, KEY, max_sweeps=most)
        for most in (sweeps, 60 + sweeps % 6)
    ]
    assert_array_equal(ends[0].spins, ends[1].spins)
    assert_array_equal(ends[0].outcome, ends[1].outcome)
    unsettled = ends[0].outcome != Outcome.FIXED_POINT.value
    assert unsettled.any()
    assert_array_equal(ends[0].sweeps, np.where(unsettled, sweeps, ends[1].sweeps))


@pytest.mark.parametrize("rule", RULES)
def test_neurons_that_nothing_reaches_stay_silent_without_any_sweep(rule):
    """A silent pattern without a field is no state, and would be swept to the end."""
    net, still = network(J), constant(jnp.zeros((2, N)))
    end = relax(net, rule, still, silent(2, N), KEY, max_sweeps=2**31 - 1)
    assert_array_equal(end.spins, 0)
    assert_array_equal(end.sweeps, 2**31 - 1)
    few = relax(net, rule, still, silent(2, N), KEY, max_sweeps=7)
    assert_array_equal(end.outcome, few.outcome)


def test_a_cycle_begins_after_the_stimulus_is_steady():
    """Driven round after round to the same spins, which are no cycle of the free network."""
    net = network(RING)
    start = net.place(jnp.ones((1, 3)))
    stimulus = Stimulus(jnp.zeros((1, 3)), jnp.array([[5.0, 0.0, -5.0]]), StepOff(40))
    ends = [
        relax(net, Synchronous(), stimulus, start, KEY, max_sweeps=most)
        for most in (46, 46 + 6 * 10**8)
    ]
    assert_array_equal(ends[0].spins, ends[1].spins)
    assert_array_equal(ends[0].outcome, ends[1].outcome)
