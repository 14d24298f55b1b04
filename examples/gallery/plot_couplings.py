"""
How symmetric couplings stay, or become
=======================================

Learning takes symmetry from a symmetric start, and gives hardly any to a random one.
"""

import numpy as np

from basinet import Rescale, Steered, analysis, viz
from basinet.analysis.networks import inside
from basinet.data import load
from basinet.learners import AllToAll, Layers, SymmetricStart
from basinet.model import begin, learn

digits = load("digits")
X, y = digits.x_train, digits.y_train
lines = []
for name, within in (("random start", AllToAll()), ("symmetric start", SymmetricStart())):
    learner = Steered(hidden=150, rate=0.05, wiring=Layers(within=within))
    start = begin(learner, Rescale(), X, y, 0)
    models = [start, *learn(start, X, y, epochs=5, batch_size=16)]
    seen = [inside(learner.network(model.epoch.state), 150)[0] for model in models]
    lines.append(viz.Line(name, np.array([analysis.symmetry(one) for one in seen])))
title, note = "Symmetry of the couplings", "1: symmetric, 0: none, -1: antisymmetric"
figure = viz.curves(np.arange(6.0), lines, title=title, note=note, along="epochs")
