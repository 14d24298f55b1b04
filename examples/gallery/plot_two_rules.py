"""
The label steers, or the error
==============================

The same digits, the same neurons, two rules that are local.
"""

import numpy as np
from sklearn.datasets import load_digits

import basinet
from basinet import viz

X, y = load_digits(return_X_y=True)
lines = []
for name in ("steered", "error-steered"):
    clf = basinet.Classifier(basinet.learner(name, hidden=200), epochs=1, random_state=0)
    course = []
    for _ in range(12):
        clf.partial_fit(X[:1200], y[:1200], classes=np.arange(10))
        course.append(100 - 100 * clf.score(X[1200:], y[1200:]))
    lines.append(viz.Line(name, np.array(course)))
figure = viz.curves(
    np.arange(1.0, 13), lines, title="Held-out digits named wrongly, per cent", along="epochs"
)
