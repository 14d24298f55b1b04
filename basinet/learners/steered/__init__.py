"""The steered attractor network."""

from basinet.learners.steered.learner import Steered as Steered
from basinet.learners.steered.wiring import Wiring as Wiring
from basinet.learners.steered.wiring import chain as chain
