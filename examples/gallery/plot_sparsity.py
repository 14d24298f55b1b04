"""
Forward-Forward puts units to sleep
===================================

Share of the units of each layer that a digit wakes, from before learning on, epoch by epoch.
"""

import jax.numpy as jnp
import numpy as np

from basinet import ForwardForward, Rescale, viz
from basinet.data import load
from basinet.model import begin, learn

digits = load("digits")
X, y = digits.x_train, digits.y_train
learner = ForwardForward(hidden=(200, 200))
start = begin(learner, Rescale(), X, y, 0)
awake = []
for model in (start, *learn(start, X, y, epochs=15, batch_size=100)):
    layers = learner.activities(model.epoch.state, jnp.asarray(model.encode(X)))
    awake.append([float((layer > 0).mean()) for layer in layers])
lines = [viz.Line(f"layer {k}", share) for k, share in enumerate(np.array(awake).T, 1)]
figure = viz.curves(
    np.arange(16.0), lines, title="Units that are active", along="epochs", shares=True
)
