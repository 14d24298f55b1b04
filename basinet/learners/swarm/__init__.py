"""Particle swarms: one for each neuron, and the classical one over all weights."""

from basinet.learners.swarm.learner import Swarm as Swarm
from basinet.learners.swarm.network import ReLU as ReLU
from basinet.learners.swarm.network import Sign as Sign
from basinet.learners.swarm.network import Tanh as Tanh
from basinet.learners.swarm.parts import InGroups as InGroups
from basinet.learners.swarm.parts import Measured as Measured
from basinet.learners.swarm.parts import Never as Never
from basinet.learners.swarm.parts import Noted as Noted
from basinet.learners.swarm.parts import Together as Together
from basinet.learners.swarm.parts import WhenIdle as WhenIdle
from basinet.learners.swarm.whole import NetworkSwarm as NetworkSwarm
