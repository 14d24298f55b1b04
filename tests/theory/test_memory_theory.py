"""Theory of dense and modern memories: published numbers, identities, chains beside it, ranges."""

import jax
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad

from basinet import theory
from basinet.memories import DenseHopfield, thermal

TABLE = {3: (0.084063, 0.126095), 4: (0.013191, 0.032977), 5: (0.001645, 0.007199)}


@pytest.mark.parametrize("order", TABLE)
def test_capacities_are_those_of_the_table(order):
    assert_allclose(theory.dense_capacity(order), TABLE[order][0], atol=1e-6)
    assert_allclose(theory.dense_capacity(order, distinct=True), TABLE[order][1], atol=1e-6)


@pytest.mark.parametrize("distinct", [False, True])
def test_retrieval_at_temperature_zero_ends_at_the_capacity(distinct):
    load = theory.dense_capacity(3, distinct=distinct)
    assert theory.dense(0.999 * load, distinct=distinct).overlap > 0.8
    assert theory.dense(1.001 * load, distinct=distinct).overlap < 1e-3
    assert_allclose(theory.dense_boundary(0.0, distinct=distinct), load, rtol=2e-4)


def test_overlaps_with_load_temperature_and_examples():
    assert_allclose(theory.dense([0.06, 0.08]).overlap, [0.975, 0.907], atol=5e-4)
    assert_allclose(theory.dense([0.08, 0.12], distinct=True).overlap, [0.985, 0.907], atol=5e-4)
    assert_allclose(theory.dense(0.02, 3, [0.6, 1.2]).overlap, [0.998, 0.964], atol=5e-4)
    examples = [5, 10, 20, 40, 80]
    for teacher, wanted in (
        (True, [0.874, 0.964, 0.995, 1.0, 1.0]),
        (False, [0.805, 0.908, 0.966, 0.988, 0.995]),
    ):
        found = theory.dense(0.01, quality=0.6, examples=examples, teacher=teacher).overlap
        assert_allclose(found, wanted, atol=6e-4)


def test_a_teacher_never_adds_noise_and_one_example_needs_none():
    r, m = np.meshgrid([0.3, 0.6, 0.9], [1, 3, 20])
    for distinct in (False, True):
        given = {"quality": r, "examples": m, "distinct": distinct}
        # At one and the same state the noise with a teacher is the smaller one.
        with_, without = (
            theory.dense(1e-7, 3, 1e-3, teacher=teacher, **given).noise for teacher in (True, False)
        )
        assert (with_ <= without * (1 + 1e-6)).all()
        assert_allclose(with_[m == 1], without[m == 1], rtol=1e-6)


def test_the_overlap_with_examples_is_the_gaussian_integral_in_two_dimensions():
    """n = E (1 + sqrt(rho) y) tanh(..) by sums over a fine grid of y and z, to 8 deviations."""
    load, heat, r, copies = 0.004, 0.5, 0.6, 6
    found = theory.dense(load, 3, heat, quality=r, examples=copies)
    rho = (1 - r**2) / (copies * r**2)
    x = np.linspace(-8, 8, 641)
    w = np.exp(-(x**2) / 2)
    w = w / w.sum()
    y, z = np.meshgrid(x, x)
    field = 3 * found.examples**2 * (1 + np.sqrt(rho) * y) + np.sqrt(found.noise) * z
    inside = (1 + np.sqrt(rho) * y) * np.tanh(field / heat)
    assert_allclose(w @ inside @ w, found.examples, atol=1e-9)


@pytest.mark.parametrize("heat", [0.02, 0.3, 0.99, 1.01, 1.5])
def test_overlaps_at_any_temperature_are_those_of_adaptive_integration(heat):
    """m and q of a field of width sqrt(v) near 1, below which and above which T lies."""
    found = theory.dense(0.05, 3, heat)
    field, width = 3 * found.examples**2, np.sqrt(found.noise)

    def mean(power):
        def inside(z):
            return np.exp(-(z**2) / 2) * np.tanh((field + width * z) / heat) ** power

        edge = [-field / width]
        return quad(inside, -12, 12, points=edge, epsabs=1e-12, limit=500)[0] / np.sqrt(2 * np.pi)

    assert_allclose([mean(1), mean(2)], [found.overlap, found.order], atol=1e-9)


def test_at_low_temperature_overlaps_go_to_those_at_zero():
    """m, n, q and v at T = 1e-4; q falls with beta (1 - q) T, below T for this field."""
    given = {"quality": 0.6, "examples": 6}
    none, some = theory.dense(0.004, 3, 0.0, **given), theory.dense(0.004, 3, 1e-4, **given)
    assert_allclose(some, none, atol=1e-4)


def test_without_load_and_noise_the_overlap_solves_the_mean_field_equation_and_jumps():
    for heat in (0.5, 1.0, 1.7):
        m = theory.dense(0.0, 3, heat).overlap
        assert_allclose(m, np.tanh(3 * m**2 / heat), atol=1e-9)
        assert m > 0.7
    assert theory.dense(0.0, 3, 1.76).overlap < 1e-6
    low = theory.dense(0.0, 3, 0.5, start=0.05).overlap
    assert low < 1e-6


def test_the_boundary_bends_back_at_low_temperature():
    # By sums over 20,001 points of z and a root in the field: 81 nodes give 0.0890 at T = 0.25.
    assert_allclose(
        theory.dense_boundary([0.25, 0.5, 1.0, 1.5]),
        [0.08810783, 0.08862869, 0.07486875, 0.03275293],
        rtol=1e-6,
    )


def test_retrieval_ends_at_the_boundary():
    given = {"quality": 0.6, "examples": 5}
    for heat, learning in ((0.5, {}), (1.0, {"distinct": True}), (0.5, given)):
        load = theory.dense_boundary(heat, **learning)
        inside, outside = theory.dense([0.998 * load, 1.002 * load], 3, heat, **learning).overlap
        assert inside > 0.3 > outside
    assert theory.dense_boundary(1.76) == 0


def test_without_a_teacher_examples_help_up_to_a_load_that_their_quality_sets():
    few, enough = (
        theory.dense_boundary(0.0, quality=0.5, examples=m, teacher=False) for m in (15, 16)
    )
    assert few < 0.01 < enough
    # With infinitely many v = alpha g'(r^2 q)/r^4, and g'(1) of exact archetypes is 27.
    most = theory.dense_capacity(3) * 27 / (18 + 9 / 0.3**4)
    many = theory.dense_boundary(0.0, quality=0.3, examples=10**7, teacher=False)
    assert_allclose(many, most, rtol=1e-4)
    assert_allclose(theory.dense_boundary(0.0, quality=0.3, examples=1), 0.0, atol=1e-12)
    assert theory.dense_boundary(0.0, quality=0.3, examples=2) > 0.01


@pytest.mark.parametrize(("load", "overlap"), [(0.02, 0.9990), (0.04, 0.9907)])
def test_chains_of_a_dense_network_have_the_overlap_of_the_theory(load, overlap):
    """P = 3, T = 0.5, N = 100, from the archetype."""
    n, heat = 100, 0.5
    rng = np.random.default_rng(1)
    patterns = rng.choice([-1.0, 1.0], (round(load * n**2), n)).astype(np.float32)
    memory = DenseHopfield(order=3)
    state = memory.store(patterns, None, jax.random.key(0))
    chain = thermal(
        memory, state, patterns[:8], patterns[:8], heat, sweeps=12, burn=6, key=jax.random.key(2)
    )
    found = np.diagonal(chain.overlaps, axis1=1, axis2=2).mean()
    assert_allclose(found, theory.dense(load, 3, heat).overlap, atol=0.015)
    assert_allclose(theory.dense(load, 3, heat).overlap, overlap, atol=2e-3)


def test_exponential_capacities_are_those_of_the_formulas():
    assert_allclose(theory.exponential_capacity(1.0, 0.6), 0.192745, atol=1e-6)
    assert_allclose(theory.exponential_capacity(0.3), 0.3 - np.log(np.cosh(0.3)), rtol=1e-12)
    assert_allclose(theory.exponential_capacity(1e3), np.log(2), rtol=1e-12)
    p = np.linspace(0, 1, 7)
    assert_allclose(
        theory.exponential_capacity(700.0, p), theory.nearest_neighbour_capacity(p), atol=1e-12
    )
    assert_allclose(theory.sphere_capacity(20, 1.0, 3.0), 3.1546, atol=1e-4)
    assert_allclose(theory.sphere_capacity(75), 1.3718, atol=1e-4)


@pytest.mark.parametrize(
    ("beta", "ratios"), [(0.3, (0.94, 0.80, 0.51, 0.22)), (0.5, (0.98, 0.88, 0.51, 0.13))]
)
def test_a_pattern_keeps_half_of_the_weight_at_the_capacity(beta, ratios):
    """N = 20, the weight of the own pattern at 0.5, 0.75, 1 and 1.25 of the capacity."""
    n, rng = 20, np.random.default_rng(0)
    for part, wanted in zip((0.5, 0.75, 1.0, 1.25), ratios, strict=True):
        count, own = round(np.exp(part * theory.exponential_capacity(beta) * n)), []
        for _ in range(150):
            patterns = rng.choice([-1.0, 1.0], (count, n))
            weights = np.exp(beta * (patterns @ patterns[0] - n))
            own.append(weights[0] / weights.sum())
        assert_allclose(np.mean(own), wanted, atol=0.06)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: theory.dense(0.1, 2), "order is 2, where other equations hold"),
        (lambda: theory.dense(-0.1), r"load is -0\.1"),
        (lambda: theory.dense(0.1, quality=0.0), r"quality is 0\.0"),
        (lambda: theory.dense(0.1, start=0.0), r"start is 0\.0"),
        (lambda: theory.dense(0.1, 3, -1.0), r"temperature is -1\.0"),
        (lambda: theory.dense_capacity(2), "order is 2"),
        (lambda: theory.exponential_capacity(0.0), r"beta is 0\.0"),
        (lambda: theory.exponential_capacity(1.0, 1.5), r"overlap is 1\.5"),
        (lambda: theory.sphere_capacity(20, radius=0.0), r"radius is 0\.0"),
        (lambda: theory.multitask(1.0), r"dilution is 1\.0"),
        (lambda: theory.multitask(0.3, 10), "patterns is 10; expected at most 9"),
        (lambda: theory.attention(1.0, 0), "steps is 0"),
        (lambda: theory.attention(1.0, 5, size=100), "size is 100; expected a multiple of the 3"),
        (
            lambda: theory.AttentionWeights(np.ones((4, 3, 2)), np.zeros((4, 3, 2))),
            r"positions holds 0\.0",
        ),
        (
            lambda: theory.AttentionWeights(np.ones((4, 2, 2)), np.ones((4, 3, 2))),
            "2 features and positions 3",
        ),
    ],
)
def test_arguments_out_of_range_are_refused_by_name(act, message):
    with pytest.raises(ValueError, match=message):
        act()
