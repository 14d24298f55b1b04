"""Dense Hebbian networks: archetypes learnt from examples, with a teacher or without.

The network and its equations stand in `_dense_equations.py`.
"""

from typing import NamedTuple

import numpy as np
import scipy  # whose parts are loaded when they are first used
from scipy.special import erf

from basinet.theory._arguments import Numbers, Value, plain, real, whole
from basinet.theory._dense_equations import dense_model, slope


class DenseOverlaps(NamedTuple):
    """The state of a dense network.

    Attributes:
        overlap: m, with the archetype.
        examples: n, with the mean of its examples, divided by r.
        order: q, of two copies of the network.
        noise: v, the variance of the field from the other archetypes.
    """

    overlap: Value
    examples: Value
    order: Value
    noise: Value


def dense(
    load: Numbers,
    order: int = 3,
    temperature: Numbers = 0.0,
    *,
    quality: Numbers = 1.0,
    examples: Numbers = 1,
    teacher: bool = True,
    distinct: bool = False,
    start: float = 1.0,
) -> DenseOverlaps:
    """Return the state that is reached from an archetype, in a network of infinitely many spins.

    Damped iteration from m = n = q = `start`. Status: replica-symmetric estimate, not to be
    trusted at low temperature near the end of retrieval. Error 1e-10 away from that end.

    Args:
        load: alpha = K/N^(P-1), at least 0; 0 for finitely many archetypes.
        order: P, at least 3.
        temperature: T >= 0, in the units of H above.
        quality: r, above 0 and at most 1.
        examples: M, at least 1.
        teacher: whether examples are averaged by archetype before they are stored.
        distinct: whether the P neurons of a term are distinct.
        start: where the iteration begins, above 0 and at most 1; a small number finds the state
            without retrieval where both exist.

    Raises:
        ValueError: when an argument is outside its range.
    """
    model = dense_model(order, quality, examples, teacher, distinct)
    if not 0 < start <= 1:
        raise ValueError(f"start is {start!r}; expected a number above 0 and at most 1")
    alpha, heat = real("load", load, 0.0), real("temperature", temperature, 0.0)
    shape = np.broadcast_shapes(alpha.shape, heat.shape, model.quality.shape, model.examples.shape)
    alpha, heat = np.broadcast_to(alpha, shape), np.broadcast_to(heat, shape)
    m, n, q = model.solve(alpha, heat, start)
    return DenseOverlaps(plain(m), plain(n), plain(q), plain(model.noise(alpha, q)))


def dense_capacity(order: Numbers = 3, *, distinct: bool = False) -> Value:
    """Return the largest load alpha = K/N^(P-1) of exact archetypes at temperature zero.

    alpha_c = P^2 max over x of (erf(x)^(P-1)/x)^2 / (2 g'(1)). Status: replica-symmetric estimate.
    Relative error 1e-10.

    Args:
        order: P, at least 3; `hopfield_capacity` is for 2.
        distinct: whether the P neurons of a term are distinct.

    Raises:
        ValueError: when the order is not a whole number of at least 3.
    """
    orders = whole("order", order, 3)

    def of(p: int) -> float:
        best = scipy.optimize.minimize_scalar(
            lambda x: -(erf(x) ** (p - 1)) / x, bounds=(0.5, 6.0), options={"xatol": 1e-9},
            method="bounded",
        )  # fmt: skip
        return p**2 * best.fun**2 / (2 * float(slope(np.ones(()), p, distinct)))

    return plain(np.vectorize(of, otypes=[float])(orders))
