"""What the two swarm learners refuse, and the sizes of their layers."""

import math
from typing import Any

from basinet.learners._base import Problem
from basinet.learners._limits import at_least, check_part, in_range, positive, sizes_of
from basinet.learners._schedule import AbstractSchedule
from basinet.learners.swarm.network import AbstractUnit


def check_motion(learner: Any) -> None:
    """Raise ValueError unless the fields that both learners have are in their ranges."""
    if learner.hidden == ():
        raise ValueError("hidden is an empty tuple; give the neurons of at least one layer")
    for size in sizes_of(learner.hidden):
        at_least(1, hidden=size)
    at_least(1, particles=learner.particles)
    check_part(learner.unit, AbstractUnit, "unit", "a kind of neuron such as Tanh()")
    in_range(learner, 0.0, 1.0, "inertia")
    in_range(learner, 0.0, math.inf, "cognitive", "social", "spread")
    positive(learner, "speed")
    check_part(learner.schedule, AbstractSchedule, "schedule", "a schedule such as Linear()")


def layer_sizes(hidden: int | tuple[int, ...], problem: Problem) -> tuple[int, ...]:
    """Return the number of inputs, of neurons of each hidden layer, and of classes."""
    return (problem.features, *sizes_of(hidden), problem.classes)
