"""Basins and couplings of networks, against a loop over single neurons and theory.md's protocol."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet import Steered
from basinet.analysis.networks import basins, inside, layers, settle
from basinet.core import Network, Recurrent
from basinet.learners import Problem
from basinet.learners.steered import Grid, Layers

N = 60


def gaussian(n, self_coupling, seed=0):
    weights = np.random.default_rng(seed).normal(0, n**-0.5, (n, n)).astype(np.float32)
    np.fill_diagonal(weights, 0)
    return Network(Recurrent(jnp.asarray(weights)), jnp.asarray(self_coupling, jnp.float32))


def fixed_points(network, count, seed=0):
    n = len(network.couplings.weights)
    start = np.random.default_rng(seed).choice([-1.0, 1.0], (count, n))
    end = settle(network, np.zeros_like(start), start, seed=seed)
    return end.spins[end.fixed]


def stable(network, spins):
    """Whether every spin agrees with its field, in float64, from [source, target] weights."""
    field = spins.astype(float) @ np.asarray(network.couplings.weights, float)
    return (spins * field + float(network.self_coupling) > 0).all(axis=1)


def test_what_is_called_a_fixed_point_is_one():
    network = gaussian(N, 0.8)
    start = np.random.default_rng(1).choice([-1.0, 1.0], (20, N))
    for sweeps in (1, 200):
        end = settle(network, np.zeros_like(start), start, seed=0, max_sweeps=sweeps)
        assert_array_equal(end.fixed, stable(network, end.spins))
    assert end.fixed.any()


def test_all_states_are_basins_of_a_strong_self_coupling():
    """J_D far above every field: nothing moves, and each end is as far away as its start."""
    network = gaussian(N, 50.0)
    states = np.random.default_rng(2).choice([-1, 1], (5, N))
    found = basins(network, np.zeros(states.shape), states, fractions=(0.1, 0.2, 0.5), repeats=2)
    assert_allclose(found.flipped, [0.1, 0.2, 0.5])
    assert_allclose(found.distance, found.flipped)
    assert_allclose(found.returned, 0)
    assert_allclose(found.converged, 1)
    assert found.size == 0.5


def test_a_single_pattern_in_hebbian_couplings_is_returned_to_from_everywhere_but_its_mirror():
    pattern = np.random.default_rng(3).choice([-1.0, 1.0], N)
    weights = np.outer(pattern, pattern) / N
    np.fill_diagonal(weights, 0)
    network = Network(Recurrent(jnp.asarray(weights, jnp.float32)), jnp.asarray(0.0))
    found = basins(network, np.zeros((1, N)), pattern[None], fractions=(0.1, 0.4, 0.8))
    assert_allclose(found.returned, [1, 1, 0])
    assert_allclose(found.distance, [0, 0, 1])


def test_a_field_decides_which_states_are_fixed():
    """No couplings: the only fixed point is the sign of the field, and every start ends there."""
    network = Network(Recurrent(jnp.zeros((N, N))), jnp.asarray(0.0))
    field = np.random.default_rng(4).normal(size=(3, N))
    found = basins(network, field, np.sign(field), fractions=(0.5,), repeats=1)
    assert_allclose(found.returned, 1)


def test_the_same_seed_gives_the_same_basins_and_another_seed_others():
    network = gaussian(N, 0.8)
    states = fixed_points(network, 8)
    one, same, other = (
        basins(network, np.zeros(states.shape), states, fractions=(0.2,), seed=seed)
        for seed in (0, 0, 1)
    )
    assert_array_equal(one.distance, same.distance)
    assert (one.distance != other.distance).any()


DISTANCES = {
    0.8: (0.081, 0.213, 0.267, 0.347),
    1.0: (0.035, 0.103, 0.171, 0.264),
    1.5: (0.020, 0.069, 0.129, 0.224),
}
"""Mean end distances at N = 1000 after 1, 5, 10 and 20 % were flipped, to 20 or 30 %."""


@pytest.mark.slow
@pytest.mark.parametrize("self_coupling", DISTANCES)
def test_mean_end_distances_of_gaussian_couplings(self_coupling):
    """States found asynchronously from random starts, four networks."""
    found = []
    for seed in range(4):
        network = gaussian(1000, self_coupling, seed)
        states = fixed_points(network, 5, seed)
        no_field, shares = np.zeros(states.shape), (0.01, 0.05, 0.1, 0.2)
        found.append(basins(network, no_field, states, fractions=shares, seed=seed))
        assert_allclose(found[-1].converged, 1)
    distances = np.mean([one.distance for one in found], axis=0)
    assert_allclose(distances, DISTANCES[self_coupling], rtol=0.3)


def test_the_couplings_inside_each_layer_are_found():
    learner = Steered(
        hidden=(4, 4, 4, 4), excitation=1.0, sweeps=6, wiring=Layers(neighbours=Grid(2, 2))
    )
    network = learner.init(Problem(5, 2), jax.random.key(0)).network
    assert layers(network, 16) == (4, 4, 4, 4)
    found = inside(network, 16)
    assert len(found) == 4
    for matrix, block in zip(found, network.couplings.blocks[:4], strict=True):
        assert_array_equal(matrix, block.weights)


def test_a_network_without_layers_is_one_layer():
    network = gaussian(7, 0.5)
    assert layers(network, 7) == (7,)
    assert_array_equal(inside(network, 7)[0], network.couplings.weights)


def test_couplings_that_are_a_matrix_are_not_copied():
    network = gaussian(7, 0.5)
    assert np.shares_memory(inside(network, 7)[0], np.asarray(network.couplings.weights))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fractions": ()}, "increasing shares"),
        ({"fractions": (0.2, 0.1)}, "increasing shares"),
        ({"fractions": (0.0, 0.1)}, "increasing shares"),
        ({"fractions": (0.5, 1.5)}, "increasing shares"),
        ({"fractions": (1e-4,)}, "flips none of 60 neurons"),
        ({"repeats": 0}, "repeats is 0"),
    ],
)
def test_a_protocol_that_means_nothing_is_refused(options, message):
    network = gaussian(N, 50.0)
    states = np.ones((1, N))
    with pytest.raises(ValueError, match=message):
        basins(network, np.zeros(states.shape), states, **options)


def test_states_that_are_not_fixed_points_are_refused():
    states = np.random.default_rng(5).choice([-1.0, 1.0], (4, N))
    with pytest.raises(ValueError, match="4 of the 4 states are not fixed points"):
        basins(gaussian(N, 0.0), np.zeros(states.shape), states)


@pytest.mark.usefixtures("unchecked")
def test_each_state_needs_its_own_field():
    with pytest.raises(ValueError, match=r"external has shape \(1, 60\)"):
        settle(gaussian(N, 1.0), np.zeros((1, N)), np.ones((2, N)), seed=0)
