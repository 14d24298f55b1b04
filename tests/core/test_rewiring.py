"""Synapses that move while a network learns."""

import itertools

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from basinet import Steered
from basinet.core import Blocks, Path, random_sparse
from basinet.core.group_recipes import Groups
from basinet.core.input_recipes import FanInFrom
from basinet.core.moving import AtRandom, ByCredit, Fixed, Magnitude
from basinet.core.recipes import FanIn, Unconnected
from basinet.core.rewiring import Rewired, notice, rewiring
from basinet.core.rewiring_rules import AnySynapse, LeastCredit, SmallestWeights
from basinet.core.sparse import from_synapses, random_sources
from basinet.learners import Problem
from basinet.learners.steered import Layers

RULES = [SmallestWeights(), LeastCredit(), AnySynapse()]
EVERY = {"share": 0.4, "memory": jnp.asarray(0.99), "every": 1, "times": 10**6}


def made(rule, targets=30, sources=30, fan_in=6, within=True, seed=0, **given) -> Rewired:
    key_a, key_b, key_c = jax.random.split(jax.random.key(seed), 3)
    drawn = random_sources(sources, targets, fan_in, key_a, without_self=within)
    couplings = from_synapses(drawn, jax.random.normal(key_b, drawn.shape), sources)
    return rewiring(couplings, rule, key_c, **(EVERY | given), own=int(within))


@eqx.filter_jit
def noticed(moved: Rewired, spins, x) -> Rewired:
    return moved.noticed(spins, x)


def shown(batch: int, neurons: int, seed: int):
    drawn = np.random.default_rng(seed).standard_normal((batch, neurons))
    return jnp.asarray(np.sign(drawn), jnp.float32)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_every_neuron_keeps_its_number_of_different_sources_and_none_is_itself(rule):
    moved = made(rule)
    before = np.asarray(moved.couplings.sources)
    for number in range(8):
        x = shown(8, 30, number)
        moved = noticed(moved, x, x)
    after = moved.couplings
    sources = np.asarray(after.sources)
    assert (sources != before).any()
    assert sources.shape == before.shape
    for i, row in enumerate(sources):
        assert len(set(row.tolist())) == len(row)
        assert i not in row
    assert np.diff(after.starts).sum() == 30 * 6
    again = from_synapses(after.sources, after.weights, 30)
    np.testing.assert_array_equal(again.outgoing, after.outgoing)
    dense = np.zeros((30, 30))
    dense[sources, np.arange(30)[:, None]] = after.weights
    x = shown(5, 30, 99)
    np.testing.assert_allclose(moved(x), np.asarray(x) @ dense, atol=1e-5)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_at_most_a_share_moves_and_what_moves_begins_at_nothing(rule):
    before = made(rule)
    after = noticed(before, shown(8, 30, 0), shown(8, 30, 0)).couplings
    new = np.asarray(after.sources) != np.asarray(before.couplings.sources)
    assert 0 < new.sum(axis=1).max() <= 2  # round(0.4 * 6)
    np.testing.assert_array_equal(np.asarray(after.weights)[new], 0)
    kept = ~new
    np.testing.assert_array_equal(
        np.asarray(after.weights)[kept], np.asarray(before.couplings.weights)[kept]
    )


def test_the_smallest_weights_go():
    before = made(SmallestWeights())
    after = noticed(before, shown(2, 30, 0), shown(2, 30, 0)).couplings
    gone = np.asarray(after.sources) != np.asarray(before.couplings.sources)
    sizes = np.abs(np.asarray(before.couplings.weights))
    for row, moved in zip(sizes, gone, strict=True):
        assert row[moved].max(initial=0) <= row[~moved].min()


def test_credit_finds_the_inputs_that_vary_where_only_some_do():
    """Ten of sixty inputs vary, and are what the neurons show; all others are constant."""
    moved = made(LeastCredit(), targets=12, sources=60, fan_in=4, within=False, every=40)
    live = np.arange(3, 13)
    rng = np.random.default_rng(0)
    for _ in range(400):
        x = np.ones((8, 60), np.float32)
        x[:, live] = np.sign(rng.standard_normal((8, 10)))
        spins = np.sign(x[:, live].sum(axis=1, keepdims=True) + 0.1) * np.ones((8, 12), np.float32)
        moved = noticed(moved, jnp.asarray(spins, jnp.float32), jnp.asarray(x))
    assert np.isin(moved.couplings.sources, live).all()
    assert np.isin(made(LeastCredit(), 12, 60, 4, False).couplings.sources, live).mean() < 0.5


def test_credit_is_the_covariance_of_all_that_was_seen():
    moved = made(LeastCredit(), every=30, memory=jnp.asarray(1.0))
    batches = [shown(2, 30, seed) for seed in range(20)]
    for x in batches:
        moved = noticed(moved, x, x)
    x = np.concatenate(batches)
    covariance = np.abs(np.cov(x.T, bias=True))
    contacts = moved.contacts
    both = np.concatenate([moved.couplings.sources, contacts.candidates], axis=1)
    expected = covariance[np.arange(30)[:, None], both]
    np.testing.assert_allclose(contacts.credit(moved.couplings.sources), expected, atol=1e-5)


def test_where_rewirings_are_far_apart_a_step_in_four_is_looked_at():
    seldom = made(LeastCredit(), every=600, memory=jnp.asarray(0.9))
    often = made(LeastCredit(), every=30, memory=jnp.asarray(0.9**4))
    for number in range(1, 13):
        x = shown(2, 30, number)
        seldom = noticed(seldom, x, x)
        if number % 4 == 0:
            often = noticed(often, x, x)
    np.testing.assert_allclose(seldom.contacts.products, often.contacts.products, atol=1e-6)
    assert not np.any(noticed(made(AnySynapse(), every=30), x, x).contacts.products)


def test_random_exchange_leaves_fan_out_as_chance_makes_it():
    moved = made(AnySynapse(), 400, 400, 10)
    for number in range(30):
        x = shown(2, 400, number)
        moved = noticed(moved, x, x)
    fan_out = np.diff(moved.couplings.starts)
    assert fan_out.sum() == 4000
    assert np.std(fan_out) == pytest.approx(10**0.5, rel=0.15)


def test_after_its_times_the_wiring_stays():
    moved = made(AnySynapse(), every=2, times=2)
    wirings = []
    for number in range(8):
        x = shown(4, 30, number)
        moved = noticed(moved, x, x)
        wirings.append(np.asarray(moved.couplings.sources))
    changes = [(one != other).any() for one, other in itertools.pairwise(wirings)]
    assert changes == [True, False, True, False, False, False, False]


def test_couplings_that_do_not_move_pay_nothing():
    block = random_sparse(20, 4, jax.random.key(0))
    group = Blocks((20,), (20,), (Path(0, 0),), (block,))
    assert notice(group, shown(2, 20, 0), shown(2, 20, 0)) is group
    assert Fixed().apply(group, jax.random.key(0), within=True) is group


@pytest.mark.parametrize("rule", [ByCredit, Magnitude, AtRandom])
def test_a_learner_moves_its_sparse_input_and_couplings_and_compiles_once(rule):
    wiring = Layers(within=FanIn(3), inputs=FanInFrom(5), rewire=rule(every=2, times=9))
    learner = Steered(hidden=20, wiring=wiring)
    state = learner.init(Problem(30, 2), jax.random.key(0))
    first = [np.asarray(b.couplings.sources) for b in blocks(state)]
    traces = []

    @eqx.filter_jit
    def step(state, x, y, key):
        traces.append(1)
        return learner.step(state, x, y, key)[0]

    for number in range(6):
        x, y = shown(4, 30, number), jnp.asarray([0, 1, 0, 1])
        state = step(state, x, y, jax.random.key(number))
    assert len(traces) == 1
    for one, block in zip(first, blocks(state), strict=True):
        assert (one != np.asarray(block.couplings.sources)).any()


def test_between_dense_groups_synapses_move_and_stay_between():
    groups = Groups(3, 4).build(18, jax.random.key(0))
    group = Blocks((18,), (18,), (Path(0, 0),), (groups,))
    moved = AtRandom(every=1).apply(group, jax.random.key(1), within=True)
    before = moved.blocks[0].blocks
    for number in range(5):
        x = shown(2, 18, number)
        moved = notice(moved, x, x)
    inside, across = moved.blocks[0].blocks
    assert type(inside) is Blocks
    sources = np.asarray(across.couplings.sources)
    assert (sources != np.asarray(before[1].couplings.sources)).any()
    assert np.all(sources // 6 != np.arange(18)[:, None] // 6)


def blocks(state):
    return [state.inputs.blocks[0], state.network.couplings.blocks[0]]


def test_what_cannot_be_rewired_is_refused():
    for share in (0.0, 1.0, 1.5):
        with pytest.raises(ValueError, match="must be between 0 and 1"):
            ByCredit(share=share)
    with pytest.raises(ValueError, match="every is 0"):
        Magnitude(every=0)
    with pytest.raises(ValueError, match="leaves a place free"):
        Steered(wiring=Layers(rewire=ByCredit()))
    with pytest.raises(ValueError, match="leaves a place free"):
        Steered(wiring=Layers(within=Unconnected(), rewire=AtRandom()))
    full = Steered(hidden=6, wiring=Layers(FanIn(5), inputs=FanInFrom(8), rewire=ByCredit()))
    with pytest.raises(ValueError, match="none can move; give fewer synapses"):
        full.init(Problem(8, 2), jax.random.key(0))
    with pytest.raises(ValueError, match="only 8"):
        Steered(wiring=Layers(inputs=FanInFrom(9))).init(Problem(8, 2), jax.random.key(0))
    with pytest.raises(ValueError, match="synapses is 0"):
        FanInFrom(0)
