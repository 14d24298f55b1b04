"""Steps of other wirings against the naive oracle, and wirings that do not fit."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import oracle
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import RandomSubset
from basinet.core.input_recipes import Patches
from basinet.core.recipes import Excitatory, Excited, FanIn, Projection
from basinet.learners import Problem
from basinet.learners.steered import ByLabel, Grid, Layers, Line, Steered

KEY = jax.random.key(0)
init, step = eqx.filter_jit(Steered.init), eqx.filter_jit(Steered.step)
trial = eqx.filter_jit(Steered.trial)
SETTINGS = {
    "hidden": (20, 20),
    "self_coupling": (0.6, 0.0),
    "excitation": 1.3,
    "input_gain": 2.0,
    "feedback_gain": 2.0,
    "sweeps": 5,
    "rate": 0.3,
    "decay": 0.5,
    "teaching": ByLabel(margin=0.4, readout_margin=1.0),
}
PARTIAL = {
    "end to end": {"input_to": (0,), "feedback_to": (1,), "readout_from": (1,)},
    "one end": {"input_to": (1,), "feedback_to": (1,), "readout_from": (0,)},
}


def task(seed, batch=5):
    """Random patterns of 9 features with labels from 3 classes."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(batch, 9)).astype(np.float32)
    return jnp.asarray(x), jnp.asarray(rng.integers(0, 3, batch), jnp.int32)


def by_layer(group, end, layers):
    """The matrices of a group of blocks, [target, source], zero where a layer has none."""
    shape = np.asarray(group.blocks[0].weights).T.shape
    found = [np.zeros(shape) for _ in range(layers)]
    for path, block in zip(group.paths, group.blocks, strict=True):
        found[getattr(path, end)] = np.asarray(block.weights, float).T
    return found


def weights_of(state):
    layers = len(state.network.couplings.sources)
    J = [np.asarray(b.weights, float).T for b in state.network.couplings.blocks[:layers]]
    inputs, feedback = (by_layer(g, "target", layers) for g in (state.inputs, state.feedback))
    return oracle.Weights(J, inputs, feedback, by_layer(state.readout, "source", layers))


def without_missing(weights, wiring):
    """The oracle's weights with those set to zero that the wiring does not have."""
    for group, kept in ((weights.W_in, wiring.input_to), (weights.W_out, wiring.readout_from)):
        for layer, matrix in enumerate(group):
            if kept is not None and layer not in kept:
                matrix[:] = 0
    return weights


@pytest.mark.parametrize("name", PARTIAL)
def test_steps_with_input_feedback_and_readout_at_some_layers_are_those_of_the_oracle(name):
    """And with another self-coupling in each layer."""
    wiring = Layers(**PARTIAL[name])
    learner = Steered(**SETTINGS, wiring=wiring)
    state = init(learner, Problem(9, 3), KEY)
    expected = weights_of(state)
    for number in range(3):
        x, y = task(number)
        ways = [
            oracle.path(expected, learner, *p) for p in zip(*map(np.asarray, (x, y)), strict=True)
        ]
        found = np.asarray(trial(learner, state, x, y, KEY).spins)
        assert_array_equal(found.reshape(len(ways[0]), 5, 2, 20), np.moveaxis(ways, 0, 1))
        expected = oracle.step(expected, learner, np.asarray(x), np.asarray(y))
        expected = without_missing(expected, wiring)
        state, _ = step(learner, state, x, y, KEY)
        for part in ("J", "W_in", "W_back", "W_out"):
            actual = getattr(weights_of(state), part)
            assert_allclose(actual, getattr(expected, part), atol=1e-5, err_msg=part)


def test_under_a_random_subset_every_sweep_moves_the_same_neurons_of_all_patterns_to_their_field():
    """Each neuron keeps its spin in all patterns or aligns in all; the step is the oracle's."""
    learner = Steered(**SETTINGS, dynamics=RandomSubset(0.7))
    state = init(learner, Problem(9, 3), KEY)
    weights, (x, y) = weights_of(state), task(1, batch=6)
    found = np.asarray(trial(learner, state, x, y, KEY).spins, float).reshape(-1, 6, 2, 20)
    clamped = 2.0 * np.eye(3)[np.asarray(y)] - 1
    shares = []
    for t in range(len(found)):
        before = found[t - 1] if t else np.zeros((6, 2, 20))
        moved, aligned = np.zeros((2, 20), bool), np.zeros((6, 2, 20))
        for b in range(6):
            if 2 <= t < 5:
                guess = np.sign(oracle.readout_field(weights, found[0, b]))
                label, amplitude = (guess if t == 2 else clamped[b]), 1.0
            else:
                label, amplitude = np.zeros(3), 0.0
            aligned[b], _ = oracle.sweep(
                weights, learner, np.asarray(x[b]), before[b], label, amplitude
            )
            moved |= (found[t, b] != before[b]) & (found[t, b] == aligned[b])
        assert_array_equal(found[t], np.where(moved, aligned, before))
        shares.append(moved[(aligned != before).any(axis=0)].mean())
    assert_allclose(shares[0], 0.7, atol=4 * np.sqrt(0.7 * 0.3 / 40))
    expected = oracle.step(
        weights, learner, np.asarray(x), np.asarray(y), ways=np.moveaxis(found, 1, 0)
    )
    learnt, _ = step(learner, state, x, y, KEY)
    for part in ("J", "W_in", "W_out"):
        assert_allclose(getattr(weights_of(learnt), part), getattr(expected, part), atol=1e-5)


@eqx.filter_jit
def before_and_after(learner, x, y, asked):
    """The couplings before and after a step, and the scores then, together and of one alone."""
    before = learner.init(Problem(9, 3), KEY)
    after, _ = learner.step(before, x, y, KEY)
    scores = [learner.scores(after, part, KEY) for part in (asked, asked[2:3])]
    return before.network.couplings.blocks, after.network.couplings.blocks, scores


@pytest.mark.parametrize(
    ("wiring", "hidden", "plastic"),
    [
        (Layers(between=Projection(0.5)), (12, 7), [0, 1, 2, 3]),
        (Layers(within=FanIn(4), inputs=Patches((3, 3), 2)), (10,), [0]),
    ],
    ids=["projection", "sparse and local"],
)
def test_a_wiring_learns_where_it_is_plastic_and_answers_each_pattern_alone(
    wiring, hidden, plastic
):
    learner = Steered(
        hidden=hidden,
        excitation=0.7,
        sweeps=6,
        rate=0.3,
        wiring=wiring,
        teaching=ByLabel(margin=2.0),
    )
    before, after, (together, alone) = before_and_after(learner, *task(0), task(1, batch=4)[0])
    for number, blocks in enumerate(zip(before, after, strict=True)):
        old, new = (matrix_leaves(block) for block in blocks)
        assert (number in plastic) == any((a != b).any() for a, b in zip(old, new, strict=True))
    assert_allclose(alone, together[2:3], atol=1e-5)


def matrix_leaves(block):
    return [np.asarray(leaf) for leaf in jax.tree.leaves(block)]


def test_neighbours_in_a_line_and_in_a_lattice():
    assert Line().pairs(4) == [(0, 1), (1, 2), (2, 3)]
    assert Line().pairs(1) == []
    lattice = Grid(rows=2, columns=3).pairs(6)
    assert sorted(lattice) == [(0, 1), (0, 3), (1, 2), (1, 4), (2, 5), (3, 4), (4, 5)]


def test_only_layers_with_neighbours_that_are_fixed_raise_the_margin():
    assert Layers().hold((5,), 1.5) == 0.0
    assert_array_equal(Layers().hold((2, 2), 1.5), [1.5] * 4)
    assert_array_equal(Layers(between=Projection()).hold((2, 3), 1.5), [0.0] * 5)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"hidden": (10, 20)}, r"10 neurons .* 20"),
        ({"hidden": 10, "wiring": Layers(readout_from=(1,))}, "layer 1, but there are 1 layers"),
        ({"hidden": (9, 9), "wiring": Layers(input_to=(2,))}, "layer 2, but there are 2 layers"),
        ({"hidden": (9, 9), "wiring": Layers(feedback_to=(-1,))}, "layer -1, but there are 2"),
        ({"hidden": (9, 9), "wiring": Layers(input_to=())}, "input_to is empty"),
        ({"hidden": (9, 9), "wiring": Layers(input_to=(0, 0))}, "names a layer twice"),
        (
            {"hidden": 9, "wiring": Layers(within=FanIn(9))},
            "9 neurons, but FanIn needs at least 10",
        ),
        ({"hidden": 9, "wiring": Layers(within=Excited(1.0, 9))}, "9 neurons, but Excited .* 10"),
        (
            {"hidden": (9, 4), "wiring": Layers(between=Excitatory(5))},
            "5 excitatory sources, but the layer has 4",
        ),
        ({"hidden": (9, 9, 9), "wiring": Layers(neighbours=Grid(2, 2))}, "needs 4 layers, .* 3"),
        ({"hidden": (9, 9), "self_coupling": (0.1,)}, "1 values for 2 layers"),
        (
            {"hidden": (9, 9), "wiring": Layers(readout_from=(1,))},
            r"layer 0 receives input that nobody reads: the readout is from layer 1, .* 0\.0",
        ),
        ({"hidden": (9,) * 5, "sweeps": 5}, "sweeps is 5; .* at least 6"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_a_wiring_that_does_not_fit_is_refused_with_the_numbers_that_disagree(fields, named):
    with pytest.raises(ValueError, match=named):
        Steered(**fields)


def test_an_input_is_read_when_a_way_leads_from_its_layer_to_a_readout():
    one_end = {"input_to": (0,), "readout_from": (2,)}
    Steered(hidden=(9, 9, 9), excitation=0.1, wiring=Layers(**one_end))
    Steered(hidden=(9, 9, 9), wiring=Layers(**one_end, between=Projection()))
    Steered(hidden=(9, 9, 9), wiring=Layers(input_to=(2,), readout_from=(2,)))


@pytest.mark.usefixtures("unchecked")
def test_patches_of_an_image_of_another_size_are_refused_when_the_network_is_built():
    learner = Steered(hidden=9, wiring=Layers(inputs=Patches((8, 8), 3)))
    with pytest.raises(ValueError, match=r"8 x 8 = 64 pixels, .* 9 features"):
        learner.init(Problem(9, 3), KEY)
