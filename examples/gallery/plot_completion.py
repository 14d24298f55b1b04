"""
Half a picture is enough
========================

A memory of two hundred digits completes what it sees the upper half of.
"""

import numpy as np

from basinet import Associator, Modern, draw
from basinet.data import load

digits = load("digits").x_train[:200]
memory = Associator(Modern(), random_state=0).fit(digits)
cues = digits[:12].copy()
cues[:, 32:] = 0
known = np.tile(np.arange(64) < 32, (12, 1))
figure = draw.recall(memory, cues, digits[:12], known=known)
