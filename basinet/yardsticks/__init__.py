"""Yardsticks: learners of other kinds, to say how far from them the family is.

They are `AbstractLearner`s, so that training, estimator and benchmarks take them as they take
the others, but they are no members of the family and have no name on the command line.

- `Backpropagation`: a network with one hidden layer, trained by gradient descent (needs optax).
"""

from basinet.yardsticks.mlp import Backpropagation as Backpropagation
from basinet.yardsticks.mlp import Binary as Binary
from basinet.yardsticks.mlp import Rectified as Rectified
