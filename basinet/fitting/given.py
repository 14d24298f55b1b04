"""What an estimator is given becomes what it uses: names become objects, numbers are checked."""

from numbers import Integral, Real
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from basinet._closest import plain
from basinet.data import AbstractEncoder, Raw, Standardise
from basinet.learners import AbstractAttractorLearner, AbstractLearner, Steered
from basinet.settings import find_learner, make, read_encoder


def learner_of(given: Any) -> AbstractLearner:
    """Return the learner that a parameter means: an object, its class, a name, or None.

    Raises:
        ValueError: when it is none of these.
    """
    if given is None:
        return Steered()
    if isinstance(given, str):
        return make(find_learner(given), {})
    if isinstance(given, type) and issubclass(given, AbstractLearner):
        return make(given, {})
    if not isinstance(given, AbstractLearner):
        raise ValueError(
            f"learner is {given!r}; it must be a learner such as Steered(), or the name of one"
        )
    return given


def encoder_of(given: Any) -> AbstractEncoder:
    """Return the encoder that a parameter means: an object, its class, a name, or None.

    A scikit-learn transformer goes before the encoder, which then leaves values as they are.

    Raises:
        ValueError: when it is none of these.
    """
    if given is None:
        return Standardise()
    if isinstance(given, str):
        return read_encoder(given)
    if isinstance(given, type) and issubclass(given, AbstractEncoder):
        return given()
    if is_transformer(given):
        return Raw()
    if not isinstance(given, AbstractEncoder):
        raise ValueError(
            f"encoder is {given!r}; it must be an encoder such as Rescale(), the name of one, or a"
            " transformer of scikit-learn"
        )
    return given


def is_transformer(given: Any) -> bool:
    """Return whether a parameter is a transformer of scikit-learn."""
    return not isinstance(given, type) and all(
        callable(getattr(given, name, None)) for name in ("fit", "transform", "get_params")
    )


def check_numbers(owner: Any) -> None:
    """Refuse parameters of an estimator that are out of range.

    Raises:
        ValueError: when one is; it names the value and what is allowed.
    """
    for name in ("epochs", "batch_size", "n_iter_no_change"):
        value = getattr(owner, name)
        if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{name} is {plain(value)!r}; it must be a whole number of at least 1")
    for name in ("early_stopping", "warm_start"):
        value = getattr(owner, name)
        if not isinstance(value, bool | np.bool_):
            raise ValueError(f"{name} is {plain(value)!r}; it must be True or False")
    fraction = owner.validation_fraction
    if fraction is not None and not (isinstance(fraction, Real) and 0 < float(fraction) < 1):
        raise ValueError(f"validation_fraction is {plain(fraction)!r}; it must be between 0 and 1")


def seed_of(owner: Any) -> int:
    """Return the seed that the `random_state` of an estimator means.

    Raises:
        ValueError: when it means none.
    """
    try:
        return int(check_random_state(owner.random_state).randint(2**31 - 1))
    except ValueError as error:
        raise ValueError(f"random_state is {owner.random_state!r}: {error}") from error


def stored_seed(random_state: Any, seed: int) -> int | None:
    """Return what a file keeps of a `random_state`: of a generator the seed that it gave."""
    if random_state is None or isinstance(random_state, Integral):
        return None if random_state is None else int(random_state)
    return seed


def is_unknown(learner: Any) -> bool:
    """Whether a parameter stands for no learner; `fit` says so."""
    try:
        learner_of(learner)
    except ValueError:
        return True
    return False


def relaxes(owner: Any) -> bool:
    """Whether the learner of an estimator answers by relaxing, so that it has a representation."""
    return not is_unknown(owner.learner) and isinstance(
        learner_of(owner.learner), AbstractAttractorLearner
    )
