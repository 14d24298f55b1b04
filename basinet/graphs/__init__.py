"""Energies on graphs: node states that are the minimum of a convex energy, found in any order.

A layer-wise message-passing network answers otherwise when its nodes act out of step. Node states
that minimise one convex energy do not: each node lowers the energy in its own state, with its
neighbours as it last heard of them, whenever it likes ("Graph neural networks gone hogwild",
arXiv 2407.00494; the energies here are our own). `GraphEnergy` is the energy, `rest` its minimum,
`settle` the same node by node with stale neighbours, `settle_in_threads` with threads that really
act at the same time and messages that really arrive late. `contrast` learns it by equilibrium
propagation, `exact_gradient` is what that is compared with.
"""

from basinet.graphs.energy import GraphEnergy as GraphEnergy
from basinet.graphs.energy import LogCosh as LogCosh
from basinet.graphs.energy import Quadratic as Quadratic
from basinet.graphs.learning import Network as Network
from basinet.graphs.learning import Task as Task
from basinet.graphs.learning import contrast as contrast
from basinet.graphs.learning import exact_gradient as exact_gradient
from basinet.graphs.learning import learn as learn
from basinet.graphs.rest import distance_bound as distance_bound
from basinet.graphs.rest import rest as rest
from basinet.graphs.stale import settle as settle
from basinet.graphs.threads import Late as Late
from basinet.graphs.threads import settle_in_threads as settle_in_threads
