"""The short cut of `relax` for neurons that do not hear of one another, against its loop."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet.core import (
    Blocks,
    Frozen,
    Hold,
    Network,
    OneToOne,
    Outcome,
    Path,
    RampOff,
    RandomSubset,
    Sequential,
    StepOff,
    Stimulus,
    Synchronous,
    certify,
    constant,
    relax,
    silent,
)
from basinet.core.dynamics import are_apart
from basinet.core.recipes import Unconnected
from basinet.core.relax import _loop

KEY, N, BATCH = jax.random.key(0), 6, 40
APART = Blocks((N,), (N,), (), ())
RULES = [Synchronous(), Sequential(block=4)]
OWN = {
    "no self-coupling": jnp.zeros(N),
    "one self-coupling": jnp.full(N, 0.5),
    "one for each neuron": jnp.asarray([0.0, 0.5, 1.0, 0.0, 2.0, 0.25]),
}
settle, in_general = eqx.filter_jit(relax), eqx.filter_jit(_loop)


def placed(kind):
    """Starts: silent, of both signs, or some neurons silent."""
    rng = np.random.default_rng(1)
    choice = {"silent": [0.0], "of both signs": [-1.0, 1.0], "mixed": [-1.0, 0.0, 1.0]}[kind]
    return jnp.asarray(rng.choice(choice, (BATCH, N)), jnp.float32)


def fields(silent_share):
    """Fields in steps of 1/4, so that they may cancel a self-coupling; some neurons have none."""
    rng = np.random.default_rng(2)
    field = rng.integers(1, 9, (BATCH, N)) / 4 * rng.choice([-1, 1], (BATCH, N))
    return jnp.asarray(np.where(rng.random((BATCH, N)) < silent_share, 0, field), jnp.float32)


def assert_same(one, other):
    assert_array_equal(one.spins, other.spins)
    assert_array_equal(one.sweeps, other.sweeps)
    assert_array_equal(one.outcome, other.outcome)
    assert_array_equal(one.configuration.recurrent, other.configuration.recurrent)
    for mine, theirs in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True):
        assert (mine.shape, mine.dtype) == (theirs.shape, theirs.dtype)


@pytest.mark.parametrize("silent_share", [0.0, 0.1], ids=["all driven", "some without a field"])
@pytest.mark.parametrize("start", ["silent", "of both signs", "mixed"])
@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("max_sweeps", [0, 1, 2, 5])
@pytest.mark.parametrize("rule", RULES, ids=["synchronous", "sequential"])
def test_the_short_cut_ends_where_the_loop_does(rule, max_sweeps, own, start, silent_share):
    network, spins = Network(APART, OWN[own]), placed(start)
    given = network, rule, constant(fields(silent_share)), network.place(spins), KEY
    found = settle(*given, max_sweeps=max_sweeps)
    assert_same(found, in_general(*given, max_sweeps))
    assert_same(certify(network, given[2], found), found)


@pytest.mark.parametrize("rule", RULES, ids=["synchronous", "sequential"])
def test_the_examples_end_in_every_way_that_there_is(rule):
    """Guards the test above. A silent neuron without a field is in no state."""
    network = Network(APART, OWN["one for each neuron"])
    stimulus = constant(fields(0.1))
    end = settle(network, rule, stimulus, network.place(placed("mixed")), KEY, max_sweeps=5)
    never = Outcome.CYCLE if rule.is_deterministic() else Outcome.OUT_OF_TIME
    assert set(np.asarray(end.outcome)) == {Outcome.FIXED_POINT, never}
    assert {1, 5} <= set(np.asarray(end.sweeps)) <= {0, 1, 5}
    assert_array_equal(end.outcome == never.value, jnp.any(end.spins == 0, axis=1))


def test_what_is_settled_already_makes_no_sweep():
    network, field = Network(APART, jnp.asarray(0.5)), fields(0.0)
    start = network.place(jnp.sign(field))
    end = settle(network, Synchronous(), constant(field), start, KEY, max_sweeps=5)
    assert_array_equal(end.sweeps, 0)
    assert_array_equal(end.outcome, Outcome.FIXED_POINT.value)


@pytest.mark.parametrize(
    ("rule", "envelope"),
    [(RandomSubset(0.5), Hold()), (Synchronous(), StepOff(2)), (Sequential(), RampOff(0, 3))],
    ids=["a random subset", "a field that is withdrawn", "a field that fades"],
)
def test_where_one_sweep_is_not_enough_there_is_no_short_cut(rule, envelope):
    network = Network(APART, jnp.asarray(0.5))
    stimulus = Stimulus(fields(0.0), -2 * fields(0.0), envelope)
    given = network, rule, stimulus, silent(BATCH, N), KEY
    found = settle(*given, max_sweeps=5)
    assert_same(found, in_general(*given, 5))
    assert int(found.sweeps.max()) > 1


def test_only_an_arrangement_without_blocks_is_apart():
    assert are_apart(APART)
    assert are_apart(Frozen(APART))
    assert are_apart(Blocks((N,), (N,), (Path(0, 0),), (APART,)))
    assert are_apart(Unconnected().build(N, KEY))
    assert not are_apart(Blocks((N,), (N,), (Path(0, 0),), (OneToOne(jnp.zeros(()), N),)))
