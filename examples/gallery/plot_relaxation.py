"""
How an answer comes to rest
===========================

From silence, a pattern drives the network to a fixed point.
"""

from sklearn.datasets import load_digits

from basinet import Classifier, Steered, draw

X, y = load_digits(return_X_y=True)
clf = Classifier(
    Steered(hidden=200, input_gain=1.0, self_coupling=0.2, sweeps=8), epochs=3, random_state=0
).fit(X[:1200], y[:1200])
figure = draw.relaxation(clf, X[1200:1201])
