import jax
import jax.numpy as jnp
import numpy as np
import pytest
import search_oracles as oracle
from numpy.testing import assert_allclose, assert_array_equal

from basinet.search import FocusingBP, ReinforcedBP, find_fixed_points
from basinet.search.focusing import through_centre
from basinet.search.messages import Messages, constrain, iterate
from basinet.search.method import task

N = 30
J = oracle.random_couplings(11, N)
KEY = jax.random.key(12)


def as_messages(vectors):
    return Messages(*(jnp.asarray(np.asarray(one)[None], jnp.float32) for one in vectors))


def moderate(seed):
    """Messages as they are on the way: decided neither fully nor at all."""
    rng = np.random.default_rng(seed)
    scales = [0.9, 0.8, 1.0, 0.5]
    m, *others = (scale * rng.normal(size=N) for scale in scales)
    return np.tanh(m), *others


@pytest.mark.parametrize("b", [-0.3, 0.0, 0.4, 1.2])
@pytest.mark.parametrize("damping", [0.0, 0.3])
def test_one_iteration_is_the_literal_transcription(b, damping):
    hold = b + np.linspace(-0.1, 0.1, N)
    at, h0 = moderate(1), 0.02 * np.random.default_rng(2).normal(size=N)
    m, g, theta, total = oracle.belief_propagation(J, hold, at, h0, damping)
    before, row = as_messages(at), jnp.asarray(h0[None], jnp.float32)
    new, field = iterate(
        task(J, hold),
        before,
        before.m @ jnp.asarray(J.T, jnp.float32),
        row,
        jnp.asarray(damping, jnp.float32),
    )
    for ours, expected in [(new.m, m), (new.g, g), (new.theta, theta), (field, total)]:
        assert_allclose(ours[0], expected, rtol=2e-4, atol=2e-5)
    assert_array_equal(new.ext, before.ext)


def run_naively(follow, b, start, h0, iterations, damping):
    """All iterations in float64 up to the first candidate that is a fixed point."""
    n = len(start)
    m, g, theta, ext = (np.zeros(n) for _ in range(4))
    candidate = start
    for t in range(iterations):
        if not oracle.unstable(J, b, 0.0, candidate):
            return candidate, t
        m, g, theta, total = oracle.belief_propagation(J, b, (m, g, theta, ext), h0, damping)
        ext = follow(total, ext, t)
        candidate = np.where(total < 0, -1, 1)
    return candidate, iterations


@pytest.mark.parametrize("b", [0.3, 0.8])
@pytest.mark.parametrize("name", ["reinforced", "focusing"])
def test_a_short_search_is_that_of_the_literal_transcription(name, b):
    """Long enough to find a fixed point, short enough that rounding does not grow."""
    hold, start = np.full(N, b), oracle.random_states(13, 1, N)
    draw = jax.random.normal(jax.random.fold_in(KEY, 0), (N,))
    method, follow = {
        "reinforced": (
            ReinforcedBP(rate=0.02, max_iterations=60, damping=0.1, field=0.05),
            lambda H, ext, t: oracle.reinforce(H, 0.02, t),
        ),
        "focusing": (
            FocusingBP(rungs=12, iterations_per_rung=4, damping=0.1, field=0.05),
            lambda H, ext, t: oracle.through_centre(H, ext, min(t // 4 / 12, 0.999)),
        ),
    }[name]
    h0 = 0.05 * np.abs(np.asarray(draw)) * start[0]
    s, made = run_naively(follow, hold, start[0], h0, method.max_iterations, 0.1)
    end = method.attempt(task(J, hold), jnp.asarray(start, jnp.float32), KEY)
    assert 1 < made < method.max_iterations
    assert_array_equal(end.spins[0], s)
    assert end.steps[0] == made


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.95, 0.999])
def test_the_field_through_the_centre_is_the_literal_transcription(rho):
    fields = np.array([-12.0, -2.0, -0.3, 0.0, 1e-3, 0.7, 5.0])
    ext = np.linspace(-1, 1, len(fields))
    expected = oracle.through_centre(fields, ext, rho)
    ours = through_centre(
        jnp.asarray((fields - ext)[None], jnp.float32), jnp.asarray(rho, jnp.float32)
    )
    assert_allclose(ours[0], expected, rtol=2e-3, atol=1e-6)


def test_without_a_seed_field_nothing_breaks_the_symmetry():
    """m = 0 is a solution: from silence and without h0 all messages stay zero."""
    silent = as_messages([np.zeros(N)] * 4)
    zeros = jnp.zeros((1, N))
    new, total = iterate(task(J, np.full(N, 0.5)), silent, zeros, zeros, jnp.asarray(0.0))
    assert not np.any(total)
    assert not np.any(new.m)


@pytest.mark.parametrize("field", [-1e3, -30.0, 0.0, 30.0, 1e3])
@pytest.mark.parametrize("theta", [-1e6, 0.0, 1e6])
@pytest.mark.parametrize("variance", [1e-6, 1.0])
def test_reports_stay_finite_where_all_is_decided(field, theta, variance):
    def row(value):
        return jnp.full((1, 3), value, jnp.float32)

    report = constrain(
        jnp.full(3, 0.5), row(field), row(theta), jnp.full((1, 1), variance, jnp.float32)
    )
    for value in (report.g, report.own, report.reaction):
        assert np.isfinite(value).all()


def solved(method, self_coupling, count, n=500):
    rng = np.random.default_rng(4)
    networks = [oracle.random_couplings(rng, n) for _ in range(count)]
    found = [find_fixed_points(one, self_coupling, method=method, seed=3) for one in networks]
    return sum(bool(one.certified[0]) for one in found)


@pytest.mark.parametrize(
    ("method", "least", "count"), [(ReinforcedBP(), 4, 5), (FocusingBP(rungs=20), 1, 1)]
)
def test_message_passing_solves_500_neurons_where_relaxation_cannot(method, least, count):
    """Golden at 0.3: 15 of 16 and, with 60 rungs, 12 of 12; relaxation solves none at 0.4."""
    assert solved(method, 0.3, count) >= least


def test_reinforced_propagation_solves_no_500_neurons_at_0_05():
    """Golden: 0 of 16."""
    assert solved(ReinforcedBP(), 0.05, 2) == 0


@pytest.mark.slow
def test_focusing_propagation_solves_no_500_neurons_at_0_05():
    """Golden: 0 of 12."""
    assert solved(FocusingBP(), 0.05, 6) == 0


@pytest.mark.slow
@pytest.mark.parametrize("self_coupling", [0.3, 0.5, 0.8, 1.0])
def test_damped_focusing_also_solves_large_self_couplings(self_coupling):
    """Golden with damping 0.3: all of 6 to 12."""
    assert solved(FocusingBP(), self_coupling, 6) >= 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("self_coupling", "least", "most"), [(0.05, 0, 0), (0.1, 0, 3), (0.2, 8, 10), (0.3, 9, 10)]
)
def test_reinforced_propagation_of_1000_neurons_begins_to_succeed_between_0_1_and_0_2(
    self_coupling, least, most
):
    """Golden: 0, 0, 10 and 10 of 10."""
    method = ReinforcedBP(rate=0.002, max_iterations=800)
    assert least <= solved(method, self_coupling, 10, n=1000) <= most
