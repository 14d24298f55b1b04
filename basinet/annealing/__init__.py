"""Optimisation by settling: Ising problems, annealed by many replicas side by side.

`anneal` looks for the best state of a problem, `sample` draws states at one temperature. A problem
is a value: `MaxCut`, `IndependentSet`, `Qubo` or `IsingModel`, from a `Graph`, from matrices or
from a file (`read_problem`). So are schedules (`Geometric`, `Linear`, `Constant`,
`FowlerNordheim`), rules (`Metropolis`, `HeatBath`), orders (`InTurn`, `AtRandom`) and
endings (`Joined`, `Separate`). `rudy`,
`graphs` and `glasses` make instances, `published` knows the best cuts of the G-set.
"""

from basinet.annealing.anneal import Annealing as Annealing
from basinet.annealing.anneal import anneal as anneal
from basinet.annealing.certificate import Certificate as Certificate
from basinet.annealing.ending import AbstractEnding as AbstractEnding
from basinet.annealing.ending import Joined as Joined
from basinet.annealing.ending import Separate as Separate
from basinet.annealing.glasses import edwards_anderson as edwards_anderson
from basinet.annealing.glasses import ferromagnet as ferromagnet
from basinet.annealing.glasses import number_partitioning as number_partitioning
from basinet.annealing.glasses import sherrington_kirkpatrick as sherrington_kirkpatrick
from basinet.annealing.graph import Graph as Graph
from basinet.annealing.graph import from_matrix as from_matrix
from basinet.annealing.graph import from_networkx as from_networkx
from basinet.annealing.graph import graph as graph
from basinet.annealing.independent import IndependentSet as IndependentSet
from basinet.annealing.problem import AbstractProblem as AbstractProblem
from basinet.annealing.problem import IsingModel as IsingModel
from basinet.annealing.problem import MaxCut as MaxCut
from basinet.annealing.problem import Qubo as Qubo
from basinet.annealing.problem import qubo as qubo
from basinet.annealing.sampler import Samples as Samples
from basinet.annealing.sampler import sample as sample
from basinet.annealing.schedule import AbstractSchedule as AbstractSchedule
from basinet.annealing.schedule import Constant as Constant
from basinet.annealing.schedule import FowlerNordheim as FowlerNordheim
from basinet.annealing.schedule import Geometric as Geometric
from basinet.annealing.schedule import Linear as Linear
from basinet.annealing.settings import AtRandom as AtRandom
from basinet.annealing.settings import HeatBath as HeatBath
from basinet.annealing.settings import InTurn as InTurn
from basinet.annealing.settings import Metropolis as Metropolis
from basinet.annealing.settings import Settings as Settings
