"""Names for the arrays that travel through the library.

The dimension names are the same everywhere: `batch` patterns treated together, `n` neurons,
`source` and `target` neurons of a projection, `features` of an input, `classes` of a task.
"""

from typing import TypeAlias

import jax
from jaxtyping import Array, Float, Int, PRNGKeyArray

Key: TypeAlias = PRNGKeyArray
"""A random key; each is used once."""

Spins: TypeAlias = Float[Array, "batch n"]
"""States of the neurons, -1 or +1, as floats for matrix products; 0 only at a silent start."""

Field: TypeAlias = Float[Array, "batch n"]
"""Local fields: the input that each neuron receives."""

Labels: TypeAlias = Int[Array, " batch"]
"""Classes as integers from 0 to classes - 1."""

PRECISION = jax.lax.Precision.HIGHEST
"""Of every matrix product: a reduced default on an accelerator would flip spins near zero field."""
