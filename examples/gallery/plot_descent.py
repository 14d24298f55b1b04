"""
A memory rolls downhill
=======================

Every step of a recall lowers the energy.
"""

import numpy as np

from basinet import Associator, DenseHopfield, draw
from basinet.associative import flip
from basinet.data import load

digits = load("digits")
first = [np.argmax(digits.y_train == digit) for digit in range(10)]
ten = np.where(digits.x_train[first] > 7, 1, -1)
memory = Associator(DenseHopfield(order=4), random_state=0).fit(ten)
figure = draw.descent(memory, flip(ten, 0.3, np.random.default_rng(0)))
