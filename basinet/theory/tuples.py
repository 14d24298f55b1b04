"""How many groups of y fixed points have the same mutual distance: the first moment.

The couplings are independent Gaussians of variance 1/N, J_ij and J_ji independent too. Everything
depends on the self-coupling J_D and the margin kappa through b = J_D - kappa alone. A normalised
Hamming distance d is an overlap of q = 1 - 2d.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from basinet.theory import tuple_saddle
from basinet.theory._arguments import Numbers, Value, plain, real, threshold
from basinet.theory._roots import bracketed
from basinet.theory.counting import complexity
from basinet.theory.tuple_integrals import SharedField, log_sum, shared_field

LARGEST_Y = 1000
"""The largest number of fixed points in a tuple."""

CLOSEST = 1e-12
"""The smallest distance above 0: below, overlaps cannot be told from 1 in float64."""


class TupleEntropy(NamedTuple):
    """The first-moment entropy of y-tuples; each entry has the shape of the arguments.

    Attributes:
        entropy: f_y, per neuron, natural logarithm.
        conjugate: the qhat at which the minimum over qhat is attained.
    """

    entropy: Value
    conjugate: Value


def tuple_entropy(
    y: int, distance: Numbers, self_coupling: Numbers, margin: Numbers = 0.0
) -> TupleEntropy:
    """Return the annealed entropy of ordered y-tuples of fixed points at mutual distance d.

        f_y = lim (1/N) ln E[number of y-tuples of mutual overlap q = 1 - 2d]
            = min over qhat of  - qhat q y(y-1)/2
              + ln sum_k C(y,k) exp(qhat ((y-2k)^2 - y)/2) Int Dz A+(z)^(y-k) A-(z)^k

    with A+-(z) = Phi((b +- sqrt(q) z)/sqrt(1-q)) and k = 0..y. f_1 is the complexity of single
    points, f_2 the entropy of pairs. Status: derived for this ensemble and exact as a first
    moment, hence an upper bound: where f_y < 0 there are no such tuples, with a probability that
    tends to one; where f_y >= 0 they need not exist. Error below 1e-13 (1 + |f_y|).

    Args:
        y: the number of fixed points, a whole number from 1 to 1000.
        distance: d, the fraction of neurons in which two of them differ, from 1e-12 to 1/2; or 0,
            where f_y is the complexity.
        self_coupling: J_D.
        margin: kappa >= 0, at most J_D.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    y, (d, b, shape) = tuple_size(y), flat_points(distance, self_coupling, margin)
    apart = np.maximum(d, CLOSEST)
    entropy, conjugate = tuple_saddle.entropy(y, apart, shared_field(apart, b, float(y)))
    return _at_all_distances(d, b, entropy, conjugate, shape)


def tuple_entropy_slope(
    y: int, distance: Numbers, self_coupling: Numbers, margin: Numbers = 0.0
) -> Value:
    """Return df_y/dd, the derivative of `tuple_entropy` by the distance.

    Status: exact as the derivative of f_y. Error below 1e-9 (1 + |df_y/dd|).

    Args:
        y: the number of fixed points, a whole number from 1 to 1000.
        distance: d, the fraction of neurons in which two of them differ, from 1e-12 to 1/2, the
            end excluded.
        self_coupling: J_D.
        margin: kappa >= 0, at most J_D.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    y, (d, b, shape) = tuple_size(y), flat_points(distance, self_coupling, margin)
    if np.any(d == 0):
        raise ValueError("distance is 0; there f_y falls vertically and has no slope")
    return plain(tuple_saddle.slope(y, d, shared_field(d, b, float(y)))[1].reshape(shape))


def tuple_entropy_real(
    y: float, distance: Numbers, self_coupling: Numbers, margin: Numbers = 0.0
) -> TupleEntropy:
    """Return the entropy of y-tuples continued to real y > 1.

    The sum over k of `tuple_entropy` becomes an integral,

        f_y = min over qhat >= 0 of  - qhat q y(y-1)/2 - qhat y/2
              + ln Int Dz Du [e^(sqrt(qhat) u) A+(z) + e^(-sqrt(qhat) u) A-(z)]^y

    which agrees with the sum at whole y. Status between whole numbers: an analytic continuation;
    its Legendre transform in y is the replica-symmetric estimate of `basinet.theory.clusters`.
    Error below 1e-11 (1 + |f_y|). Takes hundredths to tenths of a second for each point.

    Args:
        y: a number above 1 and at most 200.
        distance: d, the fraction of neurons in which two of them differ, from 1e-12 to 1/2; or 0,
            where f_y is the complexity.
        self_coupling: J_D.
        margin: kappa >= 0, at most J_D.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    y = float(real("y", y))
    if not 1 < y <= 200:
        raise ValueError(f"y is {y}; expected a number above 1 and at most 200")
    d, b, shape = flat_points(distance, self_coupling, margin)
    apart = np.maximum(d, CLOSEST)
    field = shared_field(apart, b, y)
    found = [_continued(y, float(at), field.take(slice(i, i + 1))) for i, at in enumerate(apart)]
    entropy, conjugate = np.array(found).reshape(-1, 2).T
    return _at_all_distances(d, b, entropy, conjugate, shape)


def flat_points(
    distance: Numbers, self_coupling: Numbers, margin: Numbers
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[int, ...]]:
    """Return d and b, checked, broadcast and flattened, and the shape of the broadcast.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    b = threshold(self_coupling, margin)
    if np.any(b < 0):
        raise ValueError(
            f"self_coupling - margin is {b[b < 0][0]}; it must be at least 0 (below, not even"
            " single fixed points exist)"
        )
    d = real("distance", distance, 0.0, 0.5)
    close = (d > 0) & (d < CLOSEST)
    if np.any(close):
        raise ValueError(f"distance is {d[close][0]}; expected 0 or a number of at least {CLOSEST}")
    d, b = np.broadcast_arrays(d, b)
    return d.ravel(), b.ravel(), d.shape


def _at_all_distances(
    d: NDArray[np.float64],
    b: NDArray[np.float64],
    entropy: NDArray[np.float64],
    conjugate: NDArray[np.float64],
    shape: tuple[int, ...],
) -> TupleEntropy:
    """The result in the shape of the arguments; at d = 0 the y fixed points are one."""
    entropy = np.where(d == 0, complexity(b), entropy)
    conjugate = np.where(d == 0, np.inf, conjugate)
    return TupleEntropy(plain(entropy.reshape(shape)), plain(conjugate.reshape(shape)))


def tuple_size(y: int) -> int:
    """Return y, checked.

    Raises:
        ValueError: when it is not a whole number from 1 to 1000.
    """
    if isinstance(y, bool) or not isinstance(y, int | np.integer) or not 1 <= y <= LARGEST_Y:
        raise ValueError(f"y is {y!r}; expected a whole number from 1 to {LARGEST_Y}")
    return int(y)


def _continued(y: float, d: float, field: SharedField) -> tuple[float, float]:
    """The entropy at real y and its qhat, at one point.

    With x = sqrt(qhat) u and t = tanh(x + ln(A+/A-)/2), integration by parts turns stationarity
    into <1 - t^2> = 2d; the left side falls with qhat.
    """
    log_integral, share = _unlike_share(0.0, y, field)
    if share <= 2 * d:
        return log_integral, 0.0
    low, high = 0.0, 1.0
    while _unlike_share(high, y, field)[1] > 2 * d:
        low, high = high, 2 * high
    qhat = bracketed(
        lambda x: float(np.log(_unlike_share(x, y, field)[1] / (2 * d))), low, high, 1e-12
    )
    log_integral = _unlike_share(qhat, y, field)[0]
    # -qhat q y(y-1)/2 - qhat y/2 = qhat (d y(y-1) - y^2/2)
    return log_integral + qhat * (d * y * (y - 1) - y**2 / 2), qhat


def _unlike_share(qhat: float, y: float, field: SharedField) -> tuple[float, float]:
    """The logarithm of the double integral and the mean of 1 - t^2 under it."""
    root = np.sqrt(qhat)
    # The trapezoid rule in u: exact to rounding for a mixture of unit Gaussians at step 0.5; the
    # zeros of the bracket, at a distance of pi/2 root from the real axis, ask for a finer step.
    end, step = 9 + y * root, min(0.5, 0.3 / max(root, 1e-9))
    u = step * np.arange(-np.ceil(end / step), np.ceil(end / step) + 1)[:, None]
    log_weight = np.log(step) - u**2 / 2 - np.log(2 * np.pi) / 2 + field.log_weight
    plus, minus = root * u + field.log_plus, field.log_minus - root * u
    log_bracket = np.logaddexp(plus, minus)
    log_measure = log_weight + y * log_bracket
    total = log_sum(log_measure.ravel())
    log_share = np.log(4) + plus + minus - 2 * log_bracket
    return float(total), float(np.exp(log_sum((log_measure + log_share).ravel()) - total))
