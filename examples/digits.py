"""Learn handwritten digits in ten lines, and ask the network how it settled."""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from basinet import Classifier, Steered

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)

clf = Classifier(Steered(hidden=200), epochs=5, random_state=0)
clf.fit(X_train, y_train)
print(f"held-out accuracy {clf.score(X_test, y_test):.3f}")

relaxation = clf.relax(X_test)
print(f"mean sweeps to settle {relaxation.sweeps.mean():.2f}")
print(f"at a fixed point {np.mean(relaxation.outcome == 0):.1%}")
