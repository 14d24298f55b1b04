"""
A memory rolls downhill
=======================

Every step of a recall lowers the energy.
"""

import numpy as np
from sklearn.datasets import load_digits

from basinet import Associator, DenseHopfield, draw
from basinet.associative import flip

ten = np.where(load_digits().data[:10] > 7, 1, -1)
memory = Associator(DenseHopfield(order=4), random_state=0).fit(ten)
figure = draw.descent(memory, flip(ten, 0.3, np.random.default_rng(0)))
