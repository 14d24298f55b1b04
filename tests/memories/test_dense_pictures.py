"""Pictures in dense networks: they blend at low orders, and archetypes come back from copies."""

import numpy as np
import pytest
from naive_memory import KEY, stored
from numpy.testing import assert_allclose

from basinet.memories import DenseHopfield, recall_all


def ten_pictures(shared_data, name):
    from basinet.data.idx import read_pair

    folder = shared_data / name
    x, y, _ = read_pair(
        folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz"
    )
    first = [x[np.argmax(y == label)] for label in range(10)]
    return np.where(np.asarray(first) > 127 / 255, 1, -1).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "shares"), [("mnist", {2: 0, 4: 0, 10: 1}), ("fashion-mnist", {2: 0, 4: 1})]
)
def test_ten_pictures_blend_at_low_orders_and_all_come_back_at_high_ones(shared_data, name, shares):
    pictures = ten_pictures(shared_data, name)
    wanted = np.repeat(pictures, 10, axis=0)
    cues = np.where(np.random.default_rng(0).random(wanted.shape) < 0.1, -wanted, wanted)
    for order, share in shares.items():
        memory = DenseHopfield(order=order)
        found = recall_all(memory, stored(memory, pictures), cues, KEY)
        assert np.mean(np.mean(found.output * wanted, axis=1) > 0.98) == share


@pytest.mark.parametrize(("copies", "overlap"), [(5, 0.51), (20, 0.87), (100, 0.998)])
def test_archetypes_come_back_from_copies_that_no_eye_can_read(shared_data, copies, overlap):
    """r = 0.3: 35 % of the pixels of each copy are wrong. P = 10 with a teacher."""
    pictures = ten_pictures(shared_data, "mnist")
    rng = np.random.default_rng(1)
    noise = np.where(rng.random((10, copies, 784)) < 0.65, 1, -1)
    examples = (pictures[:, None] * noise).reshape(-1, 784).astype(np.float32)
    memory = DenseHopfield(order=10, quality=0.3)
    state = stored(memory, examples, np.repeat(np.arange(10), copies))
    found = recall_all(memory, state, examples[::copies], KEY)
    assert_allclose(np.mean(found.output * pictures), overlap, atol=0.02)
