"""The steered attractor network."""

from basinet.learners.steered.learner import Steered as Steered
from basinet.learners.steered.wiring import Grid as Grid
from basinet.learners.steered.wiring import Layers as Layers
from basinet.learners.steered.wiring import Line as Line
from basinet.learners.steered.wiring import Wiring as Wiring
