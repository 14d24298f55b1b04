"""
At rest, and drawn on
=====================

Graded units come to rest with the picture alone, then once more with the label pulling at them.
"""

import jax
import jax.numpy as jnp
import numpy as np
from sklearn.datasets import load_digits

from basinet import Contrastive, Raw, viz
from basinet.model import begin, learn

X, y = map(np.asarray, load_digits(return_X_y=True))
learner = Contrastive(hidden=100, rate=5e-3)
start = begin(learner, Raw(), X / 16, y, 0)
*_, model = learn(start, X / 16, y, epochs=3, batch_size=16)
shown, labels = jnp.asarray(X[:30] / 16, jnp.float32), jnp.asarray(y[:30])
course = learner.course(model.epoch.state, shown, labels, jax.random.key(0))
figure = viz.settling(np.asarray(course.energies), np.asarray(course.moved), course.nudged_at)
