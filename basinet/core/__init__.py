"""The physics: binary recurrent networks, how they relax and how their synapses change.

A network is its couplings, its state is an array of spins. A stimulus is an external field that
depends on the sweep number, a dynamics updates the spins once, `relax` repeats it until a
certified stop, and a plasticity rule turns local quantities into a change of couplings.

J_ij is the synapse from neuron j to neuron i everywhere in this library. Here weights are stored
source first, `weights[j, i] = J_ij`, since the outgoing synapses of a neuron then lie together;
`basinet.search`, `basinet.theory` and `basinet.analysis` take the matrix of the equations, target
first, `J[i, j] = J_ij`. One is the transpose of the other.
"""

from basinet.core.blocks import Blocks as Blocks
from basinet.core.blocks import Path as Path
from basinet.core.compressed import Compressed as Compressed
from basinet.core.compressed import compressed as compressed
from basinet.core.couplings import AbstractCouplings as AbstractCouplings
from basinet.core.couplings import Dense as Dense
from basinet.core.couplings import Frozen as Frozen
from basinet.core.couplings import OneToOne as OneToOne
from basinet.core.couplings import Reciprocal as Reciprocal
from basinet.core.couplings import Recurrent as Recurrent
from basinet.core.couplings import random_dense as random_dense
from basinet.core.couplings import random_recurrent as random_recurrent
from basinet.core.dynamics import AbstractDynamics as AbstractDynamics
from basinet.core.dynamics import RandomSubset as RandomSubset
from basinet.core.dynamics import Sequential as Sequential
from basinet.core.dynamics import Synchronous as Synchronous
from basinet.core.network import Configuration as Configuration
from basinet.core.network import Network as Network
from basinet.core.network import align as align
from basinet.core.network import silent as silent
from basinet.core.plasticity import AbstractPlasticity as AbstractPlasticity
from basinet.core.plasticity import Perceptron as Perceptron
from basinet.core.plasticity import SoftPerceptron as SoftPerceptron
from basinet.core.relax import Outcome as Outcome
from basinet.core.relax import Relaxation as Relaxation
from basinet.core.relax import certify as certify
from basinet.core.relax import endings as endings
from basinet.core.relax import relax as relax
from basinet.core.relax import trace as trace
from basinet.core.sparse import Sparse as Sparse
from basinet.core.sparse import random_excitatory as random_excitatory
from basinet.core.sparse import random_sparse as random_sparse
from basinet.core.stimulus import AbstractEnvelope as AbstractEnvelope
from basinet.core.stimulus import Hold as Hold
from basinet.core.stimulus import RampOff as RampOff
from basinet.core.stimulus import StepOff as StepOff
from basinet.core.stimulus import Stimulus as Stimulus
from basinet.core.stimulus import constant as constant
