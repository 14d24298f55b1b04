"""Steps of a stack of layers in float64 and plain loops, layer by layer and pattern by pattern."""

import numpy as np
from error_oracle import count, is_near

from basinet.learners.steered import LearntFeedback, NoThresholds, OneState, Ramp
from basinet.learners.steered.sizes import INPUT_STEP, READOUT_STEP, UPWARD_STEP

N, C, B = 11, 4, 7
SIZES = (16, 13)


def matrices(group):
    """The weights of a group by path, [target, source] in float64."""
    return {
        (path.source, path.target): np.asarray(block.weights, float).T
        for path, block in zip(group.paths, group.blocks, strict=True)
    }


def arrays(state, sizes=SIZES):
    """W, F, V, U, B by path, and the thresholds of each layer and of the readout."""
    groups = state.inputs, state.feedback, state.readout, state.stack.up, state.stack.down
    if state.thresholds is None:
        neurons, readout = np.zeros(sum(sizes)), np.zeros(C)
    else:
        neurons, readout = (np.asarray(t, float) for t in state.thresholds)
    return [*map(matrices, groups), np.split(neurons, np.cumsum(sizes)[:-1]), readout]


def slope(activity):
    """By how much a count grows with the field."""
    if isinstance(activity, Ramp):
        return activity.height / activity.swing
    return 1 / (activity.reach if isinstance(activity, OneState) else activity.swing)


def naive_answer(before, it, pattern):
    """The fields and counts of each layer and the field on the readout, layer by layer."""
    W, _, V, U, _, b, o = before
    h, m = [], []
    for layer in range(len(it.layers)):
        field = b[layer] + sum(block @ pattern for (_, to), block in W.items() if to == layer)
        field = field + sum(block @ m[come] for (come, to), block in U.items() if to == layer)
        h.append(field)
        spins = np.where(field > 0, 1.0, -1.0)
        counts = zip(field, spins, strict=True)
        m.append(np.array([count(it.teaching.activity, *one) for one in counts]))
    return h, m, o + sum(block @ m[layer] for (layer, _), block in V.items())


def naive_drives(before, it, h, e):
    """What each neuron is told to change, from the top down."""
    _, F, _, _, back, _, _ = before
    d = {}
    for layer in reversed(range(len(it.layers))):
        push = np.zeros(len(h[layer]))
        push += sum(block @ e for (_, to), block in F.items() if to == layer)
        push += sum(block @ d[come] for (come, to), block in back.items() if to == layer)
        d[layer] = push * [is_near(it.teaching.activity, one) for one in h[layer]]
    return d


def naive_products(before, it, pattern, label):
    """post pre of every synapse for one pattern."""
    h, m, read = naive_answer(before, it, pattern)
    odds = np.exp(read - read.max())
    e = (np.arange(C) == label) - odds / odds.sum()
    d = naive_drives(before, it, h, e)
    W, F, V, U, back, _, _ = before
    return [
        {(one, to): np.outer(d[to], pattern) for one, to in W},
        {(one, to): np.outer(m[to], e) for one, to in F},
        {(come, to): np.outer(e, m[come]) for come, to in V},
        {(come, to): np.outer(d[to], m[come]) for come, to in U},
        {(come, to): np.outer(m[to], d[come]) for come, to in back},
        d,
        {0: e},
    ]


def naive_sums(before, it, x, labels):
    """sum_batch post pre of every synapse."""
    patterns = zip(np.asarray(x, float), np.asarray(labels), strict=True)
    found = [naive_products(before, it, *pattern) for pattern in patterns]
    return [
        {path: sum(one[number][path] for one in found) for path in part}
        for number, part in enumerate(found[0])
    ]


def naive_step(before, it, x, labels):
    """One step of all synapses."""
    sums, how, root = naive_sums(before, it, x, labels), it.teaching, np.sqrt(len(x))
    inputs = INPUT_STEP * it.input_rate * it.input_gain / N
    readout = READOUT_STEP * it.readout_rate
    lost = readout * it.decay
    learns = isinstance(how.feedback, LearntFeedback)
    rate = how.feedback.rate if learns else 0.0
    ratio = it.feedback_gain * np.sqrt(sum(it.layers) / C)

    def after(number, gain, loss=0.0):
        return {
            path: (1 - loss) * block + gain(path) / root * sums[number][path]
            for path, block in before[number].items()
        }

    def up(lower):
        return UPWARD_STEP * it.input_rate * it.input_gain / it.layers[lower]

    learnt = [
        after(0, lambda _: inputs),
        after(1, lambda _: rate * ratio * readout, lost if learns else 0.0),
        after(2, lambda _: readout, lost),
        after(3, lambda path: up(path[0]), lost),
        after(4, lambda path: rate * slope(how.activity) * up(path[1]), lost if learns else 0.0),
    ]
    _, _, _, _, _, b, o = before
    if isinstance(how.thresholds, NoThresholds):
        return [*learnt, b, o]
    moved = [old + inputs / root * sums[5][layer] for layer, old in enumerate(b)]
    return [*learnt, moved, o + readout / root * sums[6][0]]
