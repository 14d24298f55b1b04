"""Several patterns retrieved at once: what blanks in the patterns make possible.

Patterns of N components, blank (0) with probability d and -1 or +1 otherwise, K of them, under
H = -(N/2) sum_mu m_mu^2 with m_mu = (1/N) sum_i xi_i^mu s_i (Agliari et al. 2023, arXiv
2308.04106). For N -> infinity at fixed K

    m_mu = E xi^mu tanh beta sum_nu xi^nu m_nu,

a finite sum over 3^K columns. Where the patterns are known through examples of quality r, M of
each, rho = (1-r^2)/(M r^2), the means of the examples have the overlaps n_mu (divided by r) and

    m_mu = E xi^mu tanh beta(h + w z),   h = sum_nu xi^nu n_nu,  w^2 = rho sum_nu (xi^nu n_nu)^2,
    n_mu = m_mu + rho n_mu beta E (xi^mu)^2 (1 - tanh^2 beta(h + w z))

(our reading; the same with a teacher and without). A temperature here is half of that of
`dense`, whose H has no 1/2.
"""

import itertools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy  # whose parts are loaded when they are first used
from numpy.typing import NDArray
from scipy.special import erf

from basinet.theory._arguments import FAR, Numbers, Value, plain, real, whole
from basinet.theory._dense_equations import NODES, SHARES, THERMAL, WEIGHTS, averages
from basinet.theory._roots import bracketed

_MOST_PATTERNS = 9
_STEPS, _JUMPING = 500, 20_000
_CLOSE = 1e-12


class ParallelOverlaps(NamedTuple):
    """A state that retrieves several patterns, the largest overlap first.

    Attributes:
        overlaps: m, with the patterns, `[.., K]`.
        examples: n, with the means of their examples, `[.., K]`.
    """

    overlaps: NDArray[np.float64]
    examples: NDArray[np.float64]


def multitask(
    dilution: Numbers, patterns: int = 3, temperature: Numbers = 0.0, *, data_noise: Numbers = 0.0
) -> ParallelOverlaps:
    """Return the overlaps that are reached from the hierarchy m_k = (1-d) d^(k-1).

    Damped iteration of the equations above, and where that is slow, near a transition, descent of
    the free energy. Status: exact for N -> infinity where the patterns are known exactly. Error
    1e-9, near a transition 1e-4.

    Args:
        dilution: d, from 0 to below 1.
        patterns: K, from 1 to 9.
        temperature: T >= 0.
        data_noise: rho = (1-r^2)/(M r^2), at least 0.

    Raises:
        ValueError: when an argument is outside its range.
    """
    d, heat = real("dilution", dilution, 0.0, 1.0), real("temperature", temperature, 0.0)
    if np.any(d == 1):
        raise ValueError("dilution is 1.0; expected a number from 0 to below 1")
    rho = real("data_noise", data_noise, 0.0, FAR)
    count = int(whole("patterns", patterns, 1))
    if count > _MOST_PATTERNS:
        raise ValueError(f"patterns is {count}; expected at most {_MOST_PATTERNS}")
    d, heat, rho = np.broadcast_arrays(d, heat, rho)
    points = zip(d.ravel(), heat.ravel(), rho.ravel(), strict=True)
    found = [_solve(float(a), float(b), float(c), count) for a, b, c in points]
    m, n = (np.array(part).reshape(*d.shape, count) for part in zip(*found, strict=True))
    return ParallelOverlaps(m, n)


def hierarchy(dilution: Numbers, patterns: int = 3) -> NDArray[np.float64]:
    """Return the overlaps m_k = (1-d) d^(k-1) of a state that serves one pattern after the other.

    The first pattern takes all neurons where it is not blank, the second those that are left, and
    so on. Status: exact at T = 0 where `hierarchy_end` allows.

    Args:
        dilution: d, from 0 to 1.
        patterns: K, at least 1.

    Raises:
        ValueError: when an argument is outside its range.
    """
    d, count = real("dilution", dilution, 0.0, 1.0), int(whole("patterns", patterns, 1))
    return (1 - d)[..., None] * d[..., None] ** np.arange(count)


def hierarchy_end(patterns: Numbers) -> Value:
    """Return the dilution at which the hierarchy ends: 1 - 2d + d^K = 0 below 1.

    There the fields of the weaker patterns together outweigh the strongest. 0.618034 for three
    patterns; 1 for one and two, which never end. Status: exact at T = 0. Error 1e-14.

    Args:
        patterns: K, at least 1.

    Raises:
        ValueError: when it is no whole number of at least 1.
    """
    counts = whole("patterns", patterns, 1)

    def end(k: int) -> float:
        if k < 3:
            return 1.0
        return bracketed(lambda d: 1 - 2 * d + d**k, 0.5, (2 / k) ** (1 / (k - 1)), 1e-15)

    return plain(np.vectorize(end, otypes=[float])(counts))


@dataclass(frozen=True, eq=False)
class _Columns:
    """The mean-field problem: all columns of signs and blanks, one of each pair of opposites.

    The equations say where the free energy f(n) = n.n/2 - E T ln 2 cosh((h + w z)/T) is flat.

    Attributes:
        columns: xi, `[columns, K]`.
        chances: of each together with its opposite, but for the one of blanks alone.
        heat: T.
        rho: noise of the examples.
    """

    columns: NDArray[np.float64]
    chances: NDArray[np.float64]
    heat: float
    rho: float

    def field(self, n: NDArray) -> tuple[NDArray, NDArray]:
        """Return h and w of every column."""
        return self.columns @ n, np.sqrt(self.rho * (self.columns**2 @ n**2))

    def advanced(self, n: NDArray) -> tuple[NDArray, NDArray]:
        """Return m and n by the right sides of the equations."""
        means, response = _spin(*self.field(n), self.heat)
        weighted = self.chances[:, None] * self.columns
        m = means @ weighted
        return m, m + self.rho * n * (response @ (weighted * self.columns))

    def slope(self, n: NDArray) -> NDArray:
        """Return the gradient of the free energy."""
        return n - self.advanced(n)[1]

    def free_energy(self, n: NDArray) -> float:
        """Return f(n) up to a constant."""
        return float(n @ n / 2 - self.chances @ _mean_size(*self.field(n), self.heat))


def _columns(d: float, heat: float, rho: float, count: int) -> _Columns:
    every = np.array(list(itertools.product((-1.0, 0.0, 1.0), repeat=count)))
    kept = every[: len(every) // 2]  # in this order the opposites of the first half are the second
    blanks = (kept == 0).sum(axis=1)
    return _Columns(kept, 2 * d**blanks * ((1 - d) / 2) ** (count - blanks), heat, rho)


def _solve(d: float, heat: float, rho: float, count: int) -> tuple[NDArray, NDArray]:
    problem = _columns(d, heat, rho, count)
    n = (1 - d) * d ** np.arange(count)
    damping, jumps = 0.5, heat == 0 and rho == 0
    for number in range(_JUMPING if jumps else _STEPS):
        change = problem.advanced(n)[1] - n
        n = n + damping * change
        if np.max(np.abs(change)) < _CLOSE:
            break
        if jumps and number % 1000 == 999:  # smaller steps end between the jumps
            damping /= 2
    else:
        if not jumps:  # near a transition steps are slow; downhill in the free energy is faster
            options = {"gtol": _CLOSE}
            n = scipy.optimize.minimize(
                problem.free_energy, n, jac=problem.slope, options=options
            ).x
    m = problem.advanced(n)[0]
    order = np.argsort(-np.abs(m), kind="stable")
    return np.abs(m)[order], np.abs(n)[order]


def _spin(field: NDArray, width: NDArray, heat: float) -> tuple[NDArray, NDArray]:
    """Return the mean of a spin in a normal field, and beta times its mean variance."""
    if heat > 0 and not width.any():
        mean = np.tanh(field / heat)
        return mean, (1 - mean**2) / heat
    if heat > 0:
        mean, _, response = averages(field, width**2, np.asarray(heat))
        return np.asarray(mean), np.asarray(response)
    wide = np.where(width > 0, width, 1)
    sharp = np.where(np.abs(field) > 1e-12, np.sign(field), 0.0)
    mean = np.where(width > 0, erf(field / (np.sqrt(2) * wide)), sharp)
    density = np.sqrt(2 / np.pi) * np.exp(-((field / wide) ** 2) / 2) / wide
    return mean, np.where(width > 0, density, 0.0)


def _mean_size(field: NDArray, width: NDArray, heat: float) -> NDArray:
    """Return E T ln 2 cosh((h + w z)/T), which is E |h + w z + T u| with u of density sech^2/2.

    As in `averages` the points of z see it as smooth while w is at most T.
    """
    if heat == 0:
        return _folded(field, width)
    found = np.zeros(field.shape)
    narrow = width <= heat
    at = (field[narrow][:, None] + width[narrow][:, None] * NODES) / heat
    found[narrow] = heat * np.logaddexp(at, -at) @ WEIGHTS
    heated = field[~narrow][:, None] + heat * THERMAL
    found[~narrow] = _folded(heated, width[~narrow][:, None]) @ SHARES
    return found


def _folded(mean: NDArray, width: NDArray) -> NDArray:
    """Return E |mean + width z|."""
    wide = np.where(width > 0, width, 1)
    size = mean * erf(mean / (np.sqrt(2) * wide))
    size = size + wide * np.sqrt(2 / np.pi) * np.exp(-((mean / wide) ** 2) / 2)
    return np.where(width > 0, size, np.abs(mean))
