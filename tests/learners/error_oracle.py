"""Steering by the error in float64 and plain loops: a step of one layer, and what stacks share."""

import jax.numpy as jnp
import numpy as np

from basinet.learners.steered import LearntFeedback, NoThresholds, OneState, Ramp, SoftmaxError
from basinet.learners.steered.sizes import INPUT_STEP, READOUT_STEP

N, C, H, B = 12, 4, 30, 7


def with_thresholds(state):
    """The state with thresholds that are not zero, where there are any."""
    if state.thresholds is None:
        return state
    rng = np.random.default_rng(5)
    thresholds = [jnp.asarray(rng.normal(size=len(t)), jnp.float32) for t in state.thresholds]
    return state._replace(thresholds=type(state.thresholds)(*thresholds))


def arrays(state):
    """J, W, F, V [target, source] and the thresholds in float64."""
    J = np.zeros((H, H))
    for block in state.network.couplings.blocks:
        if hasattr(block, "weights"):
            J = np.asarray(block.weights, float).T
    W, F, V = (
        np.asarray(group.blocks[0].weights, float).T
        for group in (state.inputs, state.feedback, state.readout)
    )
    b, o = (
        (np.zeros(H), np.zeros(C))
        if state.thresholds is None
        else map(np.asarray, state.thresholds)
    )
    return [J, W, F, V, np.asarray(b, float), np.asarray(o, float)]


def count(activity, h, s):
    """What the readout counts of a field, phase by phase."""
    if isinstance(activity, OneState):
        return s
    K, swing = activity.phases, activity.swing
    total = 0.0
    for k in range(K):
        if isinstance(activity, Ramp):
            total += activity.height / K * (h - swing * (k + 0.5) / K >= 0)
        else:
            total += (1.0 if h + swing * (2 * k + 1 - K) / K >= 0 else -1.0) / K
    return total


def is_near(activity, h):
    return 0 < h < activity.swing if isinstance(activity, Ramp) else abs(h) < activity.reach


def naive_step(before, it, x, labels):
    """One step in float64 and plain loops, pattern by pattern and neuron by neuron."""
    J, W, F, V, b, o = before
    how = it.teaching
    sums = [np.zeros_like(part) for part in before]
    for pattern, label in zip(np.asarray(x, float), np.asarray(labels), strict=True):
        s = np.zeros(H)
        for _ in range(it.sweeps):
            full = J @ s + it.self_coupling * s + W @ pattern + b
            s = np.where(full == 0, s, np.sign(full))
        h = J @ s + W @ pattern + b
        m = np.array([count(how.activity, h[i], s[i]) for i in range(H)])
        read = V @ m + o
        if isinstance(how.error, SoftmaxError):
            odds = np.exp(read - read.max())
            e = (np.arange(C) == label) - odds / odds.sum()
        else:
            y = np.where(np.arange(C) == label, 1.0, -1.0)
            t = np.where(y > 0, C / 4, -np.sqrt(C) / 4)
            e = t * (y * read <= how.error.margin)
        f = F @ e
        for i in range(H):
            d = f[i] if is_near(how.activity, h[i]) else 0.0
            sums[0][i] += d * s  # what a coupling sends is the spin
            sums[1][i] += d * pattern
            sums[2][i] += m[i] * e
            sums[4][i] += d
        sums[3] += np.outer(e, m)
        sums[5] += e
    root = np.sqrt(len(x))
    own, readout = it.rate / np.sqrt(H), READOUT_STEP * it.readout_rate
    inputs = INPUT_STEP * it.input_rate * it.input_gain / N
    kept, ratio = 1 - readout * it.decay, it.feedback_gain * np.sqrt(H / C)
    back = how.feedback.rate * ratio * readout if isinstance(how.feedback, LearntFeedback) else 0.0
    learnt = [
        (1 - own * it.decay) * J + own / root * sums[0],
        W + inputs / root * sums[1],
        (kept if back else 1.0) * F + back / root * sums[2],
        kept * V + readout / root * sums[3],
        b,
        o,
    ]
    np.fill_diagonal(learnt[0], 0.0)
    if not np.any(J):
        learnt[0] = J
    if not isinstance(how.thresholds, NoThresholds):
        learnt[4] = b + inputs / root * sums[4]
        learnt[5] = o + readout / root * sums[5]
    return learnt
