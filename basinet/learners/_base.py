"""What every learner is: three functions, and what is said of it: tags, quantities.

The training loop, the estimator, the command line and all else see only these. Hyper-parameters
are plain Python scalars in the learner's own dataclass; `basinet.training` lifts the floats to
traced scalars, so that a sweep over them compiles once.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

import equinox as eqx
from jaxtyping import Array, Bool, Float, Int

from basinet._short import short
from basinet._types import Field, Key, Labels
from basinet.core import Network, Relaxation
from basinet.learners._copies import apart
from basinet.learners._quantities import Quantity
from basinet.learners._tags import Tags

if TYPE_CHECKING:  # as Equinox advises: type checkers know no abstract class variables
    from typing import ClassVar as AbstractClassVar
else:
    from equinox import AbstractClassVar

State = TypeVar("State")

Info: TypeAlias = dict[str, Array]
"""Scalars for people to look at; never read back by a learner."""


@dataclass(frozen=True)
class Problem:
    """The shape of a classification task.

    Attributes:
        features: number of inputs of a pattern.
        classes: number of classes, at least 2.
    """

    features: int
    classes: int


class AbstractLearner(eqx.Module, Generic[State]):
    """A learner: `init` makes a state, `step` improves it on a batch, `scores` answers.

    Attributes:
        tags: what the class of learners needs, for comparisons; nothing depends on it.
        shown: which scalars of its steps people see while it learns, and in the report.
    """

    tags: AbstractClassVar[Tags]
    shown: AbstractClassVar[tuple[Quantity, ...]]

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def init(self, problem: Problem, key: Key) -> State:
        """Return the state before learning."""

    @abstractmethod
    def step(
        self, state: State, x: Float[Array, "batch features"], y: Labels, key: Key
    ) -> tuple[State, Info]:
        """Return the state after learning one batch, and scalars that describe the step.

        A learner whose tags say so has one more argument, `weights`, `[batch]` or None.
        """

    @abstractmethod
    def scores(
        self, state: State, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return the evidence for each class; the prediction is its argmax.

        Row i depends on pattern i only, not on the rest of the batch.
        """

    def __reduce__(self) -> tuple[Any, ...]:
        # A class of a script or a notebook arrives in another process in a state to be mended.
        return apart(self)


class Trial(NamedTuple):
    """One learning trial, spin by spin, without its learning.

    Attributes:
        spins: the states after each sweep, `[sweeps, batch, n]`.
        released_at: the sweep from which the steering stimulus is off, or something else begins.
    """

    spins: Float[Array, "sweeps batch n"]
    released_at: int


class Story(NamedTuple):
    """What happens in a trial, in words.

    Attributes:
        told: a sentence or two.
        spans: what happens before `released_at`, and from then on: a word, a colon, a remark.
        near: what the margin means for who learns.
    """

    told: str = (
        "The pattern drives the network, the label steers it, then the label is withdrawn and the"
        " state settles nearby: neurons by sweep."
    )
    spans: tuple[str, str] = ("steered: the stimulus is on", "free: the stimulus is off")
    near: str = "Neurons at or below the margin are those that would still learn."


def story_of(learner: Any) -> Story:
    """Return what happens in the trials of a learner, as that says which teaches it."""
    teaching = getattr(learner, "teaching", None)
    return Story() if teaching is None else teaching.story()


class AbstractAttractorLearner(AbstractLearner[State]):
    """A learner that answers by relaxing a recurrent network.

    Attributes:
        margin: the stability up to which its neurons learn.
    """

    if TYPE_CHECKING:  # a field or a property of a leaf: no argument of its constructor as such

        @property
        def margin(self) -> float: ...

    else:
        margin: eqx.AbstractVar[float]

    @abstractmethod
    def network(self, state: State) -> Network:
        """Return the recurrent network that relaxes."""

    @abstractmethod
    def external(self, state: State, x: Float[Array, "batch features"]) -> Field:
        """Return the field of the patterns on the neurons, under which the network answers."""

    @abstractmethod
    def relax(self, state: State, x: Float[Array, "batch features"], key: Key) -> Relaxation:
        """Return the relaxation from which `scores` reads its answer.

        Fixed points are certified from scratch.
        """

    @abstractmethod
    def stabilities(
        self, state: State, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch n"]:
        """Return s_i h_i of every neuron in the relaxed state, h_i without the self-coupling."""

    @abstractmethod
    def trial(self, state: State, x: Float[Array, "batch features"], y: Labels, key: Key) -> Trial:
        """Return the states that a learning step on these patterns would go through."""


class Rest(NamedTuple):
    """How the settling behind an answer ended.

    Attributes:
        sweeps: until each pattern was at rest, or that were made, `[batch]`.
        at_rest: whether a further sweep would leave its units where they are.
    """

    sweeps: Int[Array, " batch"]
    at_rest: Bool[Array, " batch"]


class Course(NamedTuple):
    """How units settle with the pattern alone, and then towards the target, sweep by sweep.

    Attributes:
        energies: at the start and after each sweep, `[sweeps + 1, batch]`; under the nudge with
            that of the nudge, less what it is at the beginning. None where none is descended.
        moved: by how much the unit moved most that moved most, `[sweeps, batch]`.
        nudged_at: the first sweep under the nudge.
    """

    energies: Float[Array, "points batch"] | None
    moved: Float[Array, "sweeps batch"]
    nudged_at: int


class AbstractSettlingLearner(AbstractLearner[State]):
    """A learner whose graded units settle, to answer and to learn."""

    @abstractmethod
    def ended(self, state: State, x: Float[Array, "batch features"]) -> Rest:
        """Return how the settling ended from which `scores` reads its answer."""

    @abstractmethod
    def course(
        self, state: State, x: Float[Array, "batch features"], y: Labels, key: Key
    ) -> Course:
        """Return how these patterns settle freely and then under the nudge."""
