"""Trained models: a learner with what it has learnt.

A model is all that is needed to answer or to go on learning: the learner with its
hyper-parameters, its state, the measured encoder, the classes and the history. The estimator and
the runs both hold one; `basinet.saving` writes it to a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import jax
import numpy as np
from jaxtyping import Float, Int, Shaped

from basinet._types import Key
from basinet.core import Relaxation
from basinet.data import AbstractEncoder
from basinet.learners import AbstractAttractorLearner, AbstractLearner, Problem
from basinet.training import Epoch, first_epoch, train
from basinet.training.answering import relaxations, scores
from basinet.training.divergence import refuse_divergence


@dataclass(frozen=True)
class Model:
    """A learner with what it has learnt.

    Attributes:
        learner: the learner and its hyper-parameters.
        encoder: how inputs become what the learner sees.
        measured: what the encoder measured on the training data.
        classes: the labels, in the order of the scores.
        features: number of features, before they are encoded.
        seed: the seed from which everything random follows.
        epoch: the last finished epoch with the learner's state; number 0 before learning.
        history: one dictionary of plain numbers for each finished epoch.
        extra: further plain values that travel with a saved model.
    """

    learner: AbstractLearner
    encoder: AbstractEncoder
    measured: dict[str, np.ndarray]
    classes: np.ndarray
    features: int
    seed: int
    epoch: Epoch
    history: list[dict[str, Any]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    def encode(
        self, x: Shaped[np.ndarray, "samples features"]
    ) -> Float[np.ndarray, "samples inputs"]:
        """Return the inputs as the learner sees them."""
        return self.encoder.encode(x, self.measured)

    @property
    def inputs(self) -> int:
        """The number of inputs that the learner sees, which may not be that of the features."""
        return self.encode(np.zeros((1, self.features))).shape[1]

    def index(self, y: Shaped[np.ndarray, " samples"]) -> np.ndarray:
        """Return the labels as positions in `classes`.

        Raises:
            ValueError: when a label is not among the classes.
        """
        unknown = np.setdiff1d(y, self.classes)
        if len(unknown):
            raise ValueError(
                f"y contains the label {unknown[0].item()!r}, which is not among the classes"
                f" {', '.join(map(str, self.classes))}"
            )
        return np.searchsorted(self.classes, y).astype(np.int32)

    def scores(
        self, x: Shaped[np.ndarray, "samples features"]
    ) -> Float[np.ndarray, "samples classes"]:
        """Return the evidence for each class, from inputs that are not yet encoded."""
        return scores(self.learner, self.epoch.state, self.encode(x), answer_key(self.seed))

    def relax(self, x: Shaped[np.ndarray, "samples features"]) -> Relaxation:
        """Return the relaxations of inputs that are not yet encoded.

        Raises:
            TypeError: when the learner does not answer by relaxing.
        """
        if not isinstance(self.learner, AbstractAttractorLearner):
            raise TypeError(f"{type(self.learner).__name__} does not answer by relaxing a network")
        key = answer_key(self.seed)
        return relaxations(self.learner, self.epoch.state, self.encode(x), key)


def begin(
    learner: AbstractLearner,
    encoder: AbstractEncoder,
    x: Shaped[np.ndarray, "samples features"],
    y: Shaped[np.ndarray, " labels"],
    seed: int,
) -> Model:
    """Return a model before learning, with its encoder measured and its classes known.

    Args:
        learner: what is to learn.
        encoder: how inputs become what it sees; measured on `x`.
        x: training inputs.
        y: labels among which every class occurs.
        seed: the seed of everything random.

    Raises:
        ValueError: when there are fewer than two classes.
    """
    classes = np.unique(y)
    if len(classes) < 2:
        found = f"1 class, {classes[:1].tolist()[0]!r}" if len(classes) else "no labels"
        raise ValueError(f"y holds {found}; a classifier needs samples of at least 2 classes")
    measured = encoder.measure(x)
    problem = Problem(encoder.encode(x[:1], measured).shape[1], len(classes))
    epoch = first_epoch(learner, problem, train_key(seed))
    return Model(learner, encoder, measured, classes, x.shape[1], seed, epoch)


def learn(
    model: Model,
    x: Shaped[np.ndarray, "samples features"],
    y: Shaped[np.ndarray, " samples"],
    *,
    epochs: int,
    batch_size: int,
    weights: Shaped[np.ndarray, " samples"] | None = None,
    course: float | None = None,
    reuse: bool = False,
) -> Iterator[Model]:
    """Go on learning and yield the model after each epoch, until epoch number `epochs`.

    Args:
        model: where to begin; a model that was saved goes on exactly as it would have.
        x: training inputs, not yet encoded.
        y: their labels.
        epochs: the number of the last epoch.
        batch_size: patterns learnt together.
        weights: of the samples, at least 0, for a learner whose tags say that it takes them.
        course: the epochs over which the learner's schedules stretch; `epochs` if None, infinite
            where nobody knows the end.
        reuse: whether each model may take over the memory of the one before, so that the state is
            held once; an earlier model can then not answer any more.

    Raises:
        ValueError: when a label is unknown or shapes disagree.
        DivergedError: when a number that is learnt is no longer finite after an epoch; what was
            yielded before is.
    """
    yield from learn_encoded(
        model,
        model.encode(x),
        model.index(y),
        epochs=epochs,
        batch_size=batch_size,
        weights=weights,
        course=course,
        reuse=reuse,
    )


def learn_encoded(
    model: Model,
    x: Float[np.ndarray, "samples inputs"],
    y: Int[np.ndarray, " samples"],
    *,
    epochs: int,
    batch_size: int,
    weights: Shaped[np.ndarray, " samples"] | None = None,
    course: float | None = None,
    reuse: bool = False,
) -> Iterator[Model]:
    """Go on learning as `learn` does, with inputs as the learner sees them.

    Args:
        model: where to begin.
        x: encoded inputs.
        y: positions of their labels in the classes.
        epochs: the number of the last epoch.
        batch_size: patterns learnt together.
        weights: as for `learn`.
        course: the same.
        reuse: the same.

    Raises:
        ValueError: when shapes disagree.
        DivergedError: as `learn`.
    """
    finished = train(
        model.learner,
        x,
        y,
        epochs=epochs,
        batch_size=batch_size,
        key=train_key(model.seed),
        classes=len(model.classes),
        weights=weights,
        after=model.epoch,
        course=course,
        reuse=reuse,
    )
    history = list(model.history)
    for epoch in finished:
        refuse_divergence(model.learner, epoch, history)
        history = [*history, {"epoch": epoch.number, **epoch.info}]
        yield replace(model, epoch=epoch, history=history)


def train_key(seed: int) -> Key:
    """Return the key from which training draws everything random."""
    return jax.random.fold_in(jax.random.key(seed), 0)


def answer_key(seed: int) -> Key:
    """Return the key for update rules with a random part when the model answers."""
    return jax.random.fold_in(jax.random.key(seed), 1)
