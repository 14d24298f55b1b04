"""Yardsticks: learners of other kinds, to say how far from them the family is.

They are `AbstractLearner`s, so that training, estimator and benchmarks take them as they take
the others, but they are no members of the family and have no name on the command line.

- `Backpropagation`: a network with one hidden layer, trained by gradient descent (needs optax);
- `PlantedThroughTime`: planted attractors trained by gradients through time (needs optax).

For association there are `NearestPattern`, `Hebb` and `PseudoInverse`, with the methods of an
`Associator`.
"""

from basinet.yardsticks.associative import ASSOCIATIVE as ASSOCIATIVE
from basinet.yardsticks.associative import Hebb as Hebb
from basinet.yardsticks.associative import NearestPattern as NearestPattern
from basinet.yardsticks.associative import PseudoInverse as PseudoInverse
from basinet.yardsticks.mlp import Backpropagation as Backpropagation
from basinet.yardsticks.mlp import Binary as Binary
from basinet.yardsticks.mlp import Rectified as Rectified
from basinet.yardsticks.planted import PlantedThroughTime as PlantedThroughTime
