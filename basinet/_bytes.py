"""The bytes of arrays, for checksums."""

import numpy as np


def raw(values: np.ndarray) -> memoryview:
    """Return the bytes of an array in C order, of which no copy is made where it has that order."""
    return np.ascontiguousarray(values).reshape(-1).view(np.uint8).data
