"""What two networks share: paths, matched neurons, spectra of courses."""

import jax.numpy as jnp
import numpy as np
import pytest

from basinet.analysis import alignment, koopman, paths
from basinet.core.sparse import random_sparse


def test_the_ends_of_a_path_are_the_networks_themselves():
    one, other = {"w": jnp.array([0.1, 0.7])}, {"w": jnp.array([0.3, -0.2])}
    assert paths.between(one, other, 0.0) is one
    assert paths.between(one, other, 1.0) is other
    np.testing.assert_allclose(paths.between(one, other, 0.5)["w"], [0.2, 0.25])
    np.testing.assert_allclose(paths.between(one, one, 0.3)["w"], one["w"], rtol=1e-6)


def test_the_squared_error_of_a_linear_readout_is_a_parabola_on_the_path():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((50, 6)), rng.standard_normal(50)
    one, other = (jnp.asarray(rng.standard_normal(6)) for _ in range(2))
    places = np.linspace(-0.2, 1.2, 9)
    errors = [np.mean((x @ np.asarray(paths.between(one, other, u)) - y) ** 2) for u in places]
    assert np.abs(np.diff(errors, n=3)).max() < 1e-5


def test_networks_of_unlike_wiring_have_no_path():
    import jax

    a, b = (random_sparse(12, 3, jax.random.key(seed)) for seed in (0, 1))
    with pytest.raises(ValueError, match="unlike synapses"):
        paths.between(a, b, 0.5)
    with pytest.raises(ValueError, match="differ in size"):
        paths.between({"w": jnp.zeros(3)}, {"w": jnp.zeros(4)}, 0.5)
    with pytest.raises(ValueError, match="unlike parts"):
        paths.between({"w": jnp.zeros(3)}, (jnp.zeros(3),), 0.5)


def test_a_barrier_stands_above_the_line_between_the_ends():
    places = np.array([-0.5, 0.0, 0.25, 0.5, 1.0, 1.5])
    assert paths.barrier(places, np.array([9, 0.4, 0.3, 0.5, 0.2, 9])) == pytest.approx(0.2)
    assert paths.barrier(places, np.array([9, 0.4, 0.35, 0.3, 0.2, 9])) == pytest.approx(0)
    with pytest.raises(ValueError, match="0 and 1 must be"):
        paths.barrier(np.array([0.1, 1.0]), np.array([0.0, 0.0]))


def spins(patterns: int, neurons: int, seed: int):
    return np.sign(np.random.default_rng(seed).standard_normal((patterns, neurons)))


def test_a_permuted_copy_is_matched_neuron_by_neuron():
    a = spins(80, 30, 0)
    order = np.random.default_rng(1).permutation(30)
    correlation = alignment.correlations(a, a[:, order])
    np.testing.assert_array_equal(order[alignment.matched(correlation)], np.arange(30))
    assert alignment.one_to_one(correlation) == pytest.approx(1)
    assert alignment.predicted(a, a[:, order], 1, 0) == pytest.approx(1)
    assert alignment.kernel_alignment(a, a[:, order]) == pytest.approx(1)
    assert alignment.procrustes_distance(a, a[:, order]) == pytest.approx(0, abs=1e-9)


def test_any_partner_is_at_least_as_good_as_one_of_ones_own_and_chance_is_not_nothing():
    a, b = spins(60, 25, 2), spins(60, 25, 3)
    correlation = alignment.correlations(a, b)
    assert alignment.one_to_any(correlation) >= alignment.one_to_one(correlation) > 0.1
    control = alignment.correlations(alignment.shuffled(a, 0), a)
    assert alignment.one_to_one(control) < 0.4
    assert sorted(alignment.shuffled(a, 0)[:, 3]) == sorted(a[:, 3])


def test_more_partners_explain_more_where_subspaces_are_shared():
    rng = np.random.default_rng(4)
    hidden = rng.standard_normal((300, 6))
    a, b = hidden @ rng.standard_normal((6, 20)), hidden @ rng.standard_normal((6, 20))
    few, many = (alignment.predicted(a, b, count, 0) for count in (1, 6))
    assert few < 0.9
    assert many > 0.999


def test_neurons_that_do_not_vary_correlate_with_nothing():
    a, b = spins(20, 3, 5), spins(20, 4, 6)
    a[:, 1] = 1.0
    correlation = alignment.correlations(a, b)
    np.testing.assert_array_equal(correlation[1], 0)
    assert np.isfinite(alignment.predicted(a, b, 2, 0))
    with pytest.raises(ValueError, match="exchange the two"):
        alignment.matched(correlation.T)


def test_networks_that_were_shown_other_patterns_are_refused(unchecked):
    with pytest.raises(ValueError, match="20 and 10 patterns"):
        alignment.correlations(spins(20, 3, 5), spins(10, 4, 6))
    with pytest.raises(ValueError, match="10 and 9 eigenvalues"):
        koopman.difference(np.ones(10, complex), np.ones(9, complex))


def linear_courses(matrix, starts: int, steps: int = 12):
    at = np.random.default_rng(7).standard_normal((len(matrix), starts))
    course = [at]
    for _ in range(steps - 1):
        course.append(matrix @ course[-1])
    return np.array(course)


A = np.array([[0.9, 0.2, 0.0], [-0.2, 0.9, 0.1], [0.0, 0.0, 0.5]])


def test_the_spectrum_of_a_linear_map_is_that_of_its_matrix():
    found = koopman.spectrum(linear_courses(A, 4), modes=3)
    np.testing.assert_allclose(
        np.sort_complex(found), np.sort_complex(np.linalg.eigvals(A)), atol=1e-12
    )


def test_conjugate_maps_have_the_same_spectrum_and_others_do_not():
    Q = np.random.default_rng(8).standard_normal((3, 3))
    one = koopman.spectrum(linear_courses(A, 4), 3)
    same = koopman.spectrum(linear_courses(Q @ A @ np.linalg.inv(Q), 4), 3)
    other = koopman.spectrum(linear_courses(A @ np.diag([1, 1, 1.6]), 4), 3)
    near, far = koopman.difference(one, same), koopman.difference(one, other)
    assert near.distance < 1e-9
    assert near.p == 1
    assert far.distance > 0.05
    assert koopman.difference(other, one).distance == pytest.approx(far.distance)


def test_delays_make_a_spectrum_of_what_was_not_measured():
    hidden = linear_courses(A, 6, 20)[:, :1]  # one of three quantities
    found = koopman.spectrum(hidden, modes=3, delays=2)
    np.testing.assert_allclose(
        np.sort_complex(found), np.sort_complex(np.linalg.eigvals(A)), atol=1e-6
    )


def test_spectra_that_are_told_apart_have_a_small_p():
    rng = np.random.default_rng(9)
    one = 0.2 + 0.01 * rng.standard_normal(10) + 0j
    assert koopman.difference(one, one + 0.5).p < 0.01
    assert koopman.difference(one, one + 0.002 * rng.standard_normal(10)).p > 0.05
    with pytest.raises(ValueError, match="modes is 4"):
        koopman.spectrum(linear_courses(A, 2), 4)
    with pytest.raises(ValueError, match="delays is 12"):
        koopman.with_delays(linear_courses(A, 2), 12)


def tangent_courses(mirror: bool, steps: int = 100, rate: float = 0.01):
    """Descent of sum_i tan x_i: the reference problem of arXiv 2302.09160."""
    along = np.linspace(0.1, 0.9, 5) if mirror else np.linspace(-2.3, -0.1, 5)
    at, course = np.array([(a, b) for a in along for b in along]).T, []
    low = 1 / steps
    for _ in range(steps):
        course.append(at)
        if mirror:  # the potential -log x: 1/x' = 1/x + rate f'(x)
            at = np.clip(1 / (1 / at + rate / np.cos(at) ** 2), low, 1)
        else:
            x = np.exp(at)
            at = np.clip(at - rate * x / np.cos(x) ** 2, np.log(low), 0)
    return np.array(course)


def test_mirror_descent_is_told_from_no_descent_but_not_from_its_conjugate():
    one, same = (koopman.spectrum(tangent_courses(m), 10, delays=4) for m in (True, False))
    halving = np.array([np.full((2, 25), 0.5) * 0.5**t for t in range(100)])
    other = koopman.spectrum(halving + 1e-9 * tangent_courses(True), 10, delays=4)
    near, far = koopman.difference(one, same), koopman.difference(one, other)
    assert near.distance < far.distance / 3
