"""What a learner needs, in words that a program can compare."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from basinet.learners._schedule import AbstractSchedule, Constant


class Gradients(StrEnum):
    """How far the derivatives reach that a learner computes."""

    NONE = "none"
    LAYER = "inside a layer"
    NETWORK = "through the network"


@dataclass(frozen=True)
class Tags:
    """What a learner's step needs; claims about the rule, not about a program that runs it.

    Attributes:
        gradients: whether derivatives are computed, and through how much of the network.
        feedback_weights: whether learning needs weights that carry something from the answer or
            the label back to the neurons, be they learnt, fixed or copies of others.
        local_in_space: whether a synapse changes by what its two neurons show alone, their
            activities and fields; False where a quantity of the whole network is broadcast.
        local_in_time: whether a step needs no activity of earlier moments to be stored, beyond
            the present state of the neurons.
        online: whether the rule learns from one pattern at a time; False where it has to compare
            over a batch.
        broadcast: the scalars that many neurons or synapses hear at the same time, in words;
            empty where there are none.
        weights: whether `step` takes a weight for each pattern, by which its part in the change
            of every synapse is multiplied.
    """

    gradients: Gradients
    feedback_weights: bool
    local_in_space: bool
    local_in_time: bool
    online: bool
    broadcast: str = ""
    weights: bool = False

    def plain(self) -> dict[str, str | bool]:
        """Return the tags as values that JSON can hold."""
        return asdict(self) | {"gradients": self.gradients.value}


def tags_of(learner: Any) -> Tags:
    """Return the tags of a learner or of a class: those of its parts, where they decide.

    A schedule is heard by every synapse at the same time: what falls in the course of a run is
    broadcast, and what a constant schedule holds is not.
    """
    teaching = getattr(learner, "teaching", None)
    if not isinstance(learner, type) and hasattr(learner, "own_tags"):
        tags = learner.own_tags()
    else:
        tags = learner.tags if teaching is None else teaching.tags()
    schedule = getattr(learner if teaching is None else teaching, "schedule", None)
    if not isinstance(schedule, AbstractSchedule):
        return tags
    heard = [word for word in tags.broadcast.split(", ") if word]
    falling = [word for word in heard if word.startswith("falling ")]
    if isinstance(schedule, Constant):
        heard = [word for word in heard if word not in falling]
    elif not falling:
        heard.append("falling rate")
    return replace(tags, broadcast=", ".join(heard))
