"""The equations of dense Hebbian networks, with a teacher or without.

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

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from basinet.theory._arguments import Numbers, Reals, real, whole

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(81)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
THERMAL = np.linspace(-18, 18, 145)
SHARES = 0.125 / np.cosh(THERMAL) ** 2
"""Of the density sech^2(u)/2, by the trapezoid rule with steps of 1/4."""
_ITERATIONS = 20_000
_CLOSE = 1e-12


@dataclass(frozen=True, eq=False)
class DenseModel:
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
            return load * (1 + self.data_noise) ** p * slope(q, p, self.distinct)
        apart = r**2 * (1 - 1 / self.examples) * slope(r**2 * q, p, self.distinct)
        return load * r ** (-2.0 * p) * (slope(q, p, self.distinct) / self.examples + apart)

    def solve(self, load: Reals, heat: Reals, start: float) -> tuple[Reals, Reals, Reals]:
        """Return m, n and q by damped iteration."""
        m = n = q = np.full(np.shape(load), float(start))
        for _ in range(_ITERATIONS):
            field = self.order * n ** (self.order - 1)
            variance = self.noise(load, q) + self.data_noise * field**2
            new_m, new_q, response = averages(field, variance, heat)
            new_n = new_m + self.data_noise * field * response
            moved = np.max([np.abs(new_m - m), np.abs(new_n - n), np.abs(new_q - q)], axis=0)
            m, n, q = (m + new_m) / 2, (n + new_n) / 2, (q + new_q) / 2
            if np.all(moved < _CLOSE):
                break
        return m, n, q


def dense_model(
    order: int, quality: Numbers, examples: Numbers, teacher: bool, distinct: bool
) -> DenseModel:
    """Return the model of checked arguments.

    Raises:
        ValueError: when an argument is outside its range.
    """
    if order == 2:
        raise ValueError("order is 2, where other equations hold: see hopfield_overlap")
    whole("order", order, 3)
    r = real("quality", quality, 0.0, 1.0)
    if np.any(r == 0):
        raise ValueError("quality is 0.0; expected a number above 0 and at most 1")
    return DenseModel(order, r, whole("examples", examples, 1), teacher, distinct)


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
        at = field[narrow][:, None] + width[narrow][:, None] * NODES
        means = np.tanh(beta[:, None] * at)
        m[narrow], q[narrow] = means @ WEIGHTS, means**2 @ WEIGHTS
        response[narrow] = beta * (1 - q[narrow])
    if wide.any():
        at = (field[wide][:, None] + heat[wide][:, None] * THERMAL) / width[wide][:, None]
        m[wide] = erf(at / np.sqrt(2)) @ SHARES
        response[wide] = np.exp(-(at**2) / 2) @ SHARES * np.sqrt(2 / np.pi) / width[wide]
        q[wide] = 1 - heat[wide] * response[wide]
    return m, q, response


def slope(q: Reals, order: int, distinct: bool) -> Reals:
    """Return g'(q)."""
    total = np.zeros(np.shape(q))
    for j in range(1 if distinct else order // 2 + 1):
        left = order - 2 * j
        if left:
            weight = (comb(order, 2 * j) * prod(range(1, 2 * j, 2))) ** 2 * factorial(left)
            total = total + weight * left * q ** (left - 1)
    return total
