"""A trained network leaves the library: as a page, and as spiking neurons, the same states."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from basinet import Classifier, Steered
from basinet.exchange import labels, run_nir, stimulus, to_nir, write_page

digits: Any = load_digits()
X, y = digits.data, digits.target
parts: Any = train_test_split(X, y, random_state=0)
X_train, X_test, y_train, y_test = parts
clf = Classifier(Steered(hidden=100), epochs=3, encoder="rescale", random_state=0)
clf.fit(X_train, y_train)
print(f"the library answers {clf.score(X_test, y_test):.3f} of the digits rightly")

# One file, which opens without a server and without a network.
folder = Path(tempfile.mkdtemp())
size = write_page(clf.model_, folder / "page.html")
print(f"a page of {size / 1000:.0f} kB: {folder / 'page.html'}")

# The same network as integrate-and-fire neurons, run here step by step.
graph = to_nir(clf.model_)
course = run_nir(graph, stimulus(graph, clf.model_.encode(X_test)))
spins = 2 * course["layer_0"][-1] - 1
same = np.mean(spins == clf.relax(X_test).spins)
right = np.mean(clf.classes_[labels(graph, course)] == y_test)
print(f"spiking neurons: {same:.1%} of the spins are the same, {right:.3f} answered rightly")
