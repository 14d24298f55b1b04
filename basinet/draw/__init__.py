"""Figures of what was fitted: an estimator or a run goes in, a figure comes out.

`basinet.viz` draws arrays and computes nothing; here is computed what it draws.

* `learning_curves(clf)`: does it learn, and what happens while it learns?
* `confusion(clf, X, y)`: which classes are taken for which?
* `relaxation(clf, x)`: how does the network come to rest under a pattern?
* `trial(clf, x, y)`: what does a learning step do: steered by the label, then free?
* `film(clf, x, y)`: the same, moving.
* `stabilities(clf, X)`: how firmly does each neuron hold its state?
* `overlaps(clf, X, y)`: are representations of one class alike, and those of two apart?
* `basins(clf, X)`: how far from a fixed point does the dynamics still return to it?
* `recall(memory, cues)`, `descent(memory, cues)`: what comes back, and how does the energy fall?
* `sweep(folder)`: what did a sweep measure?

Where a classifier is asked for, the folder of a run will do. All need matplotlib:
`pip install "basinet[viz]"`.
"""

from basinet import viz as _viz  # noqa: F401 - it says what to install where matplotlib is missing
from basinet.draw.classifiers import basins as basins
from basinet.draw.classifiers import confusion as confusion
from basinet.draw.classifiers import learning_curves as learning_curves
from basinet.draw.classifiers import overlaps as overlaps
from basinet.draw.classifiers import stabilities as stabilities
from basinet.draw.courses import film as film
from basinet.draw.courses import relaxation as relaxation
from basinet.draw.courses import trial as trial
from basinet.draw.fitted import Fitted as Fitted
from basinet.draw.fitted import model_of as model_of
from basinet.draw.memories import descent as descent
from basinet.draw.memories import recall as recall
from basinet.draw.sweeps import sweep as sweep
