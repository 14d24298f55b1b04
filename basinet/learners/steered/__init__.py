"""The steered attractor network."""

from basinet.learners.steered.activity import OneState as OneState
from basinet.learners.steered.activity import Ramp as Ramp
from basinet.learners.steered.activity import TwoSided as TwoSided
from basinet.learners.steered.by_error import ByError as ByError
from basinet.learners.steered.by_label import ByLabel as ByLabel
from basinet.learners.steered.errors import SoftmaxError as SoftmaxError
from basinet.learners.steered.errors import ThreeValuedError as ThreeValuedError
from basinet.learners.steered.feedback import FixedFeedback as FixedFeedback
from basinet.learners.steered.feedback import LearntFeedback as LearntFeedback
from basinet.learners.steered.learner import Steered as Steered
from basinet.learners.steered.neighbours import Grid as Grid
from basinet.learners.steered.neighbours import Line as Line
from basinet.learners.steered.phases import BothStates as BothStates
from basinet.learners.steered.phases import FreeState as FreeState
from basinet.learners.steered.phases import InputClamped as InputClamped
from basinet.learners.steered.phases import NothingClamped as NothingClamped
from basinet.learners.steered.phases import SteeredState as SteeredState
from basinet.learners.steered.stack import Stack as Stack
from basinet.learners.steered.stack import Upward as Upward
from basinet.learners.steered.thresholds import LearntThresholds as LearntThresholds
from basinet.learners.steered.thresholds import NoThresholds as NoThresholds
from basinet.learners.steered.wiring import Layers as Layers
from basinet.learners.steered.wiring import Wiring as Wiring
