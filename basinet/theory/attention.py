"""Self-attention fed its own output: a deterministic map with cycles and chaos.

Nothing is learnt here; weights are random signs. Tokens x_t of N signs, M features, weights W^a of
shape [M, N] for a = output, value, query, key, and positional signs p_t of B bits, the binary
digits of t mod L with L = 2^B, most significant first, 0 as -1 (Poc-Lopez and Aguilera 2024, arXiv
2406.07247):

    m^a_t = (1 - eps) W^a x_t / N + eps P^a p_t / B
    A_t   = sum over the last L tokens tau of softmax_tau(gamma m^q_t.m^k_tau) m^v_tau

and the bits of the next token are independent with the means tanh(beta sum_b W^o_{bi} A_{t,b}).
For N -> infinity W^a x / N becomes the mean over i of W^a_{ai} tanh(..), a finite sum where the
columns of the weights are of S kinds (segments of equal length). All in float64: at gamma = 127
attention is almost hard, and in chaos a rounding error is as large as the attractor after about
a hundred steps of float32.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from basinet.theory._arguments import Numbers, real, whole

GAMMA = 220 / np.sqrt(3)
"""gamma of the reference, 220/sqrt(M) with M = 3."""

_APART = 1e-8
"""The distance to which a second course is brought back after each step."""
_SAME = 1e-9


def _signs(rows: str) -> NDArray[np.float64]:
    return np.array([[1.0 if sign == "+" else -1.0 for sign in row] for row in rows.split()])


@dataclass(frozen=True, eq=False)
class AttentionWeights:
    """Signs of the weights, one column for each of S segments of equal length.

    The defaults are those of the reference: M = 3 features, three segments, B = 2 positional bits.

    Attributes:
        tokens: W^a for a = output, value, query, key, `[4, M, S]`.
        positions: P^a in the same order, `[4, M, B]`.

    Raises:
        ValueError: when shapes do not fit or a weight is neither -1 nor +1.
    """

    tokens: NDArray[np.float64] = field(
        default_factory=lambda: np.stack(
            [_signs(rows) for rows in ("-++ -+- +++", "-+- --+ -++", "+-- --- +-+", "--- --+ -+-")]
        )
    )
    positions: NDArray[np.float64] = field(
        default_factory=lambda: np.stack(
            [_signs(rows) for rows in ("-- +- ++", "-- +- -+", "+- ++ --", "-- -- -+")]
        )
    )

    def __post_init__(self):
        for name in ("tokens", "positions"):
            value = np.asarray(getattr(self, name), float)
            if value.ndim != 3 or value.shape[0] != 4 or not value.size:
                raise ValueError(f"{name} has shape {value.shape}; expected (4, features, ..)")
            if (np.abs(value) != 1).any():
                raise ValueError(f"{name} holds {value[np.abs(value) != 1][0]}; expected -1 and +1")
            object.__setattr__(self, name, value)
        if self.tokens.shape[1] != self.positions.shape[1]:
            raise ValueError(
                f"tokens have {self.tokens.shape[1]} features and positions"
                f" {self.positions.shape[1]}; expected as many"
            )

    @property
    def window(self) -> int:
        """L, the number of tokens that are attended to."""
        return 2 ** self.positions.shape[2]


class AttentionCourse(NamedTuple):
    """The overlaps along one or more courses.

    Attributes:
        overlaps: m^a for a = output, value, query, key, `[steps, .., 4, M]`.
        exponent: the largest Lyapunov exponent a step, `[..]`; NaN where it was not asked for.
        period: the length of the cycle at the end, `[..]`; 0 where there is none.
    """

    overlaps: NDArray[np.float64]
    exponent: NDArray[np.float64]
    period: NDArray[np.int64]


def attention(
    beta: Numbers,
    steps: int = 2000,
    *,
    weights: AttentionWeights | None = None,
    gamma: float = GAMMA,
    position: float = 0.02,
    transient: int = 2000,
    size: int | None = None,
    seed: int = 0,
) -> AttentionCourse:
    """Return the course of self-attention fed its own output, from the token W^o_1.

    Status: exact for N -> infinity; with a size, one random course of N bits. The exponent follows
    a second course that is brought back to a distance of 1e-8 after each step; it needs about
    20,000 steps for two digits. A period is looked for in the second half of the steps.

    Args:
        beta: inverse temperature of the output, at least 0; several are followed at once.
        steps: how many are kept, at least 1.
        weights: those of the reference if None.
        gamma: inverse temperature of the attention.
        position: eps, the part of the positional bits, from 0 to 1.
        transient: steps before them.
        size: N, a multiple of the number of segments; infinite if None.
        seed: of the random bits.

    Raises:
        ValueError: when an argument is outside its range.
    """
    net = AttentionWeights() if weights is None else weights
    cold, eps = real("beta", beta, 0.0), float(real("position", position, 0.0, 1.0))
    sharp = float(real("gamma", gamma))
    kept, before = int(whole("steps", steps, 1)), int(whole("transient", transient, 0))
    if size is not None and (size < 1 or size % net.tokens.shape[2]):
        raise ValueError(
            f"size is {size!r}; expected a multiple of the {net.tokens.shape[2]} segments"
        )
    betas, rng = np.atleast_1d(cold).ravel(), np.random.default_rng(seed)
    twins = 2 if size is None else 1
    both = np.tile(betas, twins)
    clock = eps / net.positions.shape[2] * _clock(net)
    token = np.tile(net.tokens[0, 0], (len(both), 1))
    window = np.zeros((len(both), net.window, 4, net.tokens.shape[1]))
    course, growth = np.empty((kept, len(betas), *window.shape[2:])), np.zeros(len(betas))
    for t in range(before + kept):
        slot = t % net.window
        window[:, slot] = (1 - eps) * np.einsum("afs,rs->raf", net.tokens, token) / token.shape[1]
        window[:, slot] += clock[slot]
        if twins == 2 and t >= net.window:
            stretched = _bring_back(window, len(betas))
            if t >= before:
                growth += np.log(stretched / _APART)
        elif twins == 2 and t == net.window - 1:
            window[len(betas) :] = window[: len(betas)] + _APART / np.sqrt(window[0].size)
        if t >= before:
            course[t - before] = window[: len(betas), slot]
        token = _next(net, window[:, : min(t + 1, net.window)], slot, both, sharp, size, rng)
    exponent = growth / kept if size is None else np.full(len(betas), np.nan)
    shape = (kept, *cold.shape, *window.shape[2:])
    return AttentionCourse(
        course.reshape(shape),
        exponent.reshape(cold.shape),
        _periods(course, net.window).reshape(cold.shape),
    )


def _clock(net: AttentionWeights) -> NDArray[np.float64]:
    """Return P^a p for each position of the window, `[L, 4, M]`."""
    bits = net.positions.shape[2]
    digits = (np.arange(net.window)[:, None] >> np.arange(bits)[::-1]) & 1
    return np.einsum("afb,lb->laf", net.positions, 2.0 * digits - 1)


def _next(
    net: AttentionWeights,
    window: NDArray[np.float64],
    slot: int,
    beta: NDArray[np.float64],
    gamma: float,
    size: int | None,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return the mean bits of the next token in each segment, `[runs, S]`."""
    _, values, _, keys = np.moveaxis(window, 2, 0)
    scores = gamma * np.einsum("rf,rlf->rl", window[:, slot, 2], keys)
    mixed = np.exp(scores - scores.max(axis=1, keepdims=True))
    attended = np.einsum("rl,rlf->rf", mixed / mixed.sum(axis=1, keepdims=True), values)
    means = np.tanh(beta[:, None] * (attended @ net.tokens[0]))
    if size is None:
        return means
    bits = size // means.shape[1]
    return 2 * rng.binomial(bits, (1 + means) / 2) / bits - 1


def _bring_back(window: NDArray[np.float64], runs: int) -> NDArray[np.float64]:
    """Move the second courses towards the first, to the fixed distance; return where they were."""
    apart = window[runs:] - window[:runs]
    distance = np.sqrt(np.sum(apart**2, axis=(1, 2, 3)))
    known = np.maximum(distance, 1e-300)
    window[runs:] = window[:runs] + apart * (_APART / known)[:, None, None, None]
    return np.maximum(distance, 1e-16)


def _periods(course: NDArray[np.float64], window: int) -> NDArray[np.int64]:
    """Return the shortest shift, a multiple of the window, under which the second half repeats."""
    half = course[len(course) // 2 :]
    found = np.zeros(course.shape[1], np.int64)
    for shift in range(window, len(half) // 2, window):
        same = np.max(np.abs(half[shift:] - half[:-shift]), axis=(0, 2, 3)) < _SAME
        found = np.where((found == 0) & same, shift, found)
        if found.all():
            break
    return found
