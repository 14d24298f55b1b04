"""The continuous Hopfield network against its identities: descent, attention, limits, bounds."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import brentq

from basinet.core import Outcome
from basinet.memories import Bare, Centred, CentredUnit, Modern, Unit, recall_all

KEY = jax.random.key(0)
RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(50, 16)).astype(np.float32)
STARTS = 2 * RNG.normal(size=(200, 16)).astype(np.float32)


def plain(beta, **fields):
    """The network of the paper: no preparation of the vectors."""
    return Modern(beta=beta, preparation=Bare(), **fields)


def stored(memory, rows=ROWS, targets=None):
    return memory.store(np.asarray(rows, np.float32), targets, KEY)


def once(beta, rows, starts):
    """One update, in float64."""
    scores = beta * starts.astype(float) @ rows.T.astype(float)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True) @ rows


@pytest.mark.parametrize("beta", [0.1, 0.5, 1.0, 4.0, 20.0])
def test_the_energy_never_rises_and_lies_between_its_bounds(beta):
    memory = plain(beta, max_steps=30)
    found = recall_all(memory, stored(memory), STARTS, KEY, energies=True)
    longest = (ROWS**2).sum(axis=1).max()
    assert np.diff(found.energies, axis=1).max() <= 1e-6 * longest
    # From the first update on the state lies in the hull of the rows.
    inside = found.energies[:, 1:]
    assert inside.min() >= -1e-6 * longest
    assert inside.max() <= 2 * longest
    assert np.linalg.norm(found.state, axis=1).max() <= np.sqrt(longest) * (1 + 1e-6)
    assert_allclose(found.energies[:, -1], memory.energy(stored(memory), found.state), rtol=1e-5)


def test_the_energy_is_the_formula_in_float64():
    beta, memory = 0.7, plain(0.7)
    scores = beta * STARTS.astype(float) @ ROWS.T.astype(float)
    longest = (ROWS.astype(float) ** 2).sum(axis=1).max()
    wanted = (
        -np.log(np.exp(scores).sum(axis=1)) / beta
        + (STARTS.astype(float) ** 2).sum(axis=1) / 2
        + np.log(50) / beta
        + longest / 2
    )
    assert_allclose(memory.energy(stored(memory), jnp.asarray(STARTS)), wanted, rtol=1e-5)


def test_an_update_is_a_gradient_step_of_length_one_and_attention():
    beta, memory = 0.8, plain(0.8, max_steps=1)
    state = stored(memory)
    moved = recall_all(memory, state, STARTS, KEY).state
    slope = jax.grad(lambda at: memory.energy(state, at).sum())(jnp.asarray(STARTS))
    assert_allclose(moved, STARTS - slope, atol=2e-5)
    rows, queries = jnp.asarray(ROWS)[:, None], jnp.asarray(STARTS)[:, None]
    attention = jax.nn.dot_product_attention(queries, rows, rows, scale=beta)
    assert_allclose(moved, attention[:, 0], atol=1e-5)
    assert_allclose(moved, once(beta, ROWS, STARTS), atol=1e-5)


def test_a_certified_end_is_moved_by_no_more_than_the_tolerance():
    memory = plain(1.0)
    found = recall_all(memory, stored(memory), STARTS, KEY)
    moved = np.linalg.norm(once(1.0, ROWS, found.state) - found.state, axis=1)
    assert (found.outcome == Outcome.FIXED_POINT).all()
    assert (moved <= 2e-6 * np.linalg.norm(found.state, axis=1)).all()


def test_without_enough_steps_the_end_says_so():
    memory = plain(0.05, max_steps=2)
    found = recall_all(memory, stored(memory), STARTS, KEY)
    assert (found.outcome == Outcome.OUT_OF_TIME).all()
    assert_array_equal(found.steps, 2)


def test_small_beta_gives_the_mean_and_large_beta_the_nearest_row():
    cold, hot = plain(1e4, max_steps=1), plain(1e-6, max_steps=1)
    mean = recall_all(hot, stored(hot), STARTS, KEY).output
    assert_allclose(mean, np.tile(ROWS.mean(axis=0), (200, 1)), atol=1e-4)
    nearest = recall_all(cold, stored(cold), STARTS, KEY).output
    assert_allclose(nearest, ROWS[(STARTS @ ROWS.T).argmax(axis=1)], atol=1e-4)


@pytest.mark.parametrize("preparation", [CentredUnit(), Centred(), Unit(), Bare()])
def test_one_row_is_retrieved_from_everywhere(preparation):
    memory = Modern(beta=0.3, preparation=preparation)
    found = recall_all(memory, stored(memory, ROWS[:1]), STARTS, KEY)
    assert_allclose(found.output, np.tile(ROWS[0], (200, 1)), atol=1e-6)


@pytest.mark.parametrize("beta_of_length", [0.5, 0.9, 1.1, 3.0])
def test_two_opposite_rows_bifurcate_where_beta_times_their_squared_length_is_one(beta_of_length):
    """s = u x with u = tanh(beta |x|^2 u): only 0 up to 1, two more solutions beyond."""
    row = ROWS[:1]
    beta = beta_of_length / float((row**2).sum())
    memory = plain(beta, max_steps=3000, tolerance=1e-7)
    found = recall_all(memory, stored(memory, np.concatenate([row, -row])), 0.3 * row, KEY)
    wanted = 0.0
    if beta_of_length > 1:
        wanted = brentq(lambda u: np.tanh(beta_of_length * u) - u, 1e-3, 1)
    assert_allclose(found.state / row, wanted, atol=2e-3)


def test_the_error_of_one_update_is_within_its_bound():
    """|f(s) - x_i| <= 2 (n - 1) M exp(-beta (D_i - 2 M |s - x_i|)), D_i = min_j x_i.(x_i - x_j)."""
    rows = np.sign(RNG.normal(size=(40, 60))).astype(np.float32)
    starts = rows.copy()
    starts[:, 0] *= -1
    gram = rows @ rows.T
    np.fill_diagonal(gram, -np.inf)
    separation, longest = 60 - gram.max(axis=1), np.sqrt(60)
    for beta in (0.05, 0.1, 0.2, 0.5):
        moved = once(beta, rows, starts)
        bound = 2 * 39 * longest * np.exp(-beta * (separation - 2 * longest * 2))
        memory = plain(beta, max_steps=1)
        ours = recall_all(memory, stored(memory, rows), starts, KEY).state
        assert_allclose(ours, moved, atol=1e-5)
        assert (np.linalg.norm(ours - rows, axis=1) <= bound + 1e-5).all()


def test_the_order_of_the_rows_changes_nothing():
    memory, order = Modern(beta=5.0), RNG.permutation(50)
    one = recall_all(memory, stored(memory), STARTS, KEY).output
    other = recall_all(memory, stored(memory, ROWS[order]), STARTS, KEY).output
    assert_allclose(other, one, atol=1e-4)


def test_rows_that_fill_up_the_arrays_get_no_weight():
    memory = Modern(beta=3.0)
    state, (one, other) = stored(memory), (STARTS[:4], STARTS[4:8])
    full = memory.filled(state)
    assert full.cues.shape == (64, 16)
    poisoned = eqx.tree_at(lambda it: it.cues, full, full.cues.at[50:].set(100.0))
    for cues in (one, other):
        wanted = memory.recall(state, jnp.asarray(cues), KEY, energies=True)
        for more in (full, poisoned):
            found = memory.recall(more, jnp.asarray(cues), KEY, energies=True)
            assert_allclose(found.output, wanted.output, atol=1e-5)
            assert_allclose(found.energies, wanted.energies, atol=1e-5)


def test_pairs_give_the_weighted_targets():
    targets = RNG.normal(size=(50, 3)).astype(np.float32)
    memory = plain(0.9, max_steps=1)
    found = recall_all(memory, stored(memory, ROWS, targets), STARTS, KEY)
    scores = 0.9 * STARTS.astype(float) @ ROWS.T
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    assert_allclose(found.output, weights @ targets, atol=1e-5)


def test_what_is_known_stays_and_the_energy_of_the_rest_never_rises():
    memory, known = plain(0.8, max_steps=50), np.arange(16) < 7
    state = stored(memory)
    found = recall_all(
        memory, state, STARTS, KEY, np.broadcast_to(known, STARTS.shape), energies=True
    )
    assert_array_equal(found.state[:, known], STARTS[:, known])
    assert np.diff(found.energies, axis=1).max() <= 1e-6 * (ROWS**2).sum(axis=1).max()
    assert_allclose(found.state[:, ~known], once(0.8, ROWS, found.state)[:, ~known], atol=1e-4)


def test_lengths_do_not_decide_where_vectors_are_brought_to_one():
    """Scaled rows: without preparation the longest wins whatever the cue, with it the right one."""
    rows = ROWS * np.linspace(0.2, 5, 50, dtype=np.float32)[:, None]

    def right(memory):
        found = recall_all(memory, stored(memory, rows), rows, KEY).output
        return np.mean(np.abs(found - rows).max(axis=1) < 1e-2)

    assert right(Modern(beta=30.0, preparation=Unit())) > 0.95
    assert right(plain(30.0)) < 0.8


def test_zeros_of_a_cue_are_read_as_values_or_as_nothing_known_whichever_fits():
    pictures = np.maximum(RNG.normal(size=(60, 80)), 0).astype(np.float32)
    memory = Modern(beta=60.0)
    state = stored(memory, pictures)
    assert_allclose(recall_all(memory, state, pictures, KEY).output, pictures, atol=1e-3)
    halves = pictures.copy()
    halves[:, 40:] = 0
    dark = recall_all(memory, state, halves, KEY)
    told = recall_all(memory, state, halves, KEY, np.broadcast_to(np.arange(80) < 40, halves.shape))
    for found in (dark, told):
        assert np.mean(np.abs(found.output - pictures).max(axis=1) < 0.1) > 0.95


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"beta": 0.0}, "beta is 0; it must be a number above 0"),
        ({"beta": -1.0}, "beta is -1"),
        ({"beta": float("nan")}, "beta is nan"),
        ({"tolerance": 0.0}, "tolerance is 0"),
        ({"max_steps": 0}, "max_steps is 0"),
        ({"preparation": True}, "preparation is True; it must be CentredUnit"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_fields_out_of_range_are_refused_by_name(fields, message):
    with pytest.raises(ValueError, match=message):
        Modern(**fields)
