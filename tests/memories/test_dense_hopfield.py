"""Dense networks against energies written out, exact enumeration and Hebb's network; refusals."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from naive_memory import KEY, all_states, energy, stored
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Network, Outcome, constant
from basinet.core.couplings import Recurrent
from basinet.memories import DenseHopfield, Distinct, dense, recall_all, thermal
from basinet.memories.sweep import sweep

RNG = np.random.default_rng(0)


def spins(*shape):
    return RNG.choice([-1.0, 1.0], shape).astype(np.float32)


CASES = [
    {"order": 2},
    {"order": 3},
    {"order": 4, "quality": 0.7, "examples": 3},
    {"order": 7},
    {"order": 2, "terms": Distinct()},
    {"order": 3, "terms": Distinct(), "quality": 0.6},
    {"order": 4, "terms": Distinct()},
    {"order": 5, "terms": Distinct()},
    {"order": 6, "terms": Distinct(), "examples": 2},
]
every_case = pytest.mark.parametrize("fields", CASES, ids=str)


@every_case
@pytest.mark.parametrize("kind", ["spins", "diluted", "means"])
def test_the_energy_is_the_sum_written_out(fields, kind):
    memory, n = DenseHopfield(**fields), 9
    rows = spins(6, n)
    teacher = None
    if kind == "diluted":
        rows[RNG.random(rows.shape) < 0.4] = 0
    if kind == "means":
        teacher = np.array([0, 0, 0, 1, 1, 2])
    state, at = stored(memory, rows, teacher), spins(5, n)
    vectors = rows if teacher is None else [rows[teacher == k].mean(axis=0) for k in range(3)]
    wanted = [energy(vectors, s, **fields) for s in at]
    assert_allclose(memory.energy(state, jnp.asarray(at)), wanted, rtol=2e-5, atol=1e-5)


@every_case
def test_a_sweep_at_temperature_zero_follows_the_energy_neuron_by_neuron(fields):
    """The order of the neurons is that of the sweep's key; ties keep the spin."""
    memory, n = DenseHopfield(**fields), 9
    rows = spins(5, n)
    state, at = stored(memory, rows), spins(4, n)
    found = sweep(
        memory.energy_of(state), jnp.asarray(at), jnp.zeros(at.shape, bool), jnp.asarray(0.0), KEY
    )
    order = jax.random.permutation(jax.random.split(KEY)[0], n)
    for s in at:
        for i in np.asarray(order):
            up, down = s.copy(), s.copy()
            up[i], down[i] = 1, -1
            gap = energy(rows, down, **fields) - energy(rows, up, **fields)
            if abs(gap) > 1e-9:
                s[i] = np.sign(gap)
    assert_array_equal(found, at)


@pytest.mark.parametrize("fields", [CASES[0], CASES[2], CASES[5]], ids=str)
def test_recall_never_raises_the_energy_and_ends_where_no_flip_lowers_it(fields):
    memory, n = DenseHopfield(**fields), 12
    rows = spins(4, n)
    state = stored(memory, rows)
    found = recall_all(memory, state, spins(20, n), KEY, energies=True)
    assert (found.outcome == Outcome.FIXED_POINT).all()
    scale = np.abs(found.energies).max()
    assert np.diff(found.energies, axis=1).max() <= 1e-6 * scale
    for s in found.state[:5]:
        here = energy(rows, s, **fields)
        for i in range(n):
            flipped = s.copy()
            flipped[i] *= -1
            assert energy(rows, flipped, **fields) >= here - 1e-6 * scale


def test_one_example_or_perfect_ones_make_a_teacher_superfluous():
    """M = 1, and r = 1: the energies with and without a teacher are equal term by term."""
    rows, at = spins(5, 30), jnp.asarray(spins(8, 30))
    for order in (2, 3, 5):
        alone = DenseHopfield(order=order)
        wanted = alone.energy(stored(alone, rows), at)
        assert_allclose(alone.energy(stored(alone, rows, np.arange(5)), at), wanted, rtol=1e-6)
        copies, teacher = np.repeat(rows, 4, axis=0), np.repeat(np.arange(5), 4)
        without = DenseHopfield(order=order, examples=4)
        assert_allclose(alone.energy(stored(alone, copies, teacher), at), wanted, rtol=1e-5)
        assert_allclose(without.energy(stored(without, copies), at), wanted, rtol=1e-5)


def test_pairs_of_neurons_are_hebbs_network():
    """H = -(1/2) s.J s with J = (2/(N r^2)) sum x x^T; a flip meets no self-coupling.

    Three archetypes of three examples and 59 neighbours, all odd: the field of a neuron is an odd
    multiple of 2/(9 N r^2), so that rounding cannot decide a tie.
    """
    n, r = 60, 0.8
    rows, teacher = spins(9, n), np.repeat(np.arange(3), 3)
    memory = DenseHopfield(order=2, quality=r)
    state = stored(memory, rows, teacher)
    means = np.stack([rows[teacher == k].mean(axis=0) for k in range(3)])
    couplings = 2 / (n * r**2) * means.T @ means
    at = spins(10, n)
    assert_allclose(
        memory.energy(state, jnp.asarray(at)),
        -0.5 * np.einsum("bi,ij,bj->b", at, couplings, at),
        rtol=1e-5,
    )
    np.fill_diagonal(couplings, 0)
    network = Network(Recurrent(jnp.asarray(couplings.T, jnp.float32)), jnp.asarray(0.0))
    ends = recall_all(memory, state, at, KEY).state
    nothing = constant(jnp.zeros(ends.shape))
    assert network.settled(network.place(jnp.asarray(ends)), nothing(0)).all()


def test_sums_that_are_carried_along_are_those_computed_anew():
    memory = DenseHopfield(order=3)
    state, at = stored(memory, spins(40, 200)), jnp.asarray(spins(6, 200))
    free = jnp.zeros(at.shape, bool)
    for number in range(3):
        at = sweep(memory.energy_of(state), at, free, jnp.asarray(5.0), jax.random.key(number))
        exact = np.asarray(state.sums, float) @ np.asarray(at, float).T
        assert_array_equal(memory.energy_of(state).carried(at)[0].T, exact)


def test_even_orders_do_not_tell_a_state_from_its_negative():
    rows, at = spins(5, 20), jnp.asarray(spins(8, 20))
    for order in (2, 4, 6):
        memory = DenseHopfield(order=order)
        state = stored(memory, rows)
        assert_allclose(memory.energy(state, at), memory.energy(state, -at), rtol=1e-6)
    odd = DenseHopfield(order=3)
    state = stored(odd, rows)
    assert_allclose(odd.energy(state, at), -odd.energy(state, -at), rtol=1e-6)


def test_long_chains_have_the_averages_of_all_states():
    """N = 8, P = 4: <|m|> over the Boltzmann distribution, counted and sampled."""
    n, beta = 8, 0.4
    rows = np.random.default_rng(3).choice([-1.0, 1.0], (3, n)).astype(np.float32)
    memory = DenseHopfield(order=4)
    state, states = stored(memory, rows), all_states(n)
    heights = np.array([energy(rows, s, 4) for s in states])
    weights = np.exp(-beta * (heights - heights.min()))
    exact = weights @ np.abs(states @ rows[0] / n) / weights.sum()
    chain = thermal(
        memory, state, spins(1, n), rows, 1 / beta, sweeps=30000, burn=100, key=jax.random.key(5)
    )
    assert_allclose(np.abs(chain.overlaps[:, :, 0]).mean(), exact, atol=0.006)
    assert exact > 0.25


def test_a_high_order_does_not_overflow_and_finds_the_nearest():
    rows = spins(30, 100)
    cues = np.where(RNG.random(rows.shape) < 0.2, -rows, rows)
    for order in (30, 77, 100):
        memory = DenseHopfield(order=order)
        found = recall_all(memory, stored(memory, rows), cues, KEY)
        assert np.mean(found.output == rows) > 0.999


@pytest.mark.parametrize("order", [2, 3, 10])
def test_pairs_hold_the_cue_and_find_the_target(order):
    cues, targets = spins(12, 200), spins(12, 80)
    memory = DenseHopfield(order=order)
    state = memory.store(cues, targets, KEY)
    noisy = np.where(RNG.random(cues.shape) < 0.05, -cues, cues)
    found = recall_all(memory, state, noisy, KEY)
    assert np.mean(found.output == targets) > 0.99
    assert_array_equal(found.state[:, :200], noisy)
    assert_array_equal(memory.targets(state), targets)


def test_a_mask_holds_what_is_known_and_frees_what_is_not():
    rows = spins(10, 150)
    known = np.arange(150) < 90
    damaged = np.where(known, rows, -rows)
    memory = DenseHopfield(order=4)
    found = recall_all(
        memory, stored(memory, rows), damaged, KEY, np.broadcast_to(known, rows.shape)
    )
    assert_array_equal(found.output, rows)


def test_blanks_take_part_in_nothing():
    rows = spins(2, 60)
    rows[0, 30:] = rows[1, :30] = 0
    memory = DenseHopfield(order=2)
    found = recall_all(memory, stored(memory, rows), rows, KEY)
    overlaps = found.output @ rows.T / 30
    assert_allclose(np.abs(overlaps), 1)


def test_at_rest_the_overlaps_of_diluted_patterns_are_the_mean_field():
    """P = 2, T = 0: sum of m^2 is the mean of |h_i|, h_i = sum over patterns of xi_i m."""
    rows = spins(3, 90)
    rows[RNG.random(rows.shape) < 0.4] = 0
    memory = DenseHopfield(order=2)
    ends = recall_all(memory, stored(memory, rows), spins(6, 90), KEY).state.astype(float)
    overlaps = ends @ rows.T / 90
    fields = overlaps @ rows
    assert_allclose(np.sum(overlaps**2, axis=1), np.mean(np.abs(fields), axis=1), rtol=1e-6)


def test_memories_of_similar_load_compile_once(monkeypatch):
    traced = []

    def counted(*arguments):
        traced.append(1)
        return sweep(*arguments)

    monkeypatch.setattr(dense, "sweep", counted)
    memory = DenseHopfield(order=5, max_steps=7)
    for number in (65, 100, 128):
        recall_all(memory, stored(memory, spins(number, 17)), spins(3, 17), KEY)
    assert len(traced) == 1
    memory = DenseHopfield(order=5, quality=0.5, max_steps=7)
    recall_all(memory, stored(memory, spins(70, 17)), spins(3, 17), KEY)
    assert len(traced) == 1


def test_rows_that_fill_up_the_arrays_change_nothing():
    """Up to the order of summation: 70 terms of size 1 at most are rounded to float32."""
    rows, cues = spins(70, 30), spins(5, 30)
    for memory in (DenseHopfield(order=3), DenseHopfield(order=4, terms=Distinct())):
        state = stored(memory, rows)
        full = memory.filled(state)
        assert full.sums.shape == (128, 30)
        wanted = memory.energy(state, jnp.asarray(cues))
        assert_allclose(memory.energy(full, jnp.asarray(cues)), wanted, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"order": 1}, "order is 1; it must be a whole number of at least 2"),
        ({"order": 2.5}, r"order is 2\.5"),
        ({"quality": 0.0}, "quality is 0"),
        ({"quality": 1.5}, r"quality is 1\.5"),
        ({"examples": 0}, "examples is 0"),
        ({"max_steps": 0}, "max_steps is 0"),
        ({"terms": "yes"}, "terms is 'yes'; it must be Powers"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_fields_out_of_range_are_refused_by_name(fields, message):
    with pytest.raises(ValueError, match=message):
        DenseHopfield(**fields)


def test_an_order_above_the_number_of_neurons_is_refused():
    with pytest.raises(ValueError, match="4 components; an interaction of order 5 needs as many"):
        stored(DenseHopfield(order=5), spins(2, 4))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"temperature": -1.0}, r"temperature is -1\.0"),
        ({"sweeps": 0}, "sweeps is 0"),
        ({"burn": -1}, "burn is -1"),
        ({"start": np.ones((1, 5))}, "start has 5 components; the memory has 6"),
        ({"archetypes": np.full((1, 6), 2.0)}, r"archetypes\[0, 0\] is 2"),
    ],
)
def test_a_chain_refuses_what_does_not_fit(change, message):
    memory, rows = DenseHopfield(), spins(2, 6)
    given = {"start": rows, "archetypes": rows, "temperature": 1.0, "sweeps": 1, "burn": 0}
    with pytest.raises(ValueError, match=message):
        thermal(memory, stored(memory, rows), **(given | change), key=KEY)
