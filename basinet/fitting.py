"""What an estimator does while it fits: names become objects, epochs are watched."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state

from basinet._closest import plain
from basinet.data import AbstractEncoder, Raw, Standardise
from basinet.divergence import stuck
from basinet.learners import AbstractAttractorLearner, AbstractLearner, Steered
from basinet.model import Model
from basinet.settings import find_learner, make, read_encoder

Pair = tuple[np.ndarray, np.ndarray]


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


@dataclass(frozen=True)
class Watch:
    """What is looked at after each epoch.

    Attributes:
        held_out: samples and labels that are not learnt; None for none.
        patience: epochs without a better accuracy on them after which learning ends; None to go on.
    """

    held_out: Pair | None = None
    patience: int | None = None

    def follow(self, models: Iterator[Model], before: Model) -> Iterator[Model]:
        """Pass models on with `validation_accuracy` in their history; the last is the best.

        Args:
            models: after each epoch.
            before: where they began, whose history goes on.

        Yields:
            Each model. Where learning ends early, or has ended, the best one once more, if it is
            not the last; its history is whole.
        """
        history, best, highest = list(before.history), before, -1.0
        for model in models:
            found = model
            if self.held_out is not None:
                x, y = self.held_out
                right = float(np.mean(model.scores(x).argmax(axis=1) == model.index(y)))
                history = [*history, model.history[-1] | {"validation_accuracy": right}]
                found = replace(model, history=history)
                if right > highest:
                    best, highest = found, right
            yield found
            if self.patience is None:
                continue
            if found.epoch.number - best.epoch.number >= self.patience:
                break
        if self.patience is not None and best.epoch.number < history[-1]["epoch"]:
            yield replace(best, history=history)


def divided(y: np.ndarray, fraction: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions to learn and those to watch, each with its share of every class.

    Raises:
        ValueError: when a part cannot have a sample of every class.
    """
    try:
        parts: Any = train_test_split(
            np.arange(len(y)), test_size=fraction, random_state=seed, stratify=y
        )
    except ValueError as error:
        raise ValueError(f"validation_fraction is {plain(fraction)}: {error}") from error
    learnt, held_out = parts
    return learnt, held_out


def warn_where_stuck(model: Model) -> None:
    """Warn where nothing learns any more although all numbers are finite."""
    if said := stuck(model.learner, model.history[-1]):
        warnings.warn(said, ConvergenceWarning, stacklevel=3)


@contextmanager
def told(verbose: bool, epochs: Any) -> Iterator[Callable[[Model], None]]:
    """Give a function that shows each epoch: a bar on a terminal or in a notebook, else a line."""
    if not verbose:
        yield lambda model: None
        return
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    if not (console.is_terminal or console.is_jupyter):
        yield lambda model: console.print(
            f"epoch {model.epoch.number}/{epochs}  {_numbers(model)}", markup=False
        )
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("epoch"),
        MofNCompleteColumn(),
        BarColumn(bar_width=16),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("compiling", total=epochs)
        yield lambda model: bar.update(
            task, completed=model.epoch.number, description=_numbers(model)
        )


def _numbers(model: Model) -> str:
    """What is worth seeing of an epoch: accuracy first, then what the learner wants to be seen."""
    entry = model.history[-1]
    names = ["validation_accuracy", *(name for name, *_ in model.learner.shown)]
    return "  ".join(
        f"{name.replace('_', ' ')} {entry[name]:.4f}" for name in names if name in entry
    )
