"""
How wide the basins are
=======================

Spins of a fixed point are flipped; how far away does the network come to rest?
"""

from sklearn.datasets import load_digits

from basinet import Classifier, Steered, draw

X, y = load_digits(return_X_y=True)
clf = Classifier(Steered(hidden=200), epochs=3, random_state=0).fit(X[:1200], y[:1200])
figure = draw.basins(clf, X[1200:])
