"""Theory of memories: published and measured numbers, identities, and simulations beside it."""

import itertools

import jax
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.optimize import minimize

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
    rho = (1 - r**2) / (m * r**2)
    several = (1 - r**6) / (m * r**6)
    assert ((1 + rho) ** 3 <= 1 + several + 1e-12).all()


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


def test_several_patterns_at_once_in_the_hierarchy_and_in_parallel():
    assert_allclose(theory.multitask(0.3).overlaps, [0.7, 0.21, 0.063], atol=1e-9)
    assert_allclose(theory.hierarchy(0.3), [0.7, 0.21, 0.063], atol=1e-12)
    assert_allclose(theory.multitask(0.65).overlaps, [0.329, 0.249, 0.169], atol=6e-4)
    assert_allclose(theory.multitask(0.8, 3, 0.05).overlaps, [0.1636] * 3, atol=1e-4)
    near = theory.multitask(0.3, 3, np.array([0.9, 0.99, 1.01]) * 0.7).overlaps[:, 0]
    assert_allclose(near, [0.368, 0.121, 0.0], atol=6e-4)
    noisy = theory.multitask(0.3, 3, 0.1, data_noise=[0.0, 0.5]).overlaps
    assert_allclose(noisy, [[0.700, 0.203, 0], [0.326, 0.326, 0.326]], atol=6e-4)
    assert_allclose(
        theory.multitask(0.3, 3, 0.1, data_noise=0.15).overlaps, [0.661, 0.225, 0.059], atol=6e-4
    )


def test_overlaps_at_once_are_a_minimum_of_the_free_energy_and_the_lowest_one():
    """By sums over 4001 points of z; 41 Gauss-Hermite nodes give (.370, .343, .261) at rho = .5."""
    z = np.linspace(-9, 9, 4001)
    normal = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    columns = np.array(list(itertools.product((-1.0, 0.0, 1.0), repeat=3)))
    blanks = (columns == 0).sum(axis=1)
    chances, heat = 0.3**blanks * 0.35 ** (3 - blanks), 0.1

    def free_energy(n, rho):
        width = np.sqrt(rho * (columns**2 @ n**2))
        x = (np.abs(columns @ n)[:, None] + width[:, None] * z) / heat
        return n @ n / 2 - heat * chances @ (np.logaddexp(x, -x) @ normal)

    starts = [np.full(3, 0.3), *np.random.default_rng(0).random((6, 3))]
    for rho in (0.3, 0.4, 0.5):
        found = theory.multitask(0.3, 3, heat, data_noise=rho).examples
        others = [minimize(free_energy, start, args=(rho,)) for start in starts]
        assert free_energy(found, rho) <= min(other.fun for other in others) + 1e-9
        if rho > 0.35:  # there is no other minimum
            ends = [np.sort(np.abs(other.x))[::-1] for other in others]
            assert_allclose(ends, [found] * len(ends), atol=2e-3)


def test_the_hierarchy_ends_where_the_weak_patterns_outweigh_the_strong_one():
    ends = [1.0, 0.618034, 0.543689, 0.518790, 0.508660, 0.502017]
    assert_allclose(theory.hierarchy_end([2, 3, 4, 5, 6, 8]), ends, atol=1e-6)
    for count in (3, 5):
        end = theory.hierarchy_end(count)
        inside, outside = (theory.multitask(d, count).overlaps for d in (end - 0.01, end + 0.01))
        assert_allclose(inside, theory.hierarchy(end - 0.01, count), atol=1e-9)
        assert np.abs(outside - theory.hierarchy(end + 0.01, count)).max() > 1e-3


def test_without_blanks_one_pattern_is_retrieved_as_in_the_ordinary_network():
    for heat in (0.2, 0.7):
        m = theory.multitask(0.0, 2, heat).overlaps
        assert_allclose(m[0], np.tanh(m[0] / heat), atol=1e-9)
        assert_allclose(m[1], 0, atol=1e-9)


def test_a_network_retrieves_three_diluted_patterns_in_the_hierarchy():
    """d = 0.3, T = 0: (0.7, 0.21, 0.063), sampling spread 1/sqrt(N)."""
    n = 4000
    rng = np.random.default_rng(0)
    patterns = rng.choice([-1, 0, 1], (3, n), p=[0.35, 0.3, 0.35]).astype(np.float32)
    start = np.where(patterns[:1] == 0, rng.choice([-1, 1], (1, n)), patterns[:1])
    memory = DenseHopfield(order=2)
    state = memory.store(patterns, None, jax.random.key(0))
    chain = thermal(memory, state, start, patterns, 0.0, sweeps=1, burn=10, key=jax.random.key(1))
    found = np.sort(np.abs(chain.overlaps[-1, 0]))[::-1]
    assert_allclose(found, theory.multitask(0.3).overlaps, atol=3 / np.sqrt(n))


def test_lower_energy_is_lower_squared_loss():
    """L+ L- = a^2 - m^2 with L+- = |xi -+ s|^2/(2N), a = (|xi|^2 + N)/(2N), for every state."""
    rng = np.random.default_rng(0)
    patterns, n = rng.choice([-1, 0, 1], (4, 50)), 50
    s = rng.choice([-1, 1], 50)
    plus, minus = (np.sum((patterns - sign * s) ** 2, axis=1) / (2 * n) for sign in (1, -1))
    size = (np.sum(patterns**2, axis=1) + n) / (2 * n)
    assert_allclose(plus * minus, size**2 - (patterns @ s / n) ** 2, atol=1e-15)


def test_attention_has_the_cycles_and_the_signs_of_the_reference():
    beta = [0.5, 1.0, 1.26451, 1.27, 1.28]
    found = theory.attention(beta, 6000, transient=4000)
    assert found.period.tolist() == [4, 4, 44, 28, 0]
    assert_allclose(found.exponent[:2], [-0.327, -0.083], atol=0.01)
    assert (found.exponent[2:4] < 0).all()
    assert found.exponent[4] > 0.1
    assert found.overlaps.shape == (6000, 5, 4, 3)


def test_finite_tokens_approach_the_infinite_course_as_one_over_the_root():
    def output(**given):
        return theory.attention(1.0, 10, transient=0, **given).overlaps[:, 0]

    exact = output()
    spread = [
        np.sqrt(np.mean([(output(size=n, seed=s) - exact) ** 2 for s in range(40)]))
        for n in (300, 30000)
    ]
    assert_allclose(spread, [0.120, 0.013], rtol=0.35)
    assert_allclose(spread[0] / spread[1], 10, rtol=0.35)


def test_attention_in_its_limits():
    zero = theory.attention(0.0, 5, transient=1, position=0.0)
    assert_allclose(zero.overlaps, 0)
    even = theory.attention(1.2, 40, transient=0, gamma=0.0, position=0.0).overlaps
    weights = theory.AttentionWeights()
    tokens = weights.tokens
    for t in (10, 25):
        means = np.tanh(1.2 * even[t - 3 : t + 1, 1].mean(axis=0) @ tokens[0])
        assert_allclose(even[t + 1], tokens @ means / 3, atol=1e-12)
    flipped = theory.AttentionWeights(weights.tokens * np.array([1, -1, 1]), weights.positions)
    start, other = (
        theory.attention(1.2, 30, transient=0, weights=w).overlaps for w in (weights, flipped)
    )
    assert_allclose(other, start, atol=1e-9)


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
