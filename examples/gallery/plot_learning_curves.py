"""
Does it learn?
==============

Accuracy and what the learner shows of itself, epoch by epoch.
"""

from sklearn.datasets import load_digits

from basinet import Classifier, Steered, draw

X, y = load_digits(return_X_y=True)
clf = Classifier(Steered(hidden=200), epochs=8, validation_fraction=0.2, random_state=0).fit(
    X[:1200], y[:1200]
)
figure = draw.learning_curves(clf, chance=0.1)
