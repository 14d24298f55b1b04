"""The bytes of arrays."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet._bytes import raw


@pytest.mark.parametrize(
    "values",
    [
        np.arange(6.0).reshape(2, 3),
        np.arange(6.0).reshape(2, 3).T,
        np.float32(2.5),
        np.array(["a", "\u00e4\u00f6"]),
        np.zeros((0, 3)),
        np.array([True, False]),
    ],
)
def test_the_bytes_of_an_array_are_those_in_c_order(values):
    values = np.asarray(values)
    assert raw(values).tobytes() == values.tobytes()


def test_the_bytes_of_an_array_in_c_order_are_not_copied():
    values = np.zeros((3, 4))
    np.asarray(raw(values))[:] = 255
    assert_array_equal(values.view(np.uint8), 255)
