"""Where a run is, and what was seen on the way."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int8

from basinet.annealing.sweeps import Replicas


@dataclass(frozen=True)
class Improvement:
    """A better value than all before.

    Attributes:
        seconds: since the beginning.
        sweeps: made by then, of all courses.
        value: of the problem.
    """

    seconds: float
    sweeps: int
    value: float


@dataclass(frozen=True)
class Reading:
    """What could be seen after a part of a course.

    Attributes:
        seconds: since the beginning.
        sweeps: made by then, of all courses.
        beta: inverse temperature of the last.
        mean: mean value of the replicas.
        best: best value so far.
    """

    seconds: float
    sweeps: int
    beta: float
    mean: float
    best: float


@dataclass(frozen=True, eq=False)
class Moment:
    """Where a run is: all that is needed to go on as if it had not stopped.

    Attributes:
        courses: sweeps of every course that has begun.
        done: sweeps of the last of them that are made.
        replicas: their states.
        spins: the best state of all, int8 `[n]`.
        value: its value.
        lowest: the lowest energy of all, in the numbers of the couplings; it belongs to the state
            before constraints were seen to.
        seconds: since the beginning.
        improvements: every better value, in order.
        readings: after every part.
    """

    courses: tuple[int, ...]
    done: int
    replicas: Replicas
    spins: Int8[np.ndarray, " n"]
    value: float
    lowest: float
    seconds: float
    improvements: tuple[Improvement, ...]
    readings: tuple[Reading, ...]

    @property
    def sweeps(self) -> int:
        """The sweeps made by now, of all courses."""
        return sum(self.courses[:-1]) + self.done
