"""What every memory promises behind the door. A new one is tested by a line in `EXAMPLES`."""

import jax
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone

import basinet
from basinet import Associator, ByLabel, DenseHopfield, Modern, Steered
from basinet.associative.door import door
from basinet.core import Outcome
from basinet.memories import MEMORIES, Distinct, Values, recall_all

EXAMPLES = {
    "Modern": (Associator(Modern(beta=20.0), random_state=0), "reals"),
    "Modern, spins": (Associator(Modern(), random_state=0), "spins"),
    "DenseHopfield": (Associator(DenseHopfield(order=3), random_state=0), "spins"),
    "DenseHopfield, pairs of neurons": (Associator(DenseHopfield(order=2)), "spins"),
    "DenseHopfield, distinct": (Associator(DenseHopfield(order=4, terms=Distinct())), "spins"),
    "DenseHopfield, diluted": (Associator(DenseHopfield(order=3), random_state=0), "diluted"),
    "Steered": (
        Associator(
            Steered(hidden=60, rate=0.05, teaching=ByLabel(readout_margin=1.0)),
            epochs=30,
            random_state=0,
        ),
        "spins",
    ),
}
every_memory = pytest.mark.parametrize("name", EXAMPLES)


def patterns(kind, rows, components, seed=0):
    rng = np.random.default_rng(seed)
    if kind == "reals":
        return rng.normal(size=(rows, components)).astype(np.float32) * 3 + 5
    signs = rng.choice([-1, 1], (rows, components))
    if kind == "diluted":
        signs[rng.random(signs.shape) < 0.2] = 0
    return signs


def three(name):
    memory, kind = EXAMPLES[name]
    return (
        clone(memory),
        patterns(kind, 3, 40),
        patterns("reals" if kind == "reals" else "spins", 3, 12, 1),
    )


def test_every_memory_has_an_example():
    kinds = {type(memory.memory).__name__ for memory, _ in EXAMPLES.values()}
    assert kinds == {*MEMORIES, "Steered"}


@every_memory
def test_three_patterns_are_stored_and_recalled(name):
    memory, cues, _ = three(name)
    found = memory.fit(cues).retrieve(cues)
    told = cues != 0
    assert_allclose(found[told], cues[told], rtol=1e-3)
    assert_allclose(memory.score(cues), 1, atol=1e-3)
    assert memory.exact_recall(cues) == 1.0
    assert memory.auto_associative_


@every_memory
def test_three_pairs_are_stored_and_recalled(name):
    memory, cues, targets = three(name)
    found = memory.fit(cues, targets).retrieve(cues)
    assert found.shape == (3, 12)
    assert_allclose(found, targets, rtol=1e-3)
    assert memory.exact_recall(cues, targets) == 1.0


@every_memory
def test_no_row_depends_on_its_company(name):
    memory, kind = EXAMPLES[name]
    memory, stored = clone(memory), patterns(kind, 3, 40)
    memory.fit(stored)
    cues = patterns(kind, 9, 40, seed=7)
    mask = np.random.default_rng(1).random(cues.shape) < 0.6
    whole = memory.recall(cues, mask)
    alone = memory.recall(cues[4:6], mask[4:6])
    backwards = memory.recall(cues[::-1], mask[::-1])
    for part in ("output", "state", "steps", "outcome"):
        assert_array_equal(getattr(alone, part), getattr(whole, part)[4:6])
        assert_array_equal(getattr(backwards, part)[::-1], getattr(whole, part))


@every_memory
def test_a_saved_memory_retrieves_the_same(name, tmp_path):
    memory, cues, targets = three(name)
    kind = EXAMPLES[name][1]
    for fitted in (clone(memory).fit(cues), clone(memory).fit(cues, targets)):
        fitted.save(tmp_path / "memory")
        loaded = Associator.load(tmp_path / "memory", type(memory.memory))
        other = patterns(kind, 5, 40, seed=3)
        assert_array_equal(loaded.retrieve(other), fitted.retrieve(other))
        assert loaded.retrieve(other).dtype == fitted.retrieve(other).dtype
        for part in ("memory", "epochs", "batch_size", "history_", "auto_associative_"):
            assert getattr(loaded, part) == getattr(fitted, part)
        with pytest.raises(ValueError, match=r"associative memory.* read it with Associator\.load"):
            basinet.load(tmp_path / "memory")
        for wrong in {Modern, DenseHopfield, Steered} - {type(memory.memory)}:
            with pytest.raises(
                ValueError, match=f"holds the memory {type(memory.memory).__name__}"
            ):
                Associator.load(tmp_path / "memory", wrong)


@every_memory
def test_what_is_known_is_kept(name):
    memory, cues, _ = three(name)
    memory.fit(cues)
    known = np.arange(40) < 25
    hidden = np.where(known, cues, 1 if EXAMPLES[name][1] == "spins" else 0)
    found = memory.retrieve(hidden, known)
    told = known & (cues != 0)
    assert_array_equal(found[told], cues[told])
    one_row_each = memory.retrieve(hidden, np.tile(known, (3, 1)))
    assert_array_equal(one_row_each, found)


@every_memory
def test_the_energy_never_rises_where_there_is_one_and_every_end_is_certified(name):
    memory, kind = EXAMPLES[name]
    memory, stored = clone(memory), patterns(kind, 3, 40)
    memory.fit(stored)
    cues = patterns(kind, 8, 40, seed=5)
    if isinstance(memory.memory, Steered):
        with pytest.raises(ValueError, match="Steered has no energy"):
            memory.recall(cues, energies=True)
        with pytest.raises(ValueError, match="Steered has no energy"):
            door(memory.memory, 50, 16).energy(memory.state_, cues.astype(np.float32))
        return
    found = memory.recall(cues, energies=True)
    scale = np.abs(found.energies).max()
    assert found.energies.shape == (8, found.steps.max() + 1)
    assert np.diff(found.energies, axis=1).max() <= 1e-5 * scale
    assert (found.energies[:, 0] > found.energies[:, -1]).any()
    assert_allclose(
        found.energies[:, -1], memory.memory.energy(memory.state_, found.state), rtol=1e-4
    )
    assert (found.outcome == Outcome.FIXED_POINT).all()
    key = jax.random.key(9)
    if memory.memory.values is Values.DILUTED:
        again = recall_all(memory.memory, memory.state_, found.state, key)
        assert_array_equal(again.state, found.state)


@every_memory
def test_another_seed_and_the_same_one_do_what_they_should(name):
    memory, cues, _ = three(name)
    one = clone(memory).set_params(random_state=1).fit(cues)
    two = clone(memory).set_params(random_state=1).fit(cues)
    jax.tree.map(assert_array_equal, one.state_, two.state_)


def test_epochs_are_for_the_memory_that_has_some():
    cues = patterns("spins", 3, 10)
    for field, value in (("epochs", 10), ("batch_size", 4)):
        with pytest.raises(ValueError, match=f"{field} is {value}, but Modern stores in one pass"):
            Associator(Modern(), **{field: value}).fit(cues)


def test_parameters_of_the_memory_are_parameters():
    usual = Associator(Modern(beta=5.0)).set_params(memory=None, memory__max_steps=7)
    assert usual.memory == Modern(max_steps=7)
    memory = Associator(Modern(beta=5.0)).set_params(memory__beta=7.0)
    assert clone(memory).memory.beta == memory.get_params()["memory__beta"] == 7.0
    with pytest.raises(ValueError, match="beta is -1"):
        memory.set_params(memory__beta=-1.0)


@pytest.mark.parametrize(
    ("memory", "cues", "message"),
    [
        (Modern(), [[1.0, np.nan]], r"cues\[0, 1\] is nan; .*told by a mask"),
        (Modern(), [[1.0, 2.0], [3.0, np.inf]], r"cues\[1, 1\] is inf"),
        (Modern(), [[1.0, 2.0], [3.0, 3.0]], r"cues\[1\] has the value 3 in all its components"),
        (DenseHopfield(), [[1, 1, -1], [1, 2, 1]], r"cues\[1, 1\] is 2; .* -1, 0 and \+1"),
        (DenseHopfield(), [[1, 1, -1], [0, 0, 0]], r"cues\[1\] is 0 in all its components"),
        (Steered(hidden=9), [[1, 0]], r"cues\[0, 1\] is 0; patterns consist of -1 and \+1"),
        (Modern(), np.ones((0, 3)), r"cues has shape \(0, 3\)"),
        (Modern(), [[True, False]], "cues holds bool values"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_values_that_a_memory_does_not_take_are_refused_by_place(memory, cues, message):
    with pytest.raises(ValueError, match=message):
        Associator(memory).fit(cues)


@pytest.mark.parametrize(
    ("known", "message"),
    [
        (np.ones(39, bool), r"known has shape \(39,\); expected \(40,\), .* or \(3, 40\)"),
        (np.ones((2, 40), bool), r"known has shape \(2, 40\)"),
        (np.ones(40), "known holds float64 values; expected truth values"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_masks_that_do_not_fit_are_refused(known, message):
    cues = patterns("reals", 3, 40)
    with pytest.raises(ValueError, match=message):
        Associator().fit(cues).retrieve(cues, known)


def test_what_is_not_known_may_be_anything():
    stored = patterns("reals", 5, 40)
    memory = Associator(Modern()).fit(stored)
    known = np.arange(40) < 25
    found = [memory.retrieve(np.where(known, stored, junk), known) for junk in (0, 1e9, np.nan)]
    assert_array_equal(found[1], found[0])
    assert_array_equal(found[2], found[0])
    with pytest.raises(ValueError, match="is nan"):
        memory.retrieve(np.where(known, stored, np.nan))


@pytest.mark.parametrize("memory", [Modern(), DenseHopfield(), Steered(hidden=9)])
def test_equal_cues_give_one_warning_with_their_rows(memory):
    cues = np.array(patterns("spins", 8, 20))
    cues[5], cues[6], cues[7] = cues[2], cues[0], cues[2]
    with pytest.warns(UserWarning, match="rows") as told:
        Associator(memory).fit(cues)
    assert len(told) == 1
    assert "0, 6" in str(told[0].message)
    assert "2, 5, 7" in str(told[0].message)


def test_a_teacher_makes_archetypes_of_examples():
    archetypes = patterns("spins", 4, 300)
    rng = np.random.default_rng(0)
    noise = np.where(rng.random((4, 25, 300)) < 0.7, 1, -1)
    examples = (archetypes[:, None] * noise).reshape(-1, 300)
    names = np.repeat(["a", "b", "c", "d"], 25)
    memory = Associator(DenseHopfield(order=4, quality=0.4)).fit(examples, teacher=names)
    assert memory.score(examples[::25], archetypes) > 0.95
    assert_array_equal(memory.state_.counts, 25)
    with pytest.raises(ValueError, match=r"teacher has shape \(3,\); expected \(100,\)"):
        Associator(DenseHopfield()).fit(examples, teacher=[1, 2, 3])
    for other in (Modern(), Steered(hidden=9)):
        with pytest.raises(ValueError, match="takes no teacher"):
            Associator(other).fit(examples, teacher=names)


def test_only_a_steered_network_relaxes():
    cues = patterns("spins", 3, 20)
    with pytest.raises(TypeError, match="Modern does not relax a network; use recall"):
        Associator().fit(cues).relax(cues)


def test_the_default_memory_finds_what_hebb_and_the_pseudo_inverse_find():
    """100 units, 10 random patterns, 20 % flipped."""
    scores = []
    for seed in range(3):
        stored = patterns("spins", 10, 100, seed)
        rng = np.random.default_rng(seed)
        cues = np.where(
            rng.permuted(np.tile(np.arange(100) < 20, (10, 1)), axis=1), -stored, stored
        )
        scores.append(Associator(random_state=seed).fit(stored).exact_recall(cues, stored))
    assert np.mean(scores) >= 0.99
