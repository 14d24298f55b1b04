"""The memory against a naive loop, and that what it stored is really recalled."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import basinet
from basinet import Associator, Raw, Steered
from basinet.associative import RandomPairs, storing
from basinet.learners import Problem
from basinet.learners.steered import ByLabel
from basinet.learners.steered.associate import associate
from basinet.model import begin
from basinet.saving import save_model

PAIRS = RandomPairs(features=30, units=12, flipped=0.1)
CUES, TARGETS = PAIRS.draw(20, seed=0)
LEARNER = Steered(hidden=60, rate=0.05, teaching=ByLabel(readout_margin=1.0))


@pytest.fixture(scope="module")
def memory():
    return Associator(LEARNER, epochs=50, random_state=0).fit(CUES, TARGETS)


@pytest.fixture(scope="module")
def auto():
    return Associator(LEARNER, epochs=50, random_state=0).fit(CUES)


def naive_step(W, learner, cues, targets):
    """One step of a single layer in float64, pattern by pattern and sweep by sweep.

    J, W_in, W_back and W_out are indexed [target, source].
    """
    J, W_in, W_back, W_out = W
    (H, N), M, B = W_in.shape, len(W_out), len(cues)
    J_step, in_step, out_step = np.zeros_like(J), np.zeros_like(W_in), np.zeros_like(W_out)
    for x, target in zip(cues, targets, strict=True):
        s = np.zeros(H)
        # The input alone; then the guess from silence, which is zero; then the target; then free.
        feedback = [0, 0] + [1] * (learner.sweeps - 2) + [0] * learner.sweeps
        for amplitude in feedback:
            h = J @ s + learner.self_coupling * s + W_in @ x + amplitude * W_back @ target
            s = np.where(h == 0, s, np.sign(h))
        h = J @ s + W_in @ x
        for i in range(H):
            if s[i] * h[i] <= learner.margin:
                J_step[i] += s[i] * s
                in_step[i] += s[i] * x
        for c in range(M):
            if target[c] * (W_out[c] @ s) <= learner.teaching.readout_margin:
                out_step[c] += target[c] * s
    rate, out = learner.rate / np.sqrt(H), learner.readout_rate / np.sqrt(H)
    J = J * (1 - rate * learner.decay) + rate / np.sqrt(B) * J_step
    np.fill_diagonal(J, 0)
    W_in = W_in + learner.input_rate * learner.input_gain / np.sqrt(N * B) * in_step
    return J, W_in, W_back, W_out * (1 - out * learner.decay) + out / np.sqrt(B) * out_step


def weights_of(state):
    groups = (state.network.couplings, state.inputs, state.feedback, state.readout)
    return tuple(np.asarray(group.blocks[0].weights, float).T for group in groups)


def test_storing_steps_are_those_of_the_naive_loop():
    learner = Steered(hidden=25, rate=0.3, decay=0.4, feedback_gain=2.0)
    state = learner.init(Problem(30, 12), jax.random.key(1))
    expected, step = weights_of(state), eqx.filter_jit(associate)
    for number in range(3):
        chosen = slice(5 * number, 5 * number + 5)
        pairs = [jnp.asarray(part[chosen], jnp.float32) for part in (CUES, TARGETS)]
        expected = naive_step(expected, learner, CUES[chosen], TARGETS[chosen])
        state, _ = step(learner, state, *pairs, jax.random.key(0))
        for found, wanted in zip(weights_of(state), expected, strict=True):
            assert_allclose(found, wanted, atol=1e-5)


def test_every_stored_pair_is_recalled(memory):
    assert_array_equal(memory.retrieve(CUES), TARGETS)
    assert memory.exact_recall(CUES, TARGETS) == memory.score(CUES, TARGETS) == 1.0


def test_what_was_not_stored_is_not_recalled(memory):
    cues, targets = PAIRS.draw(20, seed=1)
    assert abs(memory.score(cues, targets)) < 4.5 / np.sqrt(20 * 12)
    assert memory.exact_recall(cues, targets) == 0


def test_corrupted_cues_are_mostly_recalled(memory):
    """Far above the overlap of 0 with which a random pattern is met, and below a perfect one."""
    overlap = memory.score(PAIRS.corrupt(CUES, seed=0), TARGETS)
    assert 0.5 < overlap <= 1


def test_overlap_is_the_mean_agreement_of_each_pattern(memory):
    wanted = TARGETS.copy()
    wanted[0, :3] *= -1
    overlaps = memory.overlap(CUES, wanted)
    assert_allclose(overlaps, [0.5] + [1.0] * 19)
    assert memory.exact_recall(CUES, wanted) == 0.95


def test_auto_association_stores_the_cues_themselves(auto):
    twice = Associator(LEARNER, epochs=50, random_state=0).fit(CUES, CUES)
    jax.tree.map(assert_array_equal, twice.state_, auto.state_)
    assert auto.exact_recall(CUES) == 1.0
    assert_array_equal(auto.retrieve(CUES), CUES)


def test_what_is_retrieved_from_a_cue_does_not_depend_on_the_others(memory):
    assert_array_equal(memory.retrieve(CUES[4:7]), memory.retrieve(CUES)[4:7])


def test_relaxations_are_those_behind_what_is_retrieved(memory):
    end = memory.relax(CUES)
    read = memory.state_.readout(jnp.asarray(end.spins))
    assert_array_equal(np.sign(read), memory.retrieve(CUES))
    assert (end.outcome == 0).mean() > 0.9


def test_the_same_seed_gives_the_same_memory_and_another_one_another(memory):
    again = Associator(LEARNER, epochs=50, random_state=0).fit(CUES, TARGETS)
    other = Associator(LEARNER, epochs=50, random_state=1).fit(CUES, TARGETS)
    jax.tree.map(assert_array_equal, again.state_, memory.state_)
    assert (weights_of(other.state_)[0] != weights_of(memory.state_)[0]).any()
    assert [epoch["epoch"] for epoch in memory.history_] == list(range(1, 51))
    assert memory.history_[0]["overlap"] < memory.history_[-1]["overlap"]


def test_rows_that_fill_up_the_arrays_are_never_learnt(memory, monkeypatch):
    """Filled with NaN instead of zeros, they change nothing."""
    filled = storing._filled

    def poisoned(patterns):
        rows = filled(patterns)
        rows[len(patterns) :] = np.nan
        return rows

    monkeypatch.setattr(storing, "_filled", poisoned)
    again = Associator(LEARNER, epochs=50, random_state=0).fit(CUES, TARGETS)
    jax.tree.map(assert_array_equal, again.state_, memory.state_)


def test_memories_of_similar_load_compile_once(monkeypatch):
    traced = []

    def counted(learner, *arguments):
        traced.append(1)
        return associate(learner, *arguments)

    monkeypatch.setattr(storing, "associate", counted)
    learner, (cues, targets) = Steered(hidden=7, rate=0.1), PAIRS.draw(60, seed=0)
    Associator(learner, epochs=1, random_state=0).fit(cues[:17], targets[:17])
    once = len(traced)
    Associator(learner, epochs=2, random_state=1).fit(cues, targets)
    assert once > 0
    assert len(traced) == once


def test_a_saved_memory_retrieves_the_same(memory, auto, tmp_path):
    for saved in (memory, auto):
        saved.save(tmp_path / "memory.safetensors")
        loaded = Associator.load(tmp_path / "memory.safetensors")
        noisy = PAIRS.corrupt(CUES, seed=0)
        assert_array_equal(loaded.retrieve(noisy), saved.retrieve(noisy))
        for name in ("learner", "epochs", "batch_size", "history_", "auto_associative_"):
            assert getattr(loaded, name) == getattr(saved, name)


def test_a_memory_and_a_classifier_are_not_read_for_each_other(memory, tmp_path):
    memory.save(tmp_path / "memory")
    with pytest.raises(ValueError, match=r"associative memory; read it with Associator\.load"):
        basinet.load(tmp_path / "memory")
    save_model(begin(LEARNER, Raw(), CUES, np.arange(20) % 2, 0), tmp_path / "clf")
    with pytest.raises(ValueError, match=r"a classifier, not a memory; read it with basinet\.load"):
        Associator.load(tmp_path / "clf")


def test_parameters_reach_the_learner_and_a_clone_has_them():
    memory = Associator(LEARNER).set_params(learner__teaching__margin=0.3, epochs=7)
    copy = clone(memory)
    assert copy.learner.margin == copy.get_params()["learner__teaching__margin"] == 0.3
    assert copy.epochs == 7
    assert LEARNER.margin == 0.9
    with pytest.raises(ValueError, match="no parameter 'depth'"):
        memory.set_params(depth=3)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"learner": "steered"}, r"memory is 'steered'; it must be Modern\(\.\.\.\), DenseHop"),
        ({"epochs": 0}, "epochs is 0"),
        ({"epochs": 2.5}, r"epochs is 2\.5"),
        ({"batch_size": -1}, "batch_size is -1"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_parameters_out_of_range_are_refused_by_name(fields, message):
    with pytest.raises(ValueError, match=message):
        Associator(**fields).fit(CUES, TARGETS)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda it: it.retrieve(CUES[:, :9]), "cues have 9 components; the stored ones have 30"),
        (lambda it: it.retrieve(CUES > 0), "cues holds bool"),
        (lambda it: it.overlap(CUES), "targets is None, but the memory stores pairs"),
        (lambda it: it.score(CUES, TARGETS[:, :5]), "targets have 5 components; .* have 12"),
        (lambda it: it.score(CUES, TARGETS[:5]), "20 cues and 5 targets"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_patterns_that_do_not_fit_the_memory_are_refused(memory, act, message):
    with pytest.raises(ValueError, match=message):
        act(memory)


def test_nothing_is_retrieved_before_anything_is_stored():
    for act in (Associator().retrieve, Associator().overlap, Associator().relax):
        with pytest.raises(NotFittedError):
            act(CUES)
    with pytest.raises(NotFittedError):
        Associator().save("nowhere")
