"""Learning tasks one after the other."""

from collections.abc import Iterator
from dataclasses import replace

import jax
import numpy as np
from jaxtyping import Float, Int

from basinet._types import Key
from basinet.continual.tasks import Task
from basinet.core.protected import close_task, ranks
from basinet.model import Model, answer_key, learn_encoded
from basinet.training.answering import scores


def begin_task(model: Model) -> Model:
    """Return a model for which the task that it learnt last is over.

    What the task wrote is protected from now on, and the encoder keeps what it has measured.

    Raises:
        ValueError: when its learner protects nothing, or no room would be left to learn in.
    """
    begun = int(model.extra.get("tasks", 1)) + 1
    key = jax.random.fold_in(jax.random.fold_in(jax.random.key(model.seed), 2), begun)
    state = close_task(model.epoch.state, key)
    epoch = replace(model.epoch, state=state)
    return replace(model, epoch=epoch, extra=model.extra | {"tasks": begun})


def learn_tasks(
    model: Model,
    tasks: list[Task],
    *,
    epochs: int,
    batch_size: int,
    replay: int = 0,
    reuse: bool = False,
) -> Iterator[Model]:
    """Learn tasks in turn, and yield the model after each epoch.

    Args:
        model: where to begin; one that was stopped goes on in the task in which it was.
        tasks: what is learnt.
        epochs: of all tasks together, the same number for each.
        batch_size: patterns learnt together.
        replay: patterns of each old task that are kept and learnt again: in every epoch as many of
            them, drawn with replacement, as there are new ones. 0 for none.
        reuse: as for `basinet.model.learn`.

    Raises:
        ValueError: when the epochs cannot be divided, or no room is left for a further task.
    """
    if epochs % len(tasks):
        raise ValueError(
            f"epochs is {epochs}, which {len(tasks)} tasks cannot share equally; give a multiple of"
            f" {len(tasks)}"
        )
    each = epochs // len(tasks)
    for number in range(len(tasks)):
        if model.epoch.number >= (number + 1) * each:
            continue
        begun = int(model.extra.get("tasks", 1))
        if number >= begun and ranks(model.epoch.state):
            model = begin_task(model)
        x, y, weights = _with_old(tasks, number, replay, model.seed)
        learnt = learn_encoded(
            model,
            x,
            y,
            epochs=(number + 1) * each,
            batch_size=min(batch_size, len(y)),
            weights=weights,
            course=float(epochs),
            reuse=reuse,
        )
        for after in learnt:
            yield after
            model = after


def task_accuracies(model: Model, tasks: list[Task]) -> list[float]:
    """Return the share of right answers on the held-out samples of each task, among all classes."""
    given = [scores(model.learner, model.epoch.state, t.x_test, _key(model)) for t in tasks]
    return [float(np.mean(s.argmax(axis=1) == t.y_test)) for s, t in zip(given, tasks, strict=True)]


def told_accuracies(model: Model, tasks: list[Task]) -> list[float]:
    """Return the same where the network is told the task: among the classes of each alone."""
    found = []
    for task in tasks:
        own = np.unique(np.concatenate([task.y, task.y_test]))
        given = scores(model.learner, model.epoch.state, task.x_test, _key(model))
        found.append(float(np.mean(own[given[:, own].argmax(axis=1)] == task.y_test)))
    return found


def _key(model: Model) -> Key:
    return answer_key(model.seed)


def _with_old(
    tasks: list[Task], number: int, replay: int, seed: int
) -> tuple[
    Float[np.ndarray, "samples inputs"],
    Int[np.ndarray, " samples"],
    Float[np.ndarray, " samples"] | None,
]:
    """The samples of a task, and as many of what is kept of those before it."""
    now = tasks[number]
    if not replay or not number:
        return now.x, now.y, now.weights
    kept = []
    for position, old in enumerate(tasks[:number]):
        draw = np.random.default_rng([seed, 8, position])
        chosen = draw.permutation(len(old.y))[:replay]
        kept.append((old.x[chosen], old.y[chosen], _counts(old)[chosen]))
    x, y, weights = (np.concatenate(parts) for parts in zip(*kept, strict=True))
    again = np.random.default_rng([seed, 9, number]).integers(len(y), size=len(now.y))
    both = None if now.weights is None else np.concatenate([now.weights, weights[again]])
    return np.concatenate([now.x, x[again]]), np.concatenate([now.y, y[again]]), both


def _counts(task: Task) -> Float[np.ndarray, " samples"]:
    """The weight of each sample, one where none was given."""
    return np.ones(len(task.y)) if task.weights is None else task.weights
