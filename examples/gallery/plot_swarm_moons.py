"""
What a swarm of swarms decides
==============================

Every neuron searches with particles of its own. How sure the network is of the upper moon, over
the plane, with the points from which it learnt; along the line it cannot tell.
"""

import numpy as np
from sklearn.datasets import make_moons

from basinet import Classifier, Swarm, viz
from basinet.viz import style

X, y = make_moons(300, noise=0.15, random_state=0)
swarm = Swarm(hidden=8, particles=10)
clf = Classifier(swarm, epochs=600, batch_size=300, random_state=0).fit(X, y)
across, up = np.linspace(-1.6, 2.6, 169), np.linspace(-1.1, 1.6, 109)
points = np.stack([one.ravel() for one in np.meshgrid(across, up)], axis=1)
sure = clf.predict_proba(points)[:, 0].reshape(109, 169)
title, axes = "Two moons: how sure the network is of the upper one", ("feature 1", "feature 2")
picture = viz.plane(across, up, sure, title=title, along=axes[0], upwards=axes[1])
picture.axes[0].contour(across, up, sure, [0.5], colors=style.INK)
colours = np.where(y == 0, style.BLUE, style.VERMILION)
picture.axes[0].scatter(*np.transpose(X), s=16, c=colours, edgecolors=style.PAPER, linewidths=0.5)
figure = picture
