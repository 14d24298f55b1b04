"""How many fixed points a random network has: first and second moment, and the typical one.

N neurons with independent couplings J_ij ~ N(0, 1/N) and the self-coupling J_D; a state s is a
fixed point where Delta_i = s_i sum_j J_ij s_j + J_D > kappa for every neuron i. The rows of J are
independent, so that the moments factorise over neurons and are exact at every N. All of them
depend on J_D and kappa only through b = J_D - kappa. The self-coupling may be negative.

Sigma(b) = ln 2 + ln Phi(b) is the annealed complexity; for b > 0 the ratio E[N_fp^2]/E[N_fp]^2
stays finite, and the annealed is the quenched value.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, gammaln, log_ndtr, logsumexp, ndtr

from basinet.theory._arguments import Numbers, Reals, Value, plain, real, threshold, whole
from basinet.theory.normal import inverse_mills, log_both_given_one


def complexity(self_coupling: Numbers, margin: Numbers = 0.0, n: Numbers | None = None) -> Value:
    """Return the complexity (1/N) ln E[N_fp], the log-number of fixed points per neuron.

    ln 2 + ln Phi(b) for infinitely many neurons, ln 2 + ln Phi(b sqrt(N/(N-1))) for N. Status:
    exact, and for N -> infinity and b > 0 also the value of a typical network. Relative error
    1e-14, or 1e-16 absolute near b = 0.

    Args:
        self_coupling: J_D.
        margin: kappa >= 0.
        n: the number N >= 2 of neurons; None for infinitely many.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    b = threshold(self_coupling, margin)
    if n is not None:
        b = b * _widening(whole("n", n, 2))
    return plain(_complexity(b))


def log_expected_count(self_coupling: Numbers, n: Numbers, margin: Numbers = 0.0) -> Value:
    """Return ln E[N_fp], the logarithm of the mean number of fixed points of N neurons.

    E[N_fp] = (2 Phi(b sqrt(N/(N-1))))^N. Status: exact.

    Args:
        self_coupling: J_D.
        n: the number N >= 2 of neurons.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    b, neurons = threshold(self_coupling, margin), whole("n", n, 2)
    return plain(neurons * _complexity(b * _widening(neurons)))


def expected_count(self_coupling: Numbers, n: Numbers, margin: Numbers = 0.0) -> Value:
    """Return E[N_fp], the mean number of fixed points; infinity where it exceeds 1e308.

    Arguments, status and errors are those of `log_expected_count`.
    """
    with np.errstate(over="ignore"):
        return plain(np.exp(log_expected_count(self_coupling, n, margin)))


def log_expected_pairs(
    self_coupling: Numbers, n: int, margin: Numbers = 0.0
) -> NDArray[np.float64]:
    """Return the logarithm of the mean number of ordered pairs of fixed points at each distance.

    At Hamming distance k the number is

        2^N C(N, k) Phi2(bN, bN; rho_same)^(N-k) Phi2(bN, bN; rho_diff)^k,

    bN = b sqrt(N/(N-1)), rho_same = (N - 2k - 1)/(N-1), rho_diff = -(N - 2k + 1)/(N-1). The
    entry k = 0 is ln E[N_fp]; the sum over k is E[N_fp^2]. Status: exact. Absolute error about
    1e-13 N.

    Args:
        self_coupling: J_D, of any shape.
        n: the number N >= 2 of neurons.
        margin: kappa >= 0.

    Returns:
        For each value of b the N + 1 entries k = 0, ..., N along a new last axis.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    b = threshold(self_coupling, margin)
    return _log_pairs(b, int(whole("n", n, 2)))


def log_second_moment(self_coupling: Numbers, n: Numbers, margin: Numbers = 0.0) -> Value:
    """Return ln E[N_fp^2], the sum of `log_expected_pairs` over all distances.

    Status: exact. The time grows with the sum of all N that are asked for.

    Args:
        self_coupling: J_D.
        n: the number N >= 2 of neurons.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    b, neurons = np.broadcast_arrays(threshold(self_coupling, margin), whole("n", n, 2))
    result = np.empty(b.shape)
    for size in np.unique(neurons):
        chosen = neurons == size
        result[chosen] = logsumexp(_log_pairs(b[chosen], int(size)), axis=-1)
    return plain(result)


def moment_ratio(self_coupling: Numbers, margin: Numbers = 0.0) -> Value:
    """Return R(b), the limit of E[N_fp^2]/E[N_fp]^2 for infinitely many neurons.

    For b > 0, with a = phi(b)/Phi(b),

        R(b) = exp(-a^2)/sqrt((1 - a^2)^2 - a^2 b^2),

    the Gaussian fluctuations around overlap 0. R is finite, so that with a probability bounded
    away from zero the number of fixed points is of the order of its mean. At b = 0 the pairs
    (s, s) and (s, -s) add 2, and for b < 0 they make the ratio infinite. Status: exact limit; that
    the maximum at overlap 0 is the global one was confirmed numerically for 0.1 <= b <= 3.

    Args:
        self_coupling: J_D.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or the margin is negative.
    """
    b = threshold(self_coupling, margin)
    a = np.asarray(inverse_mills(np.maximum(b, 0)))
    ratio = np.exp(-(a**2)) / np.sqrt((1 - a * (a + b)) * (1 - a * (a - b)), where=b >= 0, out=a)
    return plain(np.where(b < 0, np.inf, ratio + 2.0 * (b == 0)))


def mean_stability(self_coupling: Numbers, margin: Numbers = 0.0) -> Value:
    """Return the mean stability Delta of a neuron in a typical fixed point, J_D + a(b).

    The stabilities are independent normal numbers of mean J_D and variance 1, given that they
    exceed kappa; a = phi/Phi. Status: exact for infinitely many neurons and b > 0. Fixed points
    that an algorithm finds are not typical: theirs is larger.

    Args:
        self_coupling: J_D.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or the margin is negative.
    """
    b = threshold(self_coupling, margin)
    return plain(real("self_coupling", self_coupling) + inverse_mills(b))


def free_fraction(self_coupling: Numbers, margin: Numbers = 0.0) -> Value:
    """Return the fraction of neurons of a typical fixed point that would be stable flipped, too.

    These are the neurons whose field from the others is weaker than b: either sign is consistent,
    and a single flip of them is not repaired. (2 Phi(b) - 1)/Phi(b) for b > 0, else 0. Status:
    exact for infinitely many neurons.

    Args:
        self_coupling: J_D.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or the margin is negative.
    """
    b = np.maximum(threshold(self_coupling, margin), 0)
    return plain(erf(b / np.sqrt(2)) / ndtr(b))


def _complexity(b: Reals) -> Reals:
    """ln(2 Phi(b)), which is ln(1 + erf(b/sqrt 2)): exact zero at b = 0, full accuracy beside."""
    return np.where(
        np.abs(b) < 0.5,
        np.log1p(erf(np.clip(b, -0.5, 0.5) / np.sqrt(2))),
        np.log(2) + log_ndtr(b),
    )


def _widening(neurons: NDArray[np.int64]) -> Reals:
    """What b is multiplied by: a field is the sum of N - 1 couplings, not of N."""
    return np.sqrt(neurons / (neurons - 1))


def _log_pairs(b: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    b = b[..., None] * np.sqrt(n / (n - 1))
    k = np.arange(n + 1)
    binomial = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    # 1 - rho and 1 + rho as fractions of whole numbers. At k = N no neuron agrees and at k = 0
    # none differs: what stands there for rho is outside [-1, 1], and its power is zero.
    with np.errstate(divide="ignore"):
        same = log_both_given_one(b, np.sqrt(k / np.maximum(n - 1 - k, 0.0)))
        different = log_both_given_one(b, np.sqrt((n - k) / np.maximum(k - 1.0, 0)))
    same = np.where(k == n, 0, same)
    different = np.where(k == 0, 0, different)
    agreeing = np.where(k < n, (n - k) * same, 0)
    return np.asarray(n * (np.log(2) + log_ndtr(b)) + binomial + agreeing + k * different)
