"""
Forward-Forward keeps few units awake
=====================================

Share of active units of each layer, digit by digit.
"""

import jax.numpy as jnp
import numpy as np

from basinet import ForwardForward, Rescale, analysis, viz
from basinet.data import load
from basinet.model import begin, learn

digits = load("digits")
X, y = digits.x_train, digits.y_train
learner = ForwardForward(hidden=(200, 200))
*_, model = learn(begin(learner, Rescale(), X, y, 0), X, y, epochs=10, batch_size=100)
layers = learner.activities(model.epoch.state, jnp.asarray(model.encode(X)))
lines = [
    viz.Line(f"layer {k}", analysis.sparsity(np.asarray(layer), y, np.arange(10)).active)
    for k, layer in enumerate(layers, 1)
]
figure = viz.curves(
    np.arange(10.0), lines, title="Units that are active", along="digit", shares=True
)
