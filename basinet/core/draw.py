"""Random numbers for large matrices, in little more memory than the matrix itself.

`jax.random.normal` takes four times the memory of what it returns for a moment, which is the most
that a network of many neurons would ever need. Drawn in blocks of rows, only a block takes it.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Key

# A matrix of at most so many numbers, 16 MB of them, is drawn at once, ...
SMALL = 2**22
# ... and a larger one in blocks of about so many.
BLOCK = 2**20


def normal(
    key: Key,
    shape: tuple[int, int],
    finish: Callable[[Float[Array, "some columns"], Int[Array, ""] | int], Array],
) -> Float[Array, "rows columns"]:
    """Return `finish` of independent numbers N(0, 1), drawn in blocks of rows.

    A matrix of at most 2^22 numbers is `finish(jax.random.normal(key, shape), 0)`; of a larger one
    every block is drawn with a key of its own.

    Args:
        key: the random key.
        shape: rows and columns, each at least 1.
        finish: what becomes of the numbers of some rows, given the index of the first one, such as
            a scale; it acts on each row by itself.
    """
    rows, columns = shape
    if rows * columns <= SMALL:
        return finish(jax.random.normal(key, shape), 0)
    height = min(rows, max(1, BLOCK // columns))

    def add(block: Array, whole: Array) -> Array:
        # The last block reaches back over earlier rows, so that all are equally high.
        first = jnp.minimum(block * height, rows - height)
        drawn = jax.random.normal(jax.random.fold_in(key, block), (height, columns))
        return jax.lax.dynamic_update_slice(whole, finish(drawn, first), (first, 0))

    return jax.lax.fori_loop(0, -(-rows // height), add, jnp.zeros(shape))
