"""The steered attractor network."""

from basinet.learners.steered.learner import Steered as Steered
from basinet.learners.steered.phases import BothStates as BothStates
from basinet.learners.steered.phases import FreeState as FreeState
from basinet.learners.steered.phases import InputClamped as InputClamped
from basinet.learners.steered.phases import NothingClamped as NothingClamped
from basinet.learners.steered.phases import SteeredState as SteeredState
from basinet.learners.steered.wiring import Grid as Grid
from basinet.learners.steered.wiring import Layers as Layers
from basinet.learners.steered.wiring import Line as Line
from basinet.learners.steered.wiring import Wiring as Wiring
