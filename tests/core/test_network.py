import jax.numpy as jnp
import naive
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Network, Recurrent, align, silent


def network(J, self_coupling):
    return Network(Recurrent(jnp.asarray(J.T)), jnp.asarray(self_coupling, jnp.float32))


@pytest.mark.parametrize("self_coupling", [0.5, [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]])
def test_field_is_the_sum_of_the_others_the_neuron_itself_and_the_stimulus(self_coupling):
    J, s = naive.random_couplings(1, 6), naive.random_spins(2, 3, 6)
    external = np.random.default_rng(3).normal(size=(3, 6))
    net = network(J, self_coupling)
    own = np.broadcast_to(self_coupling, 6)
    expected = [naive.field(J, own, external[b], s[b]) for b in range(3)]
    assert_allclose(
        net.field(net.place(jnp.asarray(s)), jnp.asarray(external)), expected, atol=1e-6
    )


def test_the_field_follows_spins_that_move():
    net = network(naive.random_couplings(1, 30), 0.5)
    before, after = (jnp.asarray(naive.random_spins(seed, 4, 30)) for seed in (2, 3))
    moved, placed = net.move(net.place(before), after), net.place(after)
    assert_array_equal(moved.spins, placed.spins)
    assert_allclose(moved.recurrent, placed.recurrent, atol=1e-5)


def test_settled_is_decided_for_each_pattern_by_its_worst_spin():
    net = network(np.zeros((3, 3)), 0.0)
    external = jnp.array([[1.0, -1.0, 1.0], [1.0, -1.0, -0.1]])
    now = net.place(jnp.array([[1.0, -1.0, 1.0], [1.0, -1.0, 1.0]]))
    assert_array_equal(net.settled(now, external), [True, False])


def test_a_self_coupling_above_the_rest_of_the_field_holds_any_state():
    J, s = naive.random_couplings(1, 8), jnp.asarray(naive.random_spins(2, 50, 8))
    strongest = np.abs(J).sum(axis=1).max()
    bound, free = network(J, strongest + 0.01), network(J, 0.0)
    assert_array_equal(bound.settled(bound.place(s), jnp.zeros((50, 8))), True)
    assert not free.settled(free.place(s), jnp.zeros((50, 8))).all()


def test_align_takes_the_sign_and_keeps_the_spin_at_zero_field():
    field, spins = jnp.array([[2.0, -0.1, 0.0, 0.0, 0.0]]), jnp.array([[-1.0, 1.0, 1.0, -1.0, 0.0]])
    assert_array_equal(align(field, spins), [[1, -1, 1, -1, 0]])


def test_silence_has_neither_spins_nor_field():
    start = silent(2, 3)
    assert_array_equal(start.spins, np.zeros((2, 3)))
    assert_array_equal(start.recurrent, np.zeros((2, 3)))
