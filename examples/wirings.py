"""Wire the same neurons in different ways and compare what they learn in three epochs.

A wiring is a value: layers, what connects the neurons inside each, what connects neighbours, and
which layers meet the input, the label and the readout.
"""

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from basinet import Classifier, Steered
from basinet.core import RandomSubset
from basinet.learners.steered import Grid, Layers

NETWORKS = {
    "one layer": Steered(hidden=120),
    "a chain of two layers": Steered(
        hidden=(60, 60),
        self_coupling=0.0,
        excitation=2.0,
        sweeps=7,
        dynamics=RandomSubset(0.85),
    ),
    "a lattice of 2 x 2 modules": Steered(
        hidden=(30,) * 4,
        excitation=0.5,
        sweeps=7,
        wiring=Layers(neighbours=Grid(rows=2, columns=2)),
    ),
}

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)

for name, learner in NETWORKS.items():
    clf = Classifier(learner, epochs=3, random_state=0).fit(X_train, y_train)
    sweeps = clf.relax(X_test).sweeps.mean()
    print(f"{name:<28} accuracy {clf.score(X_test, y_test):.3f}  {sweeps:.1f} sweeps to settle")
