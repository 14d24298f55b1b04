"""The family of learners: each is one class with three functions, `init`, `step`, `scores`.

A new learner is a new file or folder here and one line in `LEARNERS`.
"""

import equinox as eqx

from basinet._short import say_types
from basinet.core import (
    Perceptron,
    RampOff,
    RandomSubset,
    Sequential,
    SoftPerceptron,
    StepOff,
    Synchronous,
)
from basinet.core.group_recipes import Groups
from basinet.core.input_recipes import Everywhere, FanInFrom, Patches
from basinet.core.moving import AtRandom, ByCredit, Fixed, Magnitude
from basinet.core.protection import Graded, Hebbian, Principal, Unprotected
from basinet.core.recipes import (
    AllToAll,
    Excitatory,
    Excited,
    FanIn,
    Projection,
    Symmetric,
    SymmetricStart,
    SymmetricUpdate,
    Tied,
    Unconnected,
)
from basinet.learners._base import AbstractAttractorLearner as AbstractAttractorLearner
from basinet.learners._base import AbstractLearner as AbstractLearner
from basinet.learners._base import AbstractSettlingLearner as AbstractSettlingLearner
from basinet.learners._base import Problem as Problem
from basinet.learners._noise import Both as Both
from basinet.learners._noise import Clean as Clean
from basinet.learners._noise import Flips as Flips
from basinet.learners._noise import Shift as Shift
from basinet.learners._noise import Silence as Silence
from basinet.learners._quantities import Quantity as Quantity
from basinet.learners._schedule import Constant as Constant
from basinet.learners._schedule import Cosine as Cosine
from basinet.learners._schedule import Linear as Linear
from basinet.learners._schedule import WarmUp as WarmUp
from basinet.learners._tags import Gradients as Gradients
from basinet.learners._tags import Tags as Tags
from basinet.learners._tags import tags_of as tags_of
from basinet.learners.contrastive import (
    Adam,
    BlockPhases,
    ClampedOutputs,
    ContinuousPhases,
    CrossEntropy,
    HardSigmoid,
    HardTanh,
    Inertia,
    InPlacePhases,
    LearntWeights,
    NegativeNudge,
    Plain,
    PositiveNudge,
    RandomNudge,
    RandomPhases,
    Rectified,
    Sigmoid,
    Squared,
    StoredPhases,
    SymmetricNudge,
    SymmetricWeights,
)
from basinet.learners.contrastive import Contrastive as Contrastive
from basinet.learners.forward_forward import (
    Alone,
    AnyWrong,
    ByGoodness,
    ByReadout,
    Collaborating,
    LikelyWrong,
)
from basinet.learners.forward_forward import ForwardForward as ForwardForward
from basinet.learners.planted import Planted as Planted
from basinet.learners.steered import (
    BothStates,
    ByError,
    ByLabel,
    FixedFeedback,
    FreeState,
    Grid,
    InputClamped,
    Layers,
    LearntFeedback,
    LearntThresholds,
    Line,
    NothingClamped,
    NoThresholds,
    OneState,
    Ramp,
    SoftmaxError,
    SteeredState,
    ThreeValuedError,
    TwoSided,
    Upward,
)
from basinet.learners.steered import Steered as Steered
from basinet.learners.swarm import (
    InGroups,
    Measured,
    Never,
    Noted,
    ReLU,
    Sign,
    Tanh,
    Together,
    WhenIdle,
)
from basinet.learners.swarm import NetworkSwarm as NetworkSwarm
from basinet.learners.swarm import Swarm as Swarm

LEARNERS: dict[str, type[AbstractLearner] | AbstractLearner] = {
    "steered": Steered,
    "error-steered": Steered(wiring=Layers(within=Unconnected()), teaching=ByError()),
    "swarm": Swarm,
    "network-swarm": NetworkSwarm,
    "forward-forward": ForwardForward,
    "contrastive": Contrastive,
    "planted": Planted,
}
"""Every learner under the name it has on the command line and in saved files.

A class stands for itself with its defaults, an instance for a reference setting of its class.
"""

PARTS: dict[str, type[eqx.Module]] = {
    part.__name__: part
    for part in (
        *(Synchronous, RandomSubset, Sequential),
        *(Layers, Line, Grid),
        *(
            AllToAll,
            SymmetricStart,
            SymmetricUpdate,
            Symmetric,
            FanIn,
            Groups,
            Unconnected,
            Excited,
        ),
        *(Tied, Excitatory, Projection, Upward),
        *(Everywhere, Patches, FanInFrom),
        *(Fixed, Magnitude, ByCredit, AtRandom),
        *(Unprotected, Principal, Graded, Hebbian),
        *(Perceptron, SoftPerceptron),
        *(FreeState, SteeredState, BothStates),
        *(InputClamped, NothingClamped),
        *(StepOff, RampOff),
        *(ByLabel, ByError),
        *(SoftmaxError, ThreeValuedError),
        *(OneState, TwoSided, Ramp),
        *(LearntFeedback, FixedFeedback),
        *(NoThresholds, LearntThresholds),
        *(Clean, Flips, Silence, Shift, Both),
        *(Tanh, ReLU, Sign),
        *(Together, InGroups),
        *(Measured, Noted),
        *(Never, WhenIdle),
        *(Constant, Linear, Cosine, WarmUp),
        *(AnyWrong, LikelyWrong),
        *(Alone, Collaborating),
        *(ByGoodness, ByReadout),
        *(HardSigmoid, HardTanh, Rectified, Sigmoid),
        *(PositiveNudge, NegativeNudge, SymmetricNudge, RandomNudge, ClampedOutputs),
        *(Squared, CrossEntropy),
        *(StoredPhases, InPlacePhases, RandomPhases, BlockPhases, ContinuousPhases),
        *(SymmetricWeights, LearntWeights),
        *(Adam, Plain, Inertia),
    )
}
"""Every part that a learner's field can hold, under the name by which text refers to it."""

for _kind in {type(v) if isinstance(v, AbstractLearner) else v for v in LEARNERS.values()}:
    say_types(_kind)
for _kind in PARTS.values():
    say_types(_kind)
