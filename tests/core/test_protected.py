"""Couplings that keep what earlier tasks wrote into them."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sklearn.decomposition import PCA

from basinet.core import Blocks, Dense, Path, Perceptron, Recurrent
from basinet.core.protected import Protected, close_task, ranks
from basinet.core.protection import Graded, Hebbian, Principal
from basinet.core.subspace import Energies, Laterals, Moments, Subspace

N, EACH = 200, 30


def random_spins(rows: int, columns: int, seed: int):
    drawn = np.random.default_rng(seed).standard_normal((rows, columns))
    return jnp.asarray(np.sign(drawn), jnp.float32)


def watched(n: int, share: float = 1.0, memory: float = 0.9) -> Subspace:
    numbers = (jnp.asarray(value, jnp.float32) for value in (share, memory))
    return Subspace(jnp.zeros((n, n)), Moments(jnp.zeros((n, n)), *numbers))


def onto(patterns) -> Subspace:
    """Exactly the span of some patterns is protected."""
    basis = np.linalg.qr(np.asarray(patterns, float).T)[0]
    empty = watched(len(basis))
    projector = jnp.asarray(basis @ basis.T, jnp.float32)
    return eqx.tree_at(lambda it: it.projector, empty, projector)


@eqx.filter_jit
def stored(couplings, patterns, steps: int):
    def step(couplings, _):
        drive = Perceptron().drive(patterns, couplings(patterns), 0.5)
        return couplings.learn(drive, patterns, 0.3, 0.0), None

    return jax.lax.scan(step, couplings, None, length=steps)[0]


def held(couplings, tasks):
    """The share of the patterns of each task that are fixed points, and the least stability."""
    stable = [x * couplings(x) for x in tasks]
    return [float(jnp.mean(jnp.all(s > 0, axis=1))) for s in stable], min(map(jnp.min, stable))


def test_four_tasks_in_turn_stay_fixed_points_where_the_plain_rule_keeps_the_last_alone():
    tasks = [random_spins(EACH, N, seed) for seed in range(4)]
    plain, kept = Recurrent(jnp.zeros((N, N))), Protected(Recurrent(jnp.zeros((N, N))), watched(N))
    for patterns in tasks:
        plain = stored(plain, patterns, 40)
        kept = close_task(stored(kept, patterns, 40), jax.random.key(0))
    assert held(plain, tasks)[0] == [0, 0, 0, 1]
    shares, least = held(kept, tasks)
    assert shares == [1, 1, 1, 1]
    assert least > 0.4999
    assert ranks(kept) == [(4 * EACH, N)]
    assert not np.diagonal(kept.couplings.weights).any()


def test_a_step_does_not_move_the_fields_on_what_is_protected():
    old, new = random_spins(20, 60, 1), random_spins(16, 60, 2)
    for couplings, targets in (
        (Dense(jnp.zeros((60, 9))), 9),
        (Recurrent(jnp.zeros((60, 60))), 60),
    ):
        drive = random_spins(16, targets, 3)
        before = Protected(couplings, onto(old))
        after = before.learn(drive, new, 1.0, 0.5)
        np.testing.assert_allclose(after(old), before(old), atol=2e-5)
        assert float(jnp.abs(after(new) - before(new)).max()) > 0.1


def test_a_recurrent_step_is_the_projection_of_each_neuron_on_its_own_sources():
    old, new = np.asarray(random_spins(6, 12, 4), float), random_spins(5, 12, 5)
    drive = random_spins(5, 12, 6)
    after = Protected(Recurrent(jnp.zeros((12, 12))), onto(old)).learn(drive, new, 1.0, 0.0)
    expected = np.zeros((12, 12))
    for i in range(12):
        without = old.copy()
        without[:, i] = 0
        x = np.asarray(new, float).copy()
        x[:, i] = 0
        rest = x - x @ np.linalg.pinv(without) @ without
        expected[:, i] = np.asarray(drive[:, i], float) @ rest / (12 * 5) ** 0.5
    np.testing.assert_allclose(after.couplings.weights, expected, atol=1e-5)


def test_before_the_first_task_is_over_nothing_is_different():
    pre, post = random_spins(8, 30, 7), random_spins(8, 30, 8)
    alone = Recurrent(jnp.zeros((30, 30)) + 0.1)
    beside = Protected(alone, watched(30)).learn(post, pre, 0.3, 0.1).couplings
    np.testing.assert_array_equal(beside.weights, alone.learn(post, pre, 0.3, 0.1).weights)


def test_projecting_twice_is_projecting_once():
    subspace, x = onto(random_spins(10, 40, 9)), random_spins(7, 40, 10)
    once = subspace.off(x)
    np.testing.assert_allclose(subspace.off(once), once, atol=1e-5)


def test_the_leading_directions_are_those_of_principal_components():
    rng = np.random.default_rng(11)
    x = jnp.asarray(rng.standard_normal((400, 25)) * np.linspace(3, 0.1, 25), jnp.float32)
    found = watched(25, share=0.9, memory=0.0).seen(x).closed(jax.random.key(0))
    rows = found.rank()
    both = np.concatenate([x, -x])  # without a mean, as energies are counted from zero
    directions = PCA(svd_solver="full").fit(both).components_[:rows]
    np.testing.assert_allclose(found.projector, directions.T @ directions, atol=1e-4)
    energy = np.sum(np.asarray(x) ** 2)
    assert np.sum((np.asarray(x) @ directions.T) ** 2) >= 0.9 * energy
    assert np.sum((np.asarray(x) @ directions[:-1].T) ** 2) < 0.9 * energy


def test_lateral_neurons_find_the_strong_directions_by_a_local_rule():
    rng = np.random.default_rng(12)
    basis = np.linalg.qr(rng.standard_normal((100, 10)))[0]
    rows = jnp.linalg.qr(jax.random.normal(jax.random.key(0), (100, 10)))[0].T
    start = Laterals(rows, jnp.zeros_like(rows), jnp.asarray(0.002), 5)
    strong = rng.standard_normal((400, 64, 10)) * np.linspace(2, 3, 10)
    batches = jnp.asarray(strong @ basis.T + 0.3 * rng.standard_normal((400, 64, 100)), jnp.float32)
    nothing = jnp.zeros((100, 100))
    learn = jax.jit(
        lambda: jax.lax.scan(lambda f, x: (f.seen(x, nothing), None), start, batches)[0]
    )
    H = np.asarray(learn().rows)
    cosines = np.linalg.svd(np.linalg.qr(H.T)[0].T @ basis, compute_uv=False)
    assert cosines.min() > 0.999
    assert np.abs(H @ H.T - np.eye(10)).max() < 0.01


def test_new_lateral_neurons_are_orthonormal_to_the_old_ones():
    rows = jnp.linalg.qr(jax.random.normal(jax.random.key(1), (40, 12)))[0].T
    finder = Laterals(rows, jnp.ones_like(rows), jnp.asarray(0.01), 1)  # which have learnt
    subspace = Subspace(jnp.zeros((40, 40)), finder).closed(jax.random.key(2))
    np.testing.assert_allclose(subspace.projector, rows.T @ rows, atol=1e-5)
    fresh = np.asarray(subspace.finder.rows)
    np.testing.assert_allclose(fresh @ fresh.T, np.eye(12), atol=1e-5)
    assert np.abs(fresh @ np.asarray(subspace.projector)).max() < 1e-5


def test_a_graded_projector_is_that_of_least_squares_with_a_penalty():
    """I - P = a (S + a)^-1, whatever the order of the tasks, and for each neuron's own sources."""
    tasks = [
        np.asarray(random_spins(40, 12, seed), float) * np.linspace(2, 0.1, 12) for seed in (1, 2)
    ]
    zeros, half = jnp.zeros((12, 12)), 0.5
    subspace = Subspace(zeros, Energies(zeros, zeros, jnp.asarray(half), jnp.asarray(0.0)))
    for x in tasks:
        subspace = subspace.seen(jnp.asarray(x, jnp.float32)).closed(jax.random.key(0))
    S = sum(x.T @ x for x in tasks) / 40
    level = half * np.trace(tasks[1].T @ tasks[1]) / 40 / 12
    np.testing.assert_allclose(
        np.eye(12) - subspace.projector, level * np.linalg.inv(S + level * np.eye(12)), atol=1e-5
    )
    x, drive = random_spins(1, 12, 5), jnp.ones((1, 12))
    step = Protected(Recurrent(zeros), subspace).learn(drive, x, 1.0, 0.0).couplings.weights
    for i in (0, 7):
        others = np.arange(12) != i
        left = level * np.linalg.inv(S[np.ix_(others, others)] + level * np.eye(11))
        expected = left @ np.asarray(x, float)[0, others] / 12**0.5
        np.testing.assert_allclose(np.asarray(step)[others, i], expected, atol=1e-5)


@pytest.mark.parametrize("protect", [Principal(), Graded(), Hebbian(rows=3)])
def test_closing_a_task_in_which_nothing_was_learnt_protects_nothing_more(protect):
    block = Dense(jnp.zeros((8, 2)))
    group = protect.apply(Blocks((8,), (2,), (Path(0, 0),), (block,)), jax.random.key(0))
    assert ranks(close_task(group, jax.random.key(1))) == [(0, 8)]
    x = random_spins(16, 8, 0) * jnp.asarray([5.0, 4.0, 1, 1, 1, 1, 0.1, 0.1])
    learnt = group.learn(jnp.ones((16, 2)), x, 0.01, 0.0)
    once = close_task(learnt, jax.random.key(2))
    assert ranks(once)[0][0] > 0
    assert ranks(close_task(once, jax.random.key(3))) == ranks(once)


def test_where_no_room_is_left_a_task_cannot_be_closed():
    full = Protected(Dense(jnp.zeros((20, 3))), watched(20).seen(random_spins(64, 20, 13)))
    with pytest.raises(ValueError, match="no room is left: 20 of 20 dimensions"):
        close_task(full, jax.random.key(0))
    with pytest.raises(ValueError, match="nothing in this network is protected"):
        close_task(Dense(jnp.zeros((20, 3))), jax.random.key(0))
