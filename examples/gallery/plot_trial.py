"""
Steered, released, and it stays
===============================

The label drives the network for a few sweeps; when it is withdrawn, few spins turn.
"""

from sklearn.datasets import load_digits

from basinet import Classifier, Steered, draw

X, y = load_digits(return_X_y=True)
learner = Steered(hidden=200, self_coupling=1.5, input_gain=1.0, feedback_gain=4.0, sweeps=8)
clf = Classifier(learner, epochs=3, random_state=0).fit(X[:1200], y[:1200])
figure = draw.trial(clf, X[1200:1201], 8)
