"""Finite-size scaling: where a curve crosses a level, and how curves of many sizes collapse.

Near a threshold x_c, a quantity measured in systems of size N is expected to follow
y = N^(-beta/nu) f((x - x_c) N^(1/nu)) with one function f for all sizes (Fisher and Barber 1972).
Drawn in these variables the curves fall onto one another, which gives x_c and the exponents.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

_STARTS = 5
"""Values of each parameter from which the collapse is fitted first, on a grid."""


@dataclass(frozen=True)
class Estimate:
    """A number with its statistical error.

    Attributes:
        value: from all samples.
        error: the standard deviation over bootstrap samples; NaN where most of them gave nothing.
    """

    value: float
    error: float


@dataclass(frozen=True)
class Collapse:
    """The exponents with which curves of several sizes fall onto one another.

    Attributes:
        threshold: x_c.
        inverse_nu: 1/nu, the exponent of N in the scaled distance from the threshold.
        ratio: beta/nu, the exponent of N in the scaled quantity; exactly 0 where it was not
            fitted.
        quality: the mean square distance of a point from the curves of the other sizes, in units
            of its variance; about 1 where the curves collapse within their errors.
        pairs: how many pairs of a point and another size's curve the quality is a mean of.
    """

    threshold: Estimate
    inverse_nu: Estimate
    ratio: Estimate
    quality: float
    pairs: int


def crossing(
    x: Float[np.ndarray, " points"], y: Float[np.ndarray, " points"], level: float
) -> float:
    """Return where a curve crosses a level first, by linear interpolation; NaN where it does not.

    Args:
        x: increasing.
        y: the curve at x; points where it is NaN are left out.
        level: the level.
    """
    known = np.isfinite(y)
    x, above = x[known], y[known] - level
    ends = np.flatnonzero(np.signbit(above[:-1]) != np.signbit(above[1:]))
    if not len(ends):
        return float("nan")
    i = ends[0]
    return float(x[i] + (x[i + 1] - x[i]) * above[i] / (above[i] - above[i + 1]))


def threshold(
    x: Float[np.ndarray, " points"],
    samples: Float[np.ndarray, "points seeds"],
    level: float,
    *,
    resamples: int = 200,
    seed: int = 0,
) -> Estimate:
    """Return where the mean over seeds crosses a level, with its bootstrap error.

    The seeds of each point are drawn anew with replacement, independently at each point.

    Args:
        x: increasing.
        samples: NaN where there is no value.
        level: the level.
        resamples: bootstrap samples, at least 2.
        seed: of the bootstrap.

    Raises:
        ValueError: when shapes disagree, x does not increase or resamples is too small.
    """
    _check(x, samples, resamples)
    rng = np.random.default_rng(seed)
    found = [crossing(x, _mean(_redraw(samples, rng)), level) for _ in range(resamples)]
    return Estimate(crossing(x, _mean(samples), level), _spread(np.array(found)))


def collapse(
    sizes: Sequence[int],
    x: Float[np.ndarray, " points"],
    samples: Float[np.ndarray, "sizes points seeds"],
    *,
    scale_height: bool = False,
    resamples: int = 30,
    seed: int = 0,
) -> Collapse:
    """Fit the exponents with which the curves of several sizes fall onto one another.

    The cost is that of Houdayer and Hartmann (2004): each point of a size, scaled, is compared
    with the straight lines between the scaled points of every other size that lie to its left
    and right, in units of the variance of both. The exponents are those of least mean cost.

    Args:
        sizes: N, at least two different ones.
        x: increasing.
        samples: at least two seeds for each point; NaN where there is no value.
        scale_height: whether beta/nu is fitted too; else it is 0, right for probabilities.
        resamples: bootstrap samples for the errors, at least 2.
        seed: of the bootstrap.

    Raises:
        ValueError: when shapes disagree, there are too few sizes, or curves do not overlap.
    """
    _check(x, samples[0], resamples)
    N = np.array(sizes, float)
    if len(N) != len(samples) or len(set(sizes)) < 2 or N.min() <= 0:
        raise ValueError(
            f"there are {len(N)} sizes {list(sizes)} for {len(samples)} curves; expected two or"
            " more different sizes above 0, one for each curve"
        )
    floor = _floor(samples)
    start = _search(N, x, samples, floor)
    best, cost, pairs = _fit(N, x, samples, floor, start, scale_height)
    rng = np.random.default_rng(seed)
    redrawn = np.array(
        [_fit(N, x, _redraw(samples, rng), floor, best, scale_height)[0] for _ in range(resamples)]
    )
    errors = redrawn.std(axis=0, ddof=1)
    estimates = [Estimate(float(v), float(e)) for v, e in zip(best, errors, strict=True)]
    return Collapse(*estimates, quality=cost, pairs=pairs)


def scaled(
    sizes: Sequence[int],
    x: Float[np.ndarray, " points"],
    y: Float[np.ndarray, "sizes points"],
    found: Collapse,
) -> tuple[Float[np.ndarray, "sizes points"], Float[np.ndarray, "sizes points"]]:
    """Return (x - x_c) N^(1/nu) and y N^(beta/nu), in which the curves collapse."""
    exponents = (found.threshold.value, found.inverse_nu.value, found.ratio.value)
    return _scale(np.array(sizes, float), x, y, exponents)


def _scale(N: np.ndarray, x: np.ndarray, y: np.ndarray, exponents: Any) -> tuple[Any, Any]:
    centre, inverse_nu, ratio = exponents
    return (x - centre) * N[:, None] ** inverse_nu, y * N[:, None] ** ratio


def _search(N: np.ndarray, x: np.ndarray, samples: np.ndarray, floor: float) -> np.ndarray:
    """The best of a grid of thresholds and exponents, to begin the fit from."""
    cost = _cost(N, x, samples, floor)
    trials = [
        np.array([centre, inverse_nu, 0.0])
        for centre in np.linspace(x[0], x[-1], 4 * _STARTS + 1)[1:-1]
        for inverse_nu in np.linspace(0.1, 1.5, 3 * _STARTS)
    ]
    costs = [cost(trial)[0] for trial in trials]
    if not np.isfinite(costs).any():
        raise ValueError(
            "the curves of different sizes never overlap; measure them at more values of x"
        )
    return trials[int(np.argmin(costs))]


def _fit(
    N: np.ndarray,
    x: np.ndarray,
    samples: np.ndarray,
    floor: float,
    start: np.ndarray,
    scale_height: bool,
) -> tuple[np.ndarray, float, int]:
    """The exponents of least cost, from a start; the cost; and the pairs that it is a mean of."""
    # Slow to import, and of all that imports this module only a collapse needs it.
    from scipy.optimize import minimize

    cost = _cost(N, x, samples, floor)
    free = 3 if scale_height else 2

    def of(part: np.ndarray) -> float:
        return cost(np.concatenate([part, start[free:]]))[0]

    # The first steps are a fraction of the range of x, and of exponents of order one.
    steps = np.diag([0.05 * (x[-1] - x[0]), 0.1, 0.1][:free])
    simplex = np.vstack([start[:free], start[:free] + steps])
    options = {"initial_simplex": simplex, "xatol": 1e-5, "fatol": 1e-6, "maxiter": 400}
    end = minimize(of, start[:free], method="Nelder-Mead", options=options)
    best = np.concatenate([end.x, start[free:]])
    return best, *cost(best)


def _cost(
    N: np.ndarray, x: np.ndarray, samples: np.ndarray, floor: float
) -> Callable[[np.ndarray], tuple[float, int]]:
    """The mean square distance of scaled points from other sizes' curves, of the exponents."""
    y = _mean(samples)
    variance = _variance(samples) + floor
    least = 2 * len(N)

    def of(exponents: np.ndarray) -> tuple[float, int]:
        across, up = _scale(N, x, y, exponents)
        spread = variance * N[:, None] ** (2 * exponents[2])
        total, pairs = 0.0, 0
        for i in range(len(N)):
            for j in range(len(N)):
                if i == j:
                    continue
                ok = np.isfinite(up[j])
                cut, own = across[j][ok], np.isfinite(up[i])
                inside = own & (across[i] >= cut[0]) & (across[i] <= cut[-1]) if ok.sum() > 1 else 0
                if not np.any(inside):
                    continue
                at = across[i][inside]
                right = np.clip(np.searchsorted(cut, at), 1, len(cut) - 1)
                weight = (at - cut[right - 1]) / (cut[right] - cut[right - 1])
                curve, noise = up[j][ok], spread[j][ok]
                line = (1 - weight) * curve[right - 1] + weight * curve[right]
                about = (1 - weight) ** 2 * noise[right - 1] + weight**2 * noise[right]
                total += np.sum((up[i][inside] - line) ** 2 / (spread[i][inside] + about))
                pairs += len(at)
        return (float(total / pairs), pairs) if pairs >= least else (np.inf, pairs)

    return of


def _mean(samples: np.ndarray) -> np.ndarray:
    count = np.isfinite(samples).sum(axis=-1)
    total = np.nansum(samples, axis=-1)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)


def _variance(samples: np.ndarray) -> np.ndarray:
    """The variance of the mean at each point; 0 where there are fewer than two samples."""
    count = np.isfinite(samples).sum(axis=-1)
    squares = np.nansum((samples - _mean(samples)[..., None]) ** 2, axis=-1)
    scale = count * (count - 1.0)
    return np.divide(squares, scale, out=np.zeros(squares.shape), where=scale > 0)


def _floor(samples: np.ndarray) -> float:
    """A small part of the typical variance of a mean.

    Where all seeds agree, as far from a threshold, the measured variance is 0; without a floor
    such points would weigh infinitely much.
    """
    variance = _variance(samples)
    known = variance[variance > 0]
    return 0.1 * float(np.mean(known)) if known.size else 1.0


def _redraw(samples: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw the seeds of each point anew, with replacement, from those that have a value.

    Missing values stay missing: they are put last, and only places before them are drawn from.
    """
    ordered = np.take_along_axis(samples, np.argsort(~np.isfinite(samples), axis=-1), axis=-1)
    count = np.isfinite(samples).sum(axis=-1, keepdims=True)
    drawn = (rng.random(samples.shape) * np.maximum(count, 1)).astype(int)
    redrawn = np.take_along_axis(ordered, drawn, axis=-1)
    return np.where(np.isfinite(ordered), redrawn, np.nan)


def _spread(found: np.ndarray) -> float:
    known = found[np.isfinite(found)]
    return float(known.std(ddof=1)) if len(known) > len(found) / 2 else float("nan")


def _check(x: np.ndarray, samples: np.ndarray, resamples: int) -> None:
    if x.ndim != 1 or samples.shape[0] != len(x) or len(x) < 2 or not np.all(np.diff(x) > 0):
        raise ValueError(
            f"x has {len(x)} values for {samples.shape[0]} points; expected at least two, in"
            " increasing order, one for each point"
        )
    if resamples < 2:
        raise ValueError(f"resamples is {resamples}; the bootstrap needs at least 2")
