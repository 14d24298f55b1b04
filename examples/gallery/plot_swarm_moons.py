"""
What a swarm of swarms decides
==============================

Every neuron searches with particles of its own. Share of the upper moon, over the plane.
"""

import numpy as np
from sklearn.datasets import make_moons

from basinet import Classifier, Swarm, viz

X, y = make_moons(300, noise=0.15, random_state=0)
swarm = Swarm(hidden=8, particles=10)
clf = Classifier(swarm, epochs=150, batch_size=300, random_state=0).fit(X, y)
across, up = np.linspace(-1.5, 2.5, 13), np.linspace(-1.0, 1.5, 11)
points = np.stack([one.ravel() for one in np.meshgrid(across, up)], axis=1)
figure = viz.plane(
    across,
    up,
    clf.predict_proba(points)[:, 0].reshape(11, 13),
    title="Two moons: how sure the network is of the upper one",
)
