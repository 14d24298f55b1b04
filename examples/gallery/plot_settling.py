"""
At rest, and drawn on
=====================

Graded units come to rest with the picture alone, then once more with the label pulling at them.
"""

import jax
import jax.numpy as jnp
import numpy as np

from basinet import Contrastive, Raw, viz
from basinet.data import load
from basinet.model import begin, learn

digits = load("digits")
X, y = digits.x_train / 16, digits.y_train
learner = Contrastive(hidden=100, rate=5e-3)
start = begin(learner, Raw(), X, y, 0)
*_, model = learn(start, X, y, epochs=3, batch_size=16)
shown, labels = jnp.asarray(X[:30], jnp.float32), jnp.asarray(y[:30])
course = learner.course(model.epoch.state, shown, labels, jax.random.key(0))
figure = viz.settling(np.asarray(course.energies), np.asarray(course.moved), course.nudged_at)
