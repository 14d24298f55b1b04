"""Chains of layers as physics: how many fixed points they have, and that energy never rises.

The annealed count of fixed points of L layers of N neurons, coupled by lambda from neuron to
neuron, is E[N_fp] = Z^N: rows are independent Gaussians, so that each column of L spins gives the
same factor. Z is written with a transfer matrix over the bonds s_l s_(l+1) between neighbours.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import ndtr

from basinet.core import Outcome, Sequential, constant, relax, trace
from basinet.core.recipes import Symmetric
from basinet.learners import Problem
from basinet.learners.steered import Layers, Steered

TINY = Problem(features=2, classes=2)


def partition(layers, b, excitation, neurons=np.inf):
    """Z of an open chain: 2 v T^(L-2) v for L >= 2, fields in units of their deviation."""
    unit = 1.0 if np.isinf(neurons) else np.sqrt((neurons - 1) / neurons)
    b, lam = b / unit, excitation / unit
    if layers == 1:
        return 2 * ndtr(b)
    transfer = np.array([[ndtr(b + 2 * lam), ndtr(b)], [ndtr(b), ndtr(b - 2 * lam)]])
    end = np.array([ndtr(b + lam), ndtr(b - lam)])
    return 2 * end @ np.linalg.matrix_power(transfer, layers - 2) @ end


@pytest.mark.parametrize(
    ("excitation", "expected"),
    [
        (0.25, [0.019116, 0.024291, 0.028492, 0.031642]),
        (0.5, [0.068414, 0.077412, 0.086616, 0.093414]),
        (1.0, [0.191291, 0.167254, 0.171879, 0.173444]),
        (2.0, [0.323832, 0.223368, 0.214364, 0.201362]),
    ],
)
def test_the_formula_gives_the_known_complexities_of_open_chains(excitation, expected):
    """(ln Z) / L for 2, 3, 5 and 10 layers without self-coupling, many neurons."""
    found = [np.log(partition(layers, 0.0, excitation)) / layers for layers in (2, 3, 5, 10)]
    assert_allclose(found, expected, atol=1e-6)


def count_fixed_points(learner, samples):
    """Try every state of networks with independent couplings; `[samples]`."""
    neurons = sum(learner.layers)
    bits = np.arange(2**neurons)[:, None] >> np.arange(neurons) & 1
    states = jnp.asarray(2.0 * bits - 1)

    @eqx.filter_jit
    def count(keys):
        def of_network(key):
            network = learner.init(TINY, key).network
            return jnp.sum(network.settled(network.place(states), jnp.zeros_like(states)))

        return jax.lax.map(of_network, keys)

    return np.asarray(count(jax.random.split(jax.random.key(0), samples)), float)


@pytest.mark.parametrize(
    ("layers", "neurons", "self_coupling", "excitation", "samples"),
    [(1, 10, 0.5, 0.0, 1000), (2, 5, 0.2, 1.0, 1500), (3, 4, 0.0, 0.7, 400)],
)
def test_chains_have_as_many_fixed_points_on_average_as_the_formula_says(
    layers, neurons, self_coupling, excitation, samples
):
    """Within four standard errors, which are at most a tenth of the count."""
    learner = Steered(
        hidden=(neurons,) * layers, self_coupling=self_coupling, excitation=excitation
    )
    counts = count_fixed_points(learner, samples)
    error = counts.std(ddof=1) / np.sqrt(samples)
    expected = partition(layers, self_coupling, excitation, neurons) ** neurons
    assert error < 0.1 * expected
    assert abs(counts.mean() - expected) < 4 * error


def chain(within):
    """Two tied layers, their start states and their fields."""
    learner = Steered(hidden=(20, 20), self_coupling=0.1, excitation=0.5, wiring=within)
    network = eqx.filter_jit(learner.init)(TINY, jax.random.key(1)).network
    rng = np.random.default_rng(0)
    spins, external = rng.choice([-1.0, 1.0], (6, 40)), rng.normal(size=(6, 40)) / 2
    return network, jnp.asarray(spins), jnp.asarray(external)


def energies(network, spins, external):
    """-1/2 sum_ij J_ij s_i s_j - sum_i h_i s_i before and after each sequential sweep."""
    ways = trace(
        network,
        Sequential(block=8),
        constant(external),
        network.place(spins),
        jax.random.key(2),
        lambda now: now.spins,
        sweeps=12,
    )
    states = np.concatenate([np.asarray(spins)[None], np.asarray(ways)]).astype(float)
    J = np.asarray(network.couplings.rows(jnp.arange(40)), float).T
    pairs = np.einsum("tbi,ij,tbj->tb", states, J, states)
    return -pairs / 2 - (states * np.asarray(external)).sum(axis=-1)


def test_under_sequential_updates_the_energy_of_symmetric_couplings_never_rises():
    found = energies(*chain(Layers(within=Symmetric())))
    assert np.diff(found, axis=0).max() < 1e-4
    assert (found[0] - found[-1]).min() > 1


def test_the_energy_of_asymmetric_couplings_does_rise():
    """Guards the test above: a rise would be seen."""
    assert np.diff(energies(*chain(Layers())), axis=0).max() > 0.1


def test_sequential_updates_of_symmetric_couplings_always_end_in_a_fixed_point():
    network, spins, external = chain(Layers(within=Symmetric()))
    start, key = network.place(spins), jax.random.key(3)
    end = relax(network, Sequential(8), constant(external), start, key, max_sweeps=100)
    assert (end.outcome == Outcome.FIXED_POINT.value).all()
    assert network.settled(network.place(end.spins), external).all()
