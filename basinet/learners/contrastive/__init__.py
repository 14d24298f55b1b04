"""Contrastive learning: the difference of two states of rest, as equilibrium propagation has it."""

from basinet.learners.contrastive.costs import CrossEntropy as CrossEntropy
from basinet.learners.contrastive.costs import Squared as Squared
from basinet.learners.contrastive.descent import Adam as Adam
from basinet.learners.contrastive.descent import Inertia as Inertia
from basinet.learners.contrastive.descent import Plain as Plain
from basinet.learners.contrastive.feedback import LearntWeights as LearntWeights
from basinet.learners.contrastive.feedback import SymmetricWeights as SymmetricWeights
from basinet.learners.contrastive.learner import Contrastive as Contrastive
from basinet.learners.contrastive.nudging import ClampedOutputs as ClampedOutputs
from basinet.learners.contrastive.nudging import NegativeNudge as NegativeNudge
from basinet.learners.contrastive.nudging import PositiveNudge as PositiveNudge
from basinet.learners.contrastive.nudging import RandomNudge as RandomNudge
from basinet.learners.contrastive.nudging import SymmetricNudge as SymmetricNudge
from basinet.learners.contrastive.phases import BlockPhases as BlockPhases
from basinet.learners.contrastive.phases import ContinuousPhases as ContinuousPhases
from basinet.learners.contrastive.phases import InPlacePhases as InPlacePhases
from basinet.learners.contrastive.phases import RandomPhases as RandomPhases
from basinet.learners.contrastive.phases import StoredPhases as StoredPhases
from basinet.learners.contrastive.units import HardSigmoid as HardSigmoid
from basinet.learners.contrastive.units import HardTanh as HardTanh
from basinet.learners.contrastive.units import Rectified as Rectified
from basinet.learners.contrastive.units import Sigmoid as Sigmoid
