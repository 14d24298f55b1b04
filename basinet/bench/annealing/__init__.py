"""Annealing beside the solvers that people use, at equal seconds of processor time."""

from basinet.bench.annealing.duel import Duel as Duel
from basinet.bench.annealing.duel import Trial as Trial
from basinet.bench.annealing.duel import behind as behind
from basinet.bench.annealing.duel import fight as fight
from basinet.bench.annealing.duel import medians as medians
from basinet.bench.annealing.instances import INSTANCES as INSTANCES
from basinet.bench.annealing.solvers import PEERS as PEERS
from basinet.bench.annealing.solvers import lacking as lacking
