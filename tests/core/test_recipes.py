"""Every recipe builds couplings that behave as the one matrix to which they amount."""

import equinox as eqx
import jax
import jax.numpy as jnp
import naive
import numpy as np
import pytest
from dense import matrix
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Network, RandomSubset, Recurrent, Sequential, Synchronous
from basinet.core.group_recipes import Groups
from basinet.core.input_recipes import Everywhere, Patches
from basinet.core.recipes import (
    AllToAll,
    Excitatory,
    Excited,
    FanIn,
    Projection,
    Symmetric,
    SymmetricStart,
    SymmetricUpdate,
    Tied,
    Unconnected,
)

KEY = jax.random.key(7)
N = 24
WITHIN = (
    AllToAll(),
    SymmetricStart(),
    SymmetricUpdate(),
    Symmetric(),
    FanIn(5),
    Unconnected(),
    Excited(1.5, 2),
    Excited(0.7, 3, FanIn(4)),
    Groups(4, 5),
)
BETWEEN = (Tied(), Excitatory(4), Projection(0.5))
INPUTS = (Everywhere(), Patches((4, 6), 3))
RULES = (Synchronous(), RandomSubset(0.6), Sequential(block=7))


def ids(recipe):
    return type(recipe).__name__


def build(recipe):
    """Couplings from 24 neurons or inputs to 24 neurons."""
    if recipe in WITHIN:
        return within(recipe, N, KEY)
    return between(recipe, N, N, 2.0, KEY)


@eqx.filter_jit
def within(recipe, neurons, key):
    return recipe.build(neurons, key)


@eqx.filter_jit
def between(recipe, sources, targets, gain, key):
    return recipe.build(sources, targets, gain, key)


@eqx.filter_jit
def answers(couplings, spins, change, chosen):
    return couplings(spins), couplings.shift(change), couplings.rows(chosen)


@eqx.filter_jit
def taught(couplings, post, pre):
    return couplings.learn(post, pre, 0.5, 0.1)


@pytest.mark.parametrize("recipe", WITHIN + BETWEEN + INPUTS, ids=ids)
def test_field_shift_and_rows_are_those_of_the_matrix(recipe):
    couplings = build(recipe)
    J, s = matrix(couplings), naive.random_spins(1, 3, N)
    change = np.zeros((3, N))
    change[0, 4], change[2, 20] = 2, -2
    given = jnp.asarray(s), jnp.asarray(change), jnp.array([20, 0])
    field, shift, rows = answers(couplings, *given)
    assert_allclose(field, s @ J.T, atol=1e-5)
    assert_allclose(shift, change @ J.T, atol=1e-5)
    assert_allclose(rows, J.T[[20, 0]], atol=1e-6)


@eqx.filter_jit
def swept(rule, network, external, spins):
    return rule.sweep(network, external, network.place(spins), KEY).spins


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_a_sweep_is_that_of_dense_couplings(rule):
    couplings = build(Excited(0.7, 3, FanIn(4)))
    equivalent = Recurrent(jnp.asarray(matrix(couplings).T))
    external = jnp.asarray(np.random.default_rng(2).normal(size=(5, N)))
    spins = jnp.asarray(naive.random_spins(3, 5, N))
    ways = [
        swept(rule, Network(c, jnp.asarray(0.3)), external, spins) for c in (couplings, equivalent)
    ]
    assert_array_equal(*ways)


@pytest.mark.parametrize("recipe", WITHIN[:6], ids=ids)
def test_no_neuron_is_its_own_source(recipe):
    assert_array_equal(np.diag(matrix(build(recipe))), 0)


def learnt(recipe, steps=3):
    couplings, rng = build(recipe), np.random.default_rng(4)
    for _ in range(steps):
        post, pre = rng.normal(size=(4, N)), rng.choice([-1.0, 1.0], (4, N))
        couplings = taught(couplings, jnp.asarray(post), jnp.asarray(pre))
    return matrix(couplings)


@pytest.mark.parametrize(
    ("recipe", "starts", "stays"),
    [
        (AllToAll(), False, False),
        (SymmetricStart(), True, False),
        (SymmetricUpdate(), False, False),
        (Symmetric(), True, True),
    ],
    ids=ids,
)
def test_couplings_are_symmetric_at_the_start_or_always_as_their_recipe_says(recipe, starts, stays):
    before, after = matrix(build(recipe)), learnt(recipe)
    assert np.allclose(before, before.T) == starts
    assert np.allclose(after, after.T, atol=1e-6) == stays


@pytest.mark.parametrize("recipe", [SymmetricUpdate(), Symmetric()], ids=ids)
def test_a_symmetrised_change_is_the_mean_of_the_two_local_ones(recipe):
    couplings, rng = build(recipe), np.random.default_rng(4)
    post, pre = rng.normal(size=(4, N)), rng.choice([-1.0, 1.0], (4, N))
    J = matrix(couplings)
    local = naive.learn(J, post, pre, 0.5, 0.1) - J
    np.fill_diagonal(local, 0)
    changed = taught(couplings, jnp.asarray(post), jnp.asarray(pre))
    assert_allclose(matrix(changed), J + (local + local.T) / 2, atol=1e-6)


def test_excited_adds_fixed_synapses_to_its_base_which_learns_alone():
    couplings = build(Excited(0.7, 3, FanIn(4)))
    base, excitatory = couplings.blocks
    assert_allclose(matrix(excitatory).sum(axis=1), 0.7, rtol=1e-5)
    assert ((matrix(excitatory) > 0).sum(axis=1) == 3).all()
    rng = np.random.default_rng(4)
    after = taught(couplings, *(jnp.asarray(rng.normal(size=(4, N))) for _ in range(2)))
    assert (matrix(after.blocks[0]) != matrix(base)).any()
    assert_array_equal(matrix(after.blocks[1]), matrix(excitatory))


def test_patches_are_squares_of_the_image_spread_over_all_of_it():
    sources = np.asarray(between(Patches((6, 5), 2), 30, 40, 1.0, KEY).sources)
    seen = set()
    for pixels in sources:
        top, left = divmod(pixels.min(), 5)
        assert sorted(pixels) == [5 * (top + r) + left + c for r in range(2) for c in range(2)]
        seen |= set(pixels.tolist())
    assert seen == set(range(30))


def test_input_weights_have_variance_gain_squared_over_the_inputs_of_a_neuron():
    for recipe, inputs in ((Everywhere(), 144), (Patches((12, 12), 5), 25)):
        weights = between(recipe, 144, 900, 3.0, KEY).weights
        assert_allclose(np.var(weights), 9 / inputs, rtol=0.05)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Tied().check(10, 20), r"10 neurons .* 20"),
        (lambda: Excitatory(11).check(10, 20), r"11 excitatory sources, .* 10"),
        (lambda: Patches((4, 4), 5), r"side is 5, but the image is 4 x 4"),
        (lambda: Patches((4, 4), 2).build(17, 3, 1.0, KEY), r"4 x 4 = 16 pixels, .* 17"),
        (lambda: FanIn(0), "synapses is 0"),
        (lambda: Excitatory(-1), "synapses is -1"),
        (lambda: Excited(-0.5), r"strength is -0\.5"),
        (lambda: Projection(float("nan")), "strength is nan"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_what_does_not_fit_is_refused_with_the_numbers_that_disagree(make, named):
    with pytest.raises(ValueError, match=named):
        make()


def test_groups_are_dense_inside_and_sparse_between():
    J = np.asarray(matrix(within(Groups(3, 4), 30, KEY)))
    groups = np.arange(30) // 10
    inside = groups[:, None] == groups
    assert np.all((J != 0) == (inside & ~np.eye(30, dtype=bool)), where=inside)
    assert_array_equal(np.sum((J != 0) & ~inside, axis=1), 4)
    large = np.asarray(matrix(within(Groups(4, 25), 400, KEY)))
    assert np.mean(np.sum(large**2, axis=1)) == pytest.approx(1, rel=0.05)
    with pytest.raises(
        ValueError, match=r"cannot be divided into 3 equal groups; take.*such as 12"
    ):
        Groups(3, 4).build(10, KEY)
    with pytest.raises(ValueError, match="count is 1"):
        Groups(1)
    assert Groups(3, 5).least() == 9
