"""One learning step of the steered network in float64, written with plain loops to be read.

Synapses are indexed as in the physics: `J[k][i, j]` is the synapse from neuron j to neuron i of
layer k, without self-coupling; likewise `W_in[k][i, f]`, `W_back[k][i, c]`, `W_out[k][c, j]`.
A state is `s[k, i]`, for one pattern.
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class Weights:
    J: list[np.ndarray]
    W_in: list[np.ndarray]
    W_back: list[np.ndarray]
    W_out: list[np.ndarray]


def own(learner, s):
    """The self-coupling of the neurons of each layer, as a column beside the state."""
    return np.broadcast_to(learner.self_coupling, len(s))[:, None]


def local_field(weights, learner, x, s):
    """The field of each neuron from input, own layer and neighbours, without self-coupling."""
    layers, neurons = s.shape
    h = np.zeros((layers, neurons))
    for k in range(layers):
        for i in range(neurons):
            h[k, i] += sum(weights.W_in[k][i, f] * x[f] for f in range(len(x)))
            h[k, i] += sum(weights.J[k][i, j] * s[k, j] for j in range(neurons))
            if k > 0:
                h[k, i] += learner.excitation * s[k - 1, i]
            if k < layers - 1:
                h[k, i] += learner.excitation * s[k + 1, i]
    return h


def readout_field(weights, s):
    """The field of each readout neuron: all layers are read."""
    classes = len(weights.W_out[0])
    return np.array(
        [sum(weights.W_out[k][c] @ s[k] for k in range(len(s))) for c in range(classes)]
    )


def phi(y):
    """The readout state, weighted so that one active class balances the others."""
    weight = {1.0: np.sqrt(len(y)) / 2, -1.0: -1 / 2, 0.0: 0.0}
    return np.array([weight[value] for value in y])


def sweep(weights, learner, x, s, y, amplitude=1.0):
    """All neurons at once: hidden ones under input and feedback, readout ones y under s."""
    h = local_field(weights, learner, x, s) + own(learner, s) * s
    for k in range(len(s)):
        h[k] += amplitude * weights.W_back[k] @ phi(y)
    return np.where(h == 0, s, np.sign(h)), np.sign(readout_field(weights, s))


def path(weights, learner, x, label, free_input=1.0, fade=1):
    """The states after each sweep of a learning step: warm-up, steering, free phase.

    In the free phase the input is multiplied by `free_input`, and the label is faded out linearly
    over `fade` sweeps, of which the first has the full amplitude if there is more than one.
    """
    layers, classes = len(weights.J), len(weights.W_out[0])
    off, target = np.zeros(classes), -np.ones(classes)
    target[label] = 1.0
    s, states = np.zeros((layers, len(weights.J[0]))), []
    for _ in range(layers):
        s, y = sweep(weights, learner, x, s, off)
        states.append(s)
    for _ in range(learner.sweeps - layers):
        s, _ = sweep(weights, learner, x, s, y)
        y = target
        states.append(s)
    for sweep_number in range(learner.sweeps):
        amplitude = max(0.0, 1 - sweep_number / fade) if fade > 1 else 0.0
        s, _ = sweep(weights, learner, free_input * x, s, target, amplitude)
        states.append(s)
    return np.array(states)


def hard(stability, margin):
    """The perceptron rule: a full step at or below the margin."""
    return float(stability <= margin)


def step(weights, learner, x, labels, *, learn=(-1,), free_input=1.0, fade=1, size=hard, ways=None):
    """The weights after one learning step on a batch.

    Args:
        learn: which states of a path are learnt; the last by default.
        free_input: the factor of the input in the free phase and in the fields that decide.
        fade: the sweeps over which the label fades.
        size: the size of a neuron's step, given its stability and the margin.
        ways: the states of each pattern after each sweep; those of `path` without it.
    """
    if ways is None:
        patterns = zip(x, labels, strict=True)
        ways = [path(weights, learner, *pattern, free_input, fade) for pattern in patterns]
    states = [way[which] for which in learn for way in ways]
    x, labels = np.concatenate([x] * len(learn)), np.concatenate([labels] * len(learn))
    batch, layers, classes = len(x), len(weights.J), len(weights.W_out[0])
    tie = learner.excitation if layers > 1 else 0.0
    J_step, in_step, out_step = (np.zeros_like(w) for w in (weights.J, weights.W_in, weights.W_out))
    for pattern, label, s in zip(x, labels, states, strict=True):
        h = local_field(weights, learner, free_input * pattern, s) + own(learner, s) * s
        for k in range(layers):
            for i in range(len(s[k])):
                margin = learner.margin + own(learner, s)[k, 0] + tie
                drive = s[k, i] * size(s[k, i] * h[k, i], margin)
                J_step[k][i] += drive * s[k]
                in_step[k][i] += drive * pattern
        out = readout_field(weights, s)
        for c in range(classes):
            t = classes / 4 if c == label else -np.sqrt(classes) / 4
            if t * out[c] <= learner.teaching.readout_margin:
                for k in range(layers):
                    out_step[k][c] += t * s[k]
    neurons, features = len(weights.J[0]), x.shape[1]
    rate = learner.rate / np.sqrt(neurons)
    out_rate = learner.readout_rate / np.sqrt(neurons)
    in_rate = learner.input_rate * learner.input_gain / np.sqrt(features)
    after = Weights([], [], weights.W_back, [])
    for k in range(layers):
        J = weights.J[k] * (1 - rate * learner.decay) + rate / np.sqrt(batch) * J_step[k]
        np.fill_diagonal(J, 0)
        after.J.append(J)
        after.W_in.append(weights.W_in[k] + in_rate / np.sqrt(batch) * in_step[k])
        kept = weights.W_out[k] * (1 - out_rate * learner.decay)
        after.W_out.append(kept + out_rate / np.sqrt(batch) * out_step[k])
    return after
