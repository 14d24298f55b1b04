"""Does learning by contrast need to store one phase? Digits, learnt in three ways.

The network settles with the picture, then with its outputs drawn towards the label. With stored
phases the synapses change by the difference; in place each state changes them at once; with random
phases a picture is shown in one of the two only. What a step needs is in the tags.
"""

from dataclasses import replace

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from basinet import Classifier, Contrastive, Raw
from basinet.learners import tags_of
from basinet.learners.contrastive import InPlacePhases, Plain, PositiveNudge, RandomPhases

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16, y, random_state=0)
stored = Contrastive(hidden=100, rate=5e-3)
alone = replace(stored, descent=Plain(), rate=(0.01, 0.005))
for name, learner in (
    ("stored", stored),
    ("in place", replace(alone, phases=InPlacePhases())),
    ("random", replace(alone, phases=RandomPhases(), nudging=PositiveNudge())),
):
    clf = Classifier(learner, encoder=Raw(), epochs=20, batch_size=16, random_state=0)
    accuracy = clf.fit(X_train, y_train).score(X_test, y_test)
    print(f"{name:<9} {accuracy:.3f}  local in time: {tags_of(learner).local_in_time}")
