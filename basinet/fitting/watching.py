"""What an estimator does while it fits: a part is held out, the best state kept, epochs shown."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split

from basinet._closest import plain
from basinet.model import Model
from basinet.training.divergence import stuck

Pair = tuple[np.ndarray, np.ndarray]


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
