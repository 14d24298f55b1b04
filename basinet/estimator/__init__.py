"""The door of scikit-learn's users: `Classifier`.

`classifier` is the estimator; `classifying` what it does to learn and to be kept, `recorded` how it
fits into the folder of a run, `outputs` in what it hands features on, `loading` how it comes back
from a file.
"""

from basinet.estimator.classifier import Classifier as Classifier
from basinet.estimator.loading import load as load
