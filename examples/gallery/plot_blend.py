"""
Pairs blend, high orders keep apart
===================================

Ten digits as memories: with pairs all become one blend, with interactions of ten they come back.
"""

import numpy as np

from basinet import Associator, DenseHopfield, viz
from basinet.associative import flip
from basinet.data import load

digits = load("digits")
first = [np.argmax(digits.y_train == digit) for digit in range(10)]
ten = np.where(digits.x_train[first] > 7, 1, -1)
cues = flip(ten, 0.1, np.random.default_rng(0))
rows = [("cue", cues.astype(float))]
for order in (2, 4, 10):
    memory = Associator(DenseHopfield(order=order), random_state=0).fit(ten)
    rows.append((f"P = {order}", np.asarray(memory.retrieve(cues), float)))
figure = viz.completion(rows, (8, 8), title="Ten digits, interactions of P pixels")
