"""Dense Hebbian networks: archetypes learnt from examples, with a teacher or without.

N spins, K = alpha N^(P-1) archetypes, M examples of each whose components agree with the archetype
with probability (1+r)/2. With the overlaps n_mu = (1/(N r)) sum_i mean_a(eta_i^{mu a}) s_i,

    H = -N sum_mu n_mu^P                      with a teacher,
    H = -(N/M) sum_{mu,a} (n_{mu,a})^P        without.

Replica-symmetric equations for P >= 3 (our derivation in the notation of Agliari et al. 2022,
arXiv 2211.14067 and 2212.00606, whose inverse temperature is beta (1+rho)^(P/2)), with
rho = (1-r^2)/(M r^2), z standard normal and h = P n^(P-1):

    m = E tanh beta(h + sqrt(v + rho h^2) z),   q = E tanh^2 beta(..),
    n = m + rho beta h (1 - q),
    v = alpha (1+rho)^P g'(q)                               with a teacher,
    v = alpha r^(-2P) (g'(q)/M + (1 - 1/M) r^2 g'(r^2 q))   without,
    g(q) = sum_{j <= P/2} (C(P,2j) (2j-1)!!)^2 (P-2j)! q^(P-2j);

where interacting neurons must be distinct, of g only j = 0 is left. At P = 2 the noise reacts on
the state and other equations hold (`hopfield_overlap`).
"""

from dataclasses import dataclass
from math import comb, factorial, prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import erf

from basinet.theory._arguments import Numbers, Reals, Value, plain, real, whole

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(81)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_THERMAL = np.linspace(-18, 18, 145)
_SHARES = 0.125 / np.cosh(_THERMAL) ** 2
"""Of the density sech^2(u)/2, by the trapezoid rule with steps of 1/4."""
_ITERATIONS = 20_000
_CLOSE = 1e-12
_RETRIEVED = 0.3
"""The overlap above which an archetype counts as retrieved."""


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
    _check_order(order)
    if not 0 < start <= 1:
        raise ValueError(f"start is {start!r}; expected a number above 0 and at most 1")
    model = _Model(order, _quality(quality), whole("examples", examples, 1), teacher, distinct)
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
        best = minimize_scalar(
            lambda x: -(erf(x) ** (p - 1)) / x, bounds=(0.5, 6.0), options={"xatol": 1e-9},
            method="bounded",
        )  # fmt: skip
        return p**2 * best.fun**2 / (2 * float(_slope(np.ones(()), p, distinct)))

    return plain(np.vectorize(of, otypes=[float])(orders))


def dense_boundary(
    temperature: Numbers,
    order: int = 3,
    *,
    quality: float = 1.0,
    examples: int = 1,
    teacher: bool = True,
    distinct: bool = False,
) -> Value:
    """Return the largest load at which an archetype is retrieved, m > 0.3 from m = 1.

    Bisection over the load. Status: replica-symmetric estimate. Error 1e-4 relative; 0 where there
    is no retrieval at any load.

    Args:
        temperature: T >= 0.
        order: P, at least 3.
        quality: r, above 0 and at most 1.
        examples: M, at least 1.
        teacher: whether examples are averaged by archetype.
        distinct: whether the P neurons of a term are distinct.

    Raises:
        ValueError: when an argument is outside its range.
    """
    _check_order(order)
    heat = real("temperature", temperature, 0.0)
    copies = whole("examples", examples, 1)
    model = _Model(order, _quality(quality), copies, teacher, distinct)

    def retrieved(load: Reals) -> NDArray[np.bool_]:
        return np.asarray(model.solve(load, heat, 1.0, _RETRIEVED)[0] > _RETRIEVED)

    low = np.zeros(heat.shape)
    high = np.full(heat.shape, 2.0 * float(np.asarray(dense_capacity(order, distinct=distinct))))
    some = retrieved(low)
    for _ in range(14):
        middle = (low + high) / 2
        inside = retrieved(middle)
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return plain(np.where(some, low, 0.0))


@dataclass(frozen=True, eq=False)
class _Model:
    """The equations at the top of this file, for one order and way of learning."""

    order: int
    quality: NDArray[np.float64]
    examples: NDArray[np.int64]
    teacher: bool
    distinct: bool

    @property
    def data_noise(self) -> Reals:
        """Rho."""
        return (1 - self.quality**2) / (self.examples * self.quality**2)

    def noise(self, load: Reals, q: Reals) -> Reals:
        """V."""
        r, p = self.quality, self.order
        if self.teacher:
            return load * (1 + self.data_noise) ** p * _slope(q, p, self.distinct)
        apart = r**2 * (1 - 1 / self.examples) * _slope(r**2 * q, p, self.distinct)
        return load * r ** (-2.0 * p) * (_slope(q, p, self.distinct) / self.examples + apart)

    def solve(
        self, load: Reals, heat: Reals, start: float, least: float | None = None
    ) -> tuple[Reals, Reals, Reals]:
        """Return m, n and q by damped iteration.

        With `least` it is enough to know on which side of it m comes to its end, which is where
        it no longer moves by much, or below: from above m only falls.
        """
        m = n = q = np.full(np.shape(load), float(start))
        close = _CLOSE if least is None else 1e-8
        for _ in range(_ITERATIONS):
            field = self.order * n ** (self.order - 1)
            variance = self.noise(load, q) + self.data_noise * field**2
            new_m, new_q, response = averages(field, variance, heat)
            new_n = new_m + self.data_noise * field * response
            moved = np.max([np.abs(new_m - m), np.abs(new_n - n), np.abs(new_q - q)], axis=0)
            m, n, q = (m + new_m) / 2, (n + new_n) / 2, (q + new_q) / 2
            if np.all((moved < close) | (m < (-1.0 if least is None else least))):
                break
        return m, n, q


def averages(field: Reals, variance: Reals, heat: Reals) -> tuple[Reals, Reals, Reals]:
    """Return m, q and beta (1 - q) of spins in a normal field, in the limit too where T = 0.

    Points of the field see tanh(beta x) as smooth while its width is below T. Above, the mean over
    the field is taken first, with tanh(x/T) the mean of sign(x + T u) over the density
    sech^2(u)/2: m is the mean of erf((h + T u)/sqrt(2 v)), and beta (1 - q) = dm/dh.
    """
    field, width, heat = np.broadcast_arrays(field, np.sqrt(variance), heat)
    # Neither heat nor noise: a sign, whose response is nothing.
    m, q, response = (
        np.sign(field, out=np.zeros(field.shape)),
        np.ones(field.shape),
        np.zeros(field.shape),
    )
    narrow, wide = (heat > 0) & (width <= heat), width > heat
    if narrow.any():
        beta = 1 / heat[narrow]
        at = field[narrow][:, None] + width[narrow][:, None] * _NODES
        means = np.tanh(beta[:, None] * at)
        m[narrow], q[narrow] = means @ _WEIGHTS, means**2 @ _WEIGHTS
        response[narrow] = beta * (1 - q[narrow])
    if wide.any():
        at = (field[wide][:, None] + heat[wide][:, None] * _THERMAL) / width[wide][:, None]
        m[wide] = erf(at / np.sqrt(2)) @ _SHARES
        response[wide] = np.exp(-(at**2) / 2) @ _SHARES * np.sqrt(2 / np.pi) / width[wide]
        q[wide] = 1 - heat[wide] * response[wide]
    return m, q, response


def _slope(q: Reals, order: int, distinct: bool) -> Reals:
    """Return g'(q)."""
    total = np.zeros(np.shape(q))
    for j in range(1 if distinct else order // 2 + 1):
        left = order - 2 * j
        if left:
            weight = (comb(order, 2 * j) * prod(range(1, 2 * j, 2))) ** 2 * factorial(left)
            total = total + weight * left * q ** (left - 1)
    return total


def _quality(value: Numbers) -> NDArray[np.float64]:
    r = real("quality", value, 0.0, 1.0)
    if np.any(r == 0):
        raise ValueError("quality is 0.0; expected a number above 0 and at most 1")
    return r


def _check_order(order: int) -> None:
    if order == 2:
        raise ValueError("order is 2, where other equations hold: see hopfield_overlap")
    whole("order", order, 3)
