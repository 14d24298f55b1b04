"""A clock for learners that learn slice by slice."""

import math
import time
from dataclasses import dataclass, replace

import jax
import numpy as np

from basinet.bench.task import Task
from basinet.learners import AbstractLearner, Problem
from basinet.training import Epoch, first_epoch, train
from basinet.training.answering import scores


@dataclass(frozen=True)
class Trainee:
    """A learner while it learns; `basinet.training.train` does the learning, as for a user.

    Attributes:
        learner: what learns.
        epoch: the last slice that it has learnt, and its state.
        key: the key from which everything random follows.
        course: the slices over which its schedules stretch; infinite: its steps never change.
    """

    learner: AbstractLearner
    epoch: Epoch
    key: jax.Array
    course: float = math.inf


def enrol(learner: AbstractLearner, task: Task, seed: int, course: float = math.inf) -> Trainee:
    """Return a learner before its first slice."""
    key = jax.random.key(seed)
    problem = Problem(task.x.shape[1], task.classes)
    return Trainee(learner, first_epoch(learner, problem, key), key, course)


def advance(
    trainee: Trainee, part: tuple[np.ndarray, np.ndarray], classes: int, batch_size: int
) -> tuple[Trainee, float]:
    """Learn each pattern of a slice once and return the seconds that it took.

    The state of the trainee before may be gone afterwards: its memory may have been used again.
    """
    x, y = part
    number = trainee.epoch.number + 1
    finished = train(
        trainee.learner,
        x,
        y,
        epochs=number,
        batch_size=batch_size,
        key=trainee.key,
        classes=classes,
        after=trainee.epoch,
        course=trainee.course,
    )
    started = time.perf_counter()
    epoch = next(finished)
    jax.block_until_ready(epoch.state)
    return replace(trainee, epoch=epoch), time.perf_counter() - started


def accuracy(trainee: Trainee, task: Task) -> float:
    """Return the share of the test patterns that it answers rightly."""
    evidence = scores(trainee.learner, trainee.epoch.state, task.x_test, trainee.key)
    return float(np.mean(evidence.argmax(axis=1) == task.y_test))
