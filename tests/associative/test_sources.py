import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet import Associator, DenseHopfield, Modern
from basinet.associative import (
    Archetypes,
    DilutedPatterns,
    RealPatterns,
    Search,
    Source,
    capacity,
)
from basinet.associative.reading import read_memory
from basinet.memories import Bare, Distinct
from basinet.yardsticks import ASSOCIATIVE

DILUTED, REALS = DilutedPatterns(50, 0.3, flipped=0.1), RealPatterns(40, noise=0.2)


@pytest.mark.parametrize("source", [DILUTED, REALS])
def test_fewer_patterns_are_the_first_of_more_and_targets_are_the_patterns(source):
    few, many = source.draw(5, seed=3), source.draw(50, seed=3)
    assert isinstance(source, Source)
    assert few[1] is None
    assert_array_equal(few[0], many[0][:5])
    assert (source.draw(5, seed=4)[0] != few[0]).any()


def test_blanks_have_their_share_stay_blank_and_signs_are_balanced():
    patterns, _ = DilutedPatterns(200, 0.3).draw(100, seed=0)
    assert_allclose(np.mean(patterns == 0), 0.3, atol=0.02)
    assert abs(patterns.mean()) < 0.03
    damaged = DILUTED.corrupt(DILUTED.draw(20, seed=0)[0], seed=0)
    whole, _ = DILUTED.draw(20, seed=0)
    assert_array_equal(damaged == 0, whole == 0)
    assert_allclose(np.mean(damaged != whole), 0.07, atol=0.02)


def test_noise_has_its_size():
    vectors, _ = REALS.draw(200, seed=0)
    assert_allclose(np.std(REALS.corrupt(vectors, seed=0) - vectors), 0.2, rtol=0.05)
    assert_allclose(np.std(vectors), 1, rtol=0.05)


def test_examples_agree_with_their_archetype_as_often_as_they_should():
    lesson = Archetypes(300, examples=20, quality=0.4).draw(5, seed=1)
    assert lesson.examples.shape == (100, 300)
    assert_array_equal(lesson.teacher, np.repeat(np.arange(5), 20))
    agreement = np.mean(lesson.examples * lesson.archetypes[lesson.teacher])
    assert_allclose(agreement, 0.4, atol=0.02)


def test_a_capacity_of_patterns_stored_under_themselves():
    """Interactions of three neurons hold far more than pairs; the nearest pattern is the limit."""
    found = {
        name: capacity(
            memory,
            DilutedPatterns(30, flipped=0.1),
            seeds=(0,),
            search=Search(0.9, limit=256, tolerance=0.2),
        ).mean
        for name, memory in {
            "pairs": Associator(DenseHopfield(order=2)),
            "threes": Associator(DenseHopfield(order=3)),
            "hebb": ASSOCIATIVE["Hebb"](),
            "nearest": ASSOCIATIVE["nearest pattern"](),
            "modern": Associator(Modern()),
        }.items()
    }
    assert found["pairs"] < found["threes"] < found["nearest"]
    assert abs(found["pairs"] - found["hebb"]) <= 2
    assert found["modern"] >= 0.9 * found["nearest"]


@pytest.mark.parametrize("name", ASSOCIATIVE)
def test_a_yardstick_recalls_few_patterns_and_pairs(name):
    rng = np.random.default_rng(0)
    patterns, targets = rng.choice([-1, 1], (6, 100)), rng.choice([-1, 1], (6, 30))
    cues = np.where(rng.random(patterns.shape) < 0.1, -patterns, patterns)
    memory = ASSOCIATIVE[name]()
    assert_array_equal(memory.fit(patterns).retrieve(cues), patterns)
    known = np.arange(100) < 60
    assert np.mean(memory.retrieve(np.where(known, patterns, 0), known) == patterns) > 0.99
    assert memory.fit(patterns, targets).score(cues, targets) > 0.99


def test_the_pseudo_inverse_keeps_what_hebb_loses():
    """As many patterns as half of the neurons, and correlated ones."""
    rng = np.random.default_rng(1)
    patterns = np.where(rng.random((40, 100)) < 0.7, 1, -1)
    kept = {
        name: np.mean(
            np.all(ASSOCIATIVE[name]().fit(patterns).retrieve(patterns) == patterns, axis=1)
        )
        for name in ("Hebb", "pseudo-inverse")
    }
    assert kept["pseudo-inverse"] == 1
    assert kept["Hebb"] < 0.2


def test_memories_are_read_from_text():
    assert read_memory("Modern(beta=128)") == Modern(beta=128.0)
    assert read_memory("DenseHopfield(order=4, terms=Distinct())") == DenseHopfield(4, Distinct())
    assert read_memory("Modern(preparation=Bare())") == Modern(preparation=Bare())
    assert read_memory("Steered(hidden=50, dynamics=RandomSubset(fraction=0.5))").hidden == 50
    for text in ("Hopfield", "Modern(beta=-1)", "Modern(gamma=3)", "__import__('os')", ""):
        with pytest.raises(ValueError, match=r"memory is|beta is -1|no field 'gamma'"):
            read_memory(text)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: DilutedPatterns(0), "units is 0"),
        (lambda: DilutedPatterns(5, 1.0), r"dilution is 1\.0"),
        (lambda: DilutedPatterns(5, 0.0, 0.5), r"flipped is 0\.5"),
        (lambda: RealPatterns(5, -1.0), r"noise is -1\.0"),
        (lambda: Archetypes(5, 0), "examples is 0"),
        (lambda: Archetypes(5, 1, 0.0), r"quality is 0\.0"),
        (lambda: Archetypes(5).show(np.ones((1, 4)), 0), "4 components; expected 5"),
        (lambda: DILUTED.draw(0, 0), "patterns is 0"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_numbers_out_of_range_are_refused_by_name(act, message):
    with pytest.raises(ValueError, match=message):
        act()
