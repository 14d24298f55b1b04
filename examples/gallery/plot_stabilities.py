"""
How firmly each neuron holds
============================

The field of every neuron along its spin, beside the margin up to which it would learn.
"""

from sklearn.datasets import load_digits

from basinet import Classifier, Steered, draw

X, y = load_digits(return_X_y=True)
clf = Classifier(Steered(hidden=200), epochs=3, random_state=0).fit(X[:1200], y[:1200])
figure = draw.stabilities(clf, X[1200:])
