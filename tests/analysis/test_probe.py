"""Linear probes on states whose classes are known to be readable, or not."""

import numpy as np
import pytest

from basinet.analysis import probe_accuracy

RNG = np.random.default_rng(0)
LABELS = np.arange(300) % 3
PROTOTYPES = RNG.choice([-1.0, 1.0], (3, 60))


def noisy(flipped):
    """Prototypes of the classes with a share of their spins flipped."""
    return PROTOTYPES[LABELS] * np.where(RNG.random((300, 60)) < flipped, -1, 1)


def test_classes_that_a_line_separates_are_read():
    assert probe_accuracy(noisy(0.1), LABELS) == 1.0


def test_noise_is_read_as_well_as_by_chance():
    accuracy = probe_accuracy(RNG.choice([-1.0, 1.0], (300, 60)), LABELS)
    assert abs(accuracy - 1 / 3) < 4 * np.sqrt(2 / 9 / 100)


def test_a_product_of_two_spins_is_hidden_from_a_line():
    states = RNG.choice([-1.0, 1.0], (600, 2))
    assert probe_accuracy(states, (states.prod(axis=1) > 0).astype(int)) < 0.7


def test_labels_may_be_words_and_the_seed_decides_the_split():
    states, words = noisy(0.4), np.array(["x", "y", "z"])[LABELS]
    assert probe_accuracy(states, words, seed=3) == probe_accuracy(states, LABELS, seed=3)
    assert len({probe_accuracy(states, LABELS, seed=seed) for seed in range(5)}) > 1


@pytest.mark.parametrize(
    ("labels", "held_out", "message"),
    [
        (np.zeros(300), 0.5, "1 classes"),
        (np.r_[1, np.zeros(299)], 0.5, "1.0 only 1 times|only 1 times"),
        (LABELS, 0.0, "held_out is 0"),
        (LABELS, 1.0, "held_out is 1"),
        (LABELS[:9], 0.5, r"labels has shape \(9,\)"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_a_probe_that_cannot_be_asked_is_refused(labels, held_out, message):
    with pytest.raises(ValueError, match=message):
        probe_accuracy(noisy(0.1), labels, held_out=held_out)
