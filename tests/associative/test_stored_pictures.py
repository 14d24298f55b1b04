"""Pictures in memories: digits come back from half of them, from flipped pixels, and to labels."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet import Associator, Modern
from basinet.data.idx import read_pair


def mnist(shared_data, count):
    folder = shared_data / "mnist"
    x, _, _ = read_pair(
        folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz"
    )
    return x[:count]


def test_a_thousand_digits_come_back_from_their_upper_half(shared_data):
    pictures = mnist(shared_data, 1000)
    known = np.arange(784) < 392
    dark, mean = np.where(known, pictures, 0), np.where(known, pictures, pictures.mean(axis=0))
    for beta, least in ((32.0, 0.92), (128.0, 0.985)):
        memory = Associator(Modern(beta=beta)).fit(pictures)
        assert memory.exact_recall(dark, pictures) >= least
    assert memory.exact_recall(mean, pictures) >= 0.985
    assert memory.exact_recall(dark, pictures, known) >= 0.985
    assert_array_equal(memory.retrieve(dark, known)[:, known], pictures[:, known])


def test_black_and_white_digits_come_back_from_flipped_pixels(shared_data):
    pictures = np.where(mnist(shared_data, 20) > 0.5, 1, -1)
    cues = np.where(np.random.default_rng(0).random(pictures.shape) < 0.1, -pictures, pictures)
    assert Associator().fit(pictures).exact_recall(cues, pictures) == 1.0


@pytest.mark.parametrize(
    ("name", "shares"),
    [("mnist", {10.0: 0.864, 30.0: 0.924}), ("fashion-mnist", {10.0: 0.751, 300.0: 0.819})],
)
def test_labels_of_stored_pictures_classify_as_beta_leads_to_the_nearest(shared_data, name, shares):
    """10,000 pictures with their labels as targets, one update, the first 1000 test pictures."""
    folder = shared_data / name
    asked, right, _ = read_pair(
        folder / "t10k-images-idx3-ubyte.gz", folder / "t10k-labels-idx1-ubyte.gz"
    )
    stored, labels, _ = read_pair(
        folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz"
    )
    stored, targets = stored[:10000], np.eye(10)[labels[:10000]]
    for beta, share in shares.items():
        memory = Associator(Modern(beta=beta, max_steps=1)).fit(stored, targets)
        found = memory.retrieve(asked[:1000]).argmax(axis=1)
        assert np.mean(found == right[:1000]) == pytest.approx(share, abs=0.006)
