"""How large a trained model is: the numbers that its answers need."""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from basinet.model import Model, answer_key


def parameters(model: Model) -> int:
    """Return how many floating-point numbers of the learnt state enter the computation of scores.

    What only learning needs (moments, velocities, personal bests) and counters do not count; nor
    does what the scores do not read.
    """
    return sum(leaf.size for leaf in _read(model))


def synapses(model: Model) -> int:
    """Return how many of those numbers are not 0: what a sparse wiring leaves of the matrices."""
    return sum(int(np.count_nonzero(leaf)) for leaf in _read(model))


def _read(model: Model) -> list[Any]:
    """The arrays of the learnt state that the scores read."""
    arrays, rest = eqx.partition(model.epoch.state, eqx.is_array)
    leaves, structure = jax.tree.flatten(arrays)
    key, x = answer_key(model.seed), jnp.zeros((1, model.inputs))

    def answer(*leaves: Any) -> Any:
        state = eqx.combine(jax.tree.unflatten(structure, leaves), rest)
        return model.learner.scores(state, x, key)

    made = jax.make_jaxpr(answer)(*leaves).jaxpr
    read = {id(v) for equation in made.eqns for v in equation.invars}
    read |= {id(v) for v in made.outvars}
    pairs = zip(made.invars, leaves, strict=True)
    return [leaf for v, leaf in pairs if id(v) in read and eqx.is_inexact_array(leaf)]
