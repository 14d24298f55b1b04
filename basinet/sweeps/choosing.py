"""Which values the next trial of a search tries: Optuna's choice as a function.

It follows from the seed of the search, the place of the trial and what was found in the rounds
before; of trials of its own round it knows what they try, not what they find. So it does not
depend on whether the search was stopped, nor on which trial of a round ends first.
"""

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import optuna
from optuna.distributions import BaseDistribution
from optuna.trial import FrozenTrial, TrialState, create_trial

from basinet.sweeps.space import Between, OneOf, Search

STARTUP = 8
"""Trials that are drawn at random before the choice follows what was found."""


@dataclass(frozen=True)
class Choice:
    """What a trial tries, as Optuna stores it.

    Attributes:
        params: the values by field.
        distributions: the range of each.
    """

    params: dict[str, Any]
    distributions: dict[str, BaseDistribution]

    def values(self) -> dict[str, Any]:
        """Return the values by field, as they are used."""
        return {name: used(value) for name, value in self.params.items()}


def choose(
    search: Search, place: int, earlier: Sequence[FrozenTrial], beside: Sequence[Choice]
) -> Choice:
    """Return what a trial tries.

    Args:
        search: what is searched.
        place: of the trial, counted from 0.
        earlier: the trials of the rounds before.
        beside: what the trials before it in its own round try.
    """
    study = optuna.create_study(direction="maximize", sampler=_sampler(search, place))
    study.add_trials(earlier)
    for other in beside:
        params, ranges = other.params, other.distributions
        study.add_trial(create_trial(state=TrialState.RUNNING, params=params, distributions=ranges))
    trial = study.ask()
    for name, where in search.space.items():
        _suggest(trial, name, where)
    return Choice(trial.params, trial.distributions)


def used(value: Any) -> Any:
    """Return a value as it is used, from what Optuna stores.

    Numbers have six digits, for people to write down; tuples travel as text, as Optuna's
    storages keep numbers and text only.
    """
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, str) and value.startswith("json:"):
        return tuple(json.loads(value.removeprefix("json:")))
    return value


def _suggest(trial: optuna.Trial, name: str, where: Between | OneOf) -> None:
    if isinstance(where, OneOf):
        trial.suggest_categorical(name, [_stored(value) for value in where.values])
    elif where.whole:
        trial.suggest_int(name, int(where.low), int(where.high), log=where.log)
    else:
        trial.suggest_float(name, where.low, where.high, log=where.log)


def _stored(value: Any) -> Any:
    return f"json:{json.dumps(value)}" if isinstance(value, tuple) else value


def _sampler(search: Search, place: int) -> optuna.samplers.BaseSampler:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # notes on experimental arguments
        seed = (search.seed * 1_000_003 + place) % 2**32
        return optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP, constant_liar=True)
