import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.theory.chain_couplings import open_chain_couplings, ring_couplings
from basinet.theory.enumeration import enumerate_fixed_points


def random_couplings(rng, n):
    """The ensemble of the theory: independent N(0, 1/n), none from a neuron to itself."""
    J = rng.normal(size=(n, n)) / np.sqrt(n)
    np.fill_diagonal(J, 0)
    return J


def naive(J, self_coupling, margin, external):
    """All fixed points in lexicographic order, by a loop over states and neurons."""
    n = len(J)
    found = []
    for s in itertools.product([-1, 1], repeat=n):
        fixed = True
        for i in range(n):
            h = external[i] + sum(J[i, j] * s[j] for j in range(n) if j != i)
            fixed = fixed and s[i] * h + self_coupling[i] > margin
        if fixed:
            found.append(s)
    return np.array(found, int).reshape(-1, n)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8, 10])
@pytest.mark.parametrize("margin", [0.0, 0.3])
@pytest.mark.parametrize("strength", [0.0, 0.4])
def test_the_fixed_points_are_those_of_a_naive_loop(n, margin, strength):
    rng = np.random.default_rng(n)
    J = random_couplings(rng, n)
    own = rng.uniform(-0.2, 1.2, size=n)
    external = strength * rng.normal(size=n)
    found = enumerate_fixed_points(J, own, margin, external)
    assert_array_equal(found.spins, naive(J, own, margin, external))
    assert found.spins.dtype == np.int8
    assert len(found) == len(found.spins)


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_the_scale_of_all_couplings_changes_nothing(scale):
    J = random_couplings(np.random.default_rng(1), 9)
    expected = naive(J, np.full(9, 0.5), 0.0, np.zeros(9))
    assert len(expected) > 0
    assert_array_equal(enumerate_fixed_points(scale * J, scale * 0.5).spins, expected)


def test_a_tie_is_unstable():
    """Two neurons that excite each other at strength 1 have the stability 1 where they agree."""
    J = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert_array_equal(enumerate_fixed_points(J, 0.0).spins, [[-1, -1], [1, 1]])
    assert len(enumerate_fixed_points(J, 0.0, margin=1.0)) == 0
    assert len(enumerate_fixed_points(J, 1.0)) == 2
    assert len(enumerate_fixed_points(J, 1.0 + 1e-12)) == 4


def test_a_strong_self_coupling_makes_every_state_a_fixed_point_in_lexicographic_order():
    J = random_couplings(np.random.default_rng(2), 6)
    found = enumerate_fixed_points(J, 100.0).spins
    assert_array_equal(found, list(itertools.product([-1, 1], repeat=6)))


def test_stabilities_are_above_the_margin_and_computed_from_the_field():
    rng = np.random.default_rng(3)
    J, external = random_couplings(rng, 9), 0.3 * rng.normal(size=9)
    found = enumerate_fixed_points(J, 0.7, 0.1, external)
    assert len(found) > 0
    expected = [s * (J @ s + external) + 0.7 for s in found.spins.astype(float)]
    assert_allclose(found.stabilities(), expected, rtol=1e-12)
    assert found.stabilities().min() > 0.1


@pytest.mark.parametrize("n", [1, 5, 7, 13])
@pytest.mark.parametrize("field", [0.0, 0.2])
def test_pairs_are_counted_at_their_distance(n, field):
    J = random_couplings(np.random.default_rng(4), n)
    found = enumerate_fixed_points(J, 0.8, external=np.full(n, field))
    distances = [[int(np.sum(a != b)) for b in found.spins] for a in found.spins]
    assert_array_equal(found.distances(), distances)
    assert_array_equal(found.pair_counts(), np.bincount(np.ravel(distances), minlength=n + 1))


def test_without_fixed_points_there_are_no_pairs():
    J = np.array([[0.0, 1.0], [-1.0, 0.0]])
    found = enumerate_fixed_points(J, 0.0)
    assert found.spins.shape == (0, 2)
    assert found.distances().shape == (0, 0)
    assert_array_equal(found.pair_counts(), [0, 0, 0])


def test_pairs_are_counted_without_loss_where_every_state_is_a_fixed_point():
    """Each of 2^20 states has binomial(20, k) others at distance k."""
    J = random_couplings(np.random.default_rng(5), 20)
    found = enumerate_fixed_points(J, 100.0)
    assert len(found) == 2**20
    assert found.pair_counts()[:3].tolist() == [2**20, 20 * 2**20, 190 * 2**20]
    assert found.pair_counts().sum() == 2**40


MOMENTS = [
    # n, J_D, margin, samples, E[N_fp], E[N_fp^2], both exact for this ensemble
    (12, 0.0, 0.0, 300, 1.0, 2.928200502),
    (12, 0.5, 0.0, 200, 55.96536432, 3640.960426),
    (12, 0.5, 0.2, 300, 13.99981422, 256.3518475),
    (14, 1.0, 0.0, 60, 1692.299638, 3042562.365),
    (16, 0.5, 0.0, 60, 204.3217090, 47655.61748),
]


@pytest.mark.parametrize(("n", "own", "margin", "samples", "first", "second"), MOMENTS)
def test_counts_have_the_exact_moments_of_the_ensemble(n, own, margin, samples, first, second):
    rng = np.random.default_rng(6)
    counts = [
        len(enumerate_fixed_points(random_couplings(rng, n), own, margin)) for _ in range(samples)
    ]
    error = np.sqrt((second - first**2) / samples)  # exact: no estimate from the same samples
    assert abs(np.mean(counts) - first) < 3 * error
    spread = np.std(np.square(counts, dtype=float)) / np.sqrt(samples)
    assert abs(np.mean(np.square(counts, dtype=float)) - second) < 4 * spread


def test_pairs_at_each_distance_have_the_exact_mean_of_the_ensemble():
    """N = 12, J_D = 0.5; distance k and 12 - k are equally frequent."""
    expected = [55.965, 92.502, 182.650, 297.849, 416.114, 505.763, 539.276]
    rng = np.random.default_rng(7)
    counts = np.array(
        [enumerate_fixed_points(random_couplings(rng, 12), 0.5).pair_counts() for _ in range(200)]
    )
    assert_array_equal(counts, counts[:, ::-1])
    error = counts.std(axis=0)[:7] / np.sqrt(200)
    assert np.all(np.abs(counts.mean(axis=0)[:7] - expected) < 3.5 * error)


CHAINS = [
    # assemble, layers, neurons, lambda, J_D, E[N_fp] exact
    (open_chain_couplings, 2, 6, 0.7, 0.0, 5.0547),
    (open_chain_couplings, 3, 4, 0.8, 0.2, 16.5753),
    (ring_couplings, 3, 4, 0.8, 0.0, 11.9867),
]


@pytest.mark.parametrize(("assemble", "layers", "n", "excitation", "own", "mean"), CHAINS)
def test_counts_of_a_chain_have_the_exact_mean(assemble, layers, n, excitation, own, mean):
    rng = np.random.default_rng(8)
    counts = []
    for _ in range(500):
        blocks = np.array([random_couplings(rng, n) for _ in range(layers)])
        counts.append(len(enumerate_fixed_points(assemble(blocks, excitation), own)))
    assert abs(np.mean(counts) - mean) < 3.5 * np.std(counts) / np.sqrt(500)


def test_an_open_chain_couples_each_neuron_to_its_likes_in_the_neighbouring_layers():
    blocks = np.array([[[0.0, 1], [2, 0]], [[0, 3], [4, 0]], [[0, 5], [6, 0]]])
    assert_array_equal(
        open_chain_couplings(blocks, 0.5),
        [
            [0, 1, 0.5, 0, 0, 0],
            [2, 0, 0, 0.5, 0, 0],
            [0.5, 0, 0, 3, 0.5, 0],
            [0, 0.5, 4, 0, 0, 0.5],
            [0, 0, 0.5, 0, 0, 5],
            [0, 0, 0, 0.5, 6, 0],
        ],
    )
    closed = ring_couplings(blocks, 0.5) - open_chain_couplings(blocks, 0.5)
    assert_array_equal(np.argwhere(closed), [[0, 4], [1, 5], [4, 0], [5, 1]])


def test_more_than_24_neurons_are_refused_and_the_search_is_named():
    with pytest.raises(ValueError, match=r"25 neurons.*basinet\.search"):
        enumerate_fixed_points(np.zeros((25, 25)), 0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"couplings": np.zeros((2, 3))}, r"shape \(2, 3\)"),
        ({"couplings": np.zeros((0, 0))}, "shape"),
        ({"couplings": np.eye(2)}, "diagonal"),
        ({"couplings": np.array([[0, np.nan], [0, 0]])}, "couplings contains NaN"),
        ({"self_coupling": np.inf}, "self_coupling contains NaN or infinity"),
        ({"self_coupling": np.zeros(3)}, "self_coupling has the shape"),
        ({"external": np.zeros(3)}, "external has the shape"),
        ({"margin": -0.1}, "margin is -0.1"),
        ({"margin": np.nan}, "margin is nan"),
    ],
)
def test_bad_input_is_refused_with_its_value(change, message):
    given = {"couplings": np.zeros((2, 2)), "self_coupling": 0.0} | change
    with pytest.raises(ValueError, match=message):
        enumerate_fixed_points(**given)


@pytest.mark.parametrize("assemble", [open_chain_couplings, ring_couplings])
@pytest.mark.parametrize(
    ("layers", "excitation", "message"),
    [
        (np.zeros((3, 2, 3)), 0.1, "shape"),
        (np.zeros((2, 2)), 0.1, "shape"),
        (np.full((3, 2, 2), np.nan), 0.1, "NaN"),
        (np.zeros((3, 2, 2)), np.inf, "excitation is inf"),
    ],
)
def test_a_chain_that_cannot_be_assembled_is_refused(assemble, layers, excitation, message):
    with pytest.raises(ValueError, match=message):
        assemble(layers, excitation)


def test_a_ring_needs_three_layers():
    with pytest.raises(ValueError, match="at least 3"):
        ring_couplings(np.zeros((2, 2, 2)), 0.1)
