"""What a classifier does to learn, model by model, and to be kept in a file."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import numpy as np

from basinet.computing import computed_by
from basinet.data.refusing import refuse_blanks
from basinet.fitting.given import encoder_of, is_transformer, learner_of, seed_of
from basinet.fitting.inputs import transformed
from basinet.fitting.watching import Watch, divided
from basinet.learners import Problem
from basinet.model import Model, begin, learn
from basinet.saving import save_model


def in_epochs(
    owner: Any, X: Any, y: np.ndarray, weights: np.ndarray | None, before: Model | None
) -> tuple[int, Iterator[Model]]:
    """Return the epochs that were made, and the models after each that follows.

    Args:
        owner: the classifier, whose parameters say what is done.
        X: features, checked.
        y: labels.
        weights: of the samples, or None.
        before: the model that goes on learning; None to begin anew.
    """
    X = transformed(owner, X, y if before is None else None)
    model = _begun(owner, X, y) if before is None else _as_now(owner, before)
    model = replace(model, history=model.history[: model.epoch.number])
    epochs, held_out = model.epoch.number + int(owner.epochs), None
    if owner.early_stopping or owner.validation_fraction is not None:
        fraction = 0.1 if owner.validation_fraction is None else owner.validation_fraction
        learnt, watched = divided(y, fraction, model.seed)
        held_out = X[watched], y[watched]
        X, y, weights = X[learnt], y[learnt], None if weights is None else weights[learnt]
        model = _begun(owner, X, y) if before is None else model
    if weights is not None and weights.max() < np.finfo(np.float32).tiny:
        raise ValueError("the weights of all samples that are learnt are zero, or round to it")
    watch = Watch(held_out, int(owner.n_iter_no_change) if owner.early_stopping else None)
    size = int(owner.batch_size)
    models = learn(model, X, y, epochs=epochs, batch_size=size, weights=weights)
    return model.epoch.number, watch.follow(models, model)


def one_more(
    owner: Any,
    X: Any,
    y: np.ndarray,
    weights: np.ndarray | None,
    before: Model | None,
    classes: Any,
) -> Model:
    """Return the model after one more epoch on these samples alone.

    Raises:
        ValueError: when the classes are others than those of the model before.
    """
    X = transformed(owner, X, y if before is None else None)
    if before is None:
        refuse_blanks("classes", classes)
        before = _begun(owner, X, np.unique(np.asarray(classes)))
    elif classes is not None and not np.array_equal(np.unique(classes), before.classes):
        raise ValueError(
            f"classes is {np.unique(classes)}, but the first call fixed {before.classes}"
        )
    elif "tasks" not in before.extra:  # else old tasks would be seen with other eyes
        before = replace(before, measured=before.encoder.remeasure(X, before.measured))
    before = _as_now(owner, before)
    epochs, size = before.epoch.number + 1, int(owner.batch_size)
    (after,) = learn(before, X, y, epochs=epochs, batch_size=size, weights=weights, course=math.inf)
    return after


def save(owner: Any, model: Model, path: str | Path) -> None:
    """Write a fitted classifier with its parameters to one file.

    Raises:
        ValueError: when its encoder is a transformer of scikit-learn, which only pickle knows.
        OSError: when the file cannot be written.
    """
    if is_transformer(owner.encoder):
        raise ValueError(
            f"encoder is {owner.encoder!r}, a transformer, which cannot be saved without"
            " pickle; use an encoder of this library, or save the transformer yourself"
        )
    extra: dict[str, Any] = {"epochs": int(owner.epochs), "batch_size": int(owner.batch_size)}
    extra["parameters"] = _plain(owner.get_params(deep=False))
    extra["computed_by"] = computed_by()
    if isinstance(owner.class_weight, Mapping):  # JSON has no labels that are numbers
        pairs = owner.class_weight.items()
        extra["class_weight"] = [[np.asarray(k).item(), float(v)] for k, v in pairs]
    names = getattr(owner, "feature_names_in_", None)
    extra |= {} if names is None else {"feature_names": list(names)}
    save_model(replace(model, extra=model.extra | extra), path)


def _plain(given: dict[str, Any]) -> dict[str, Any]:
    """The parameters that JSON can hold; objects are kept by the model itself."""
    kinds = str | bool | int | float | None
    values = {name: v.item() if isinstance(v, np.generic) else v for name, v in given.items()}
    return {name: value for name, value in values.items() if isinstance(value, kinds)}


def _as_now(owner: Any, before: Model) -> Model:
    """The model that goes on learning, with the fields that its learner has by now.

    Raises:
        ValueError: when the parameters by now are those of a learner with another state, or of
            another encoder: what was learnt cannot go on.
    """
    learner, encoder = learner_of(owner.learner), encoder_of(owner.encoder)
    if encoder != before.encoder:
        raise ValueError(
            f"encoder is {encoder!r}, but what was learnt saw its samples through"
            f" {before.encoder!r}; leave it as it was, or begin anew with warm_start=False"
        )
    if learner == before.learner:
        return before
    problem = Problem(before.inputs, len(before.classes))
    empty = eqx.filter_eval_shape(learner.init, problem, jax.random.key(0))
    if _shapes(empty) != _shapes(before.epoch.state):
        raise ValueError(
            f"learner is {learner!r}, which cannot go on with the state of {before.learner!r}; set"
            " fields that change no shape, or begin anew with warm_start=False"
        )
    return replace(before, learner=learner)


def _shapes(state: Any) -> Any:
    leaves, structure = jax.tree.flatten(state)
    return structure, [(np.shape(leaf), getattr(leaf, "dtype", type(leaf))) for leaf in leaves]


def _begun(owner: Any, X: np.ndarray, y: np.ndarray) -> Model:
    return begin(learner_of(owner.learner), encoder_of(owner.encoder), X, y, seed_of(owner))
