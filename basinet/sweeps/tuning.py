"""Searching for good hyper-parameters with Optuna, in the store of a sweep.

Optuna chooses the trials, round by round; each trial that ends is a run in the store, and one that
is there already is not done again. What is chosen for a trial follows from the search's seed, the
place of the trial and the rounds before it, so that a search that was stopped goes on as if it had
not been, and no engine changes it.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from basinet.folders import Kind, begin, hold
from basinet.sweeps.contents import REMEDY, is_empty, read_kept, refuse_other_contents
from basinet.sweeps.engine import AbstractEngine, InProcess
from basinet.sweeps.hopeless import Attempt, levels
from basinet.sweeps.series_task import Forecasting
from basinet.sweeps.space import Search, read_search, search_to_toml
from basinet.sweeps.store import Store
from basinet.sweeps.task import Outcome, name_of, with_values
from basinet.sweeps.training_task import Training

try:
    import optuna
    from optuna.trial import FrozenTrial, TrialState, create_trial

    from basinet.sweeps.choosing import Choice, choose, used
    from basinet.sweeps.trials import check, sealed
except ModuleNotFoundError as error:
    if (error.name or "").split(".")[0] != "optuna":
        raise
    message = 'basinet tune needs Optuna, which is missing: pip install "basinet[tune]"'
    raise ImportError(message) from error

SEARCH = Kind("a search", "tune.toml", "basinet tune", ("runs",), REMEDY)


@dataclass(frozen=True)
class Trial:
    """A trial that ended.

    Attributes:
        number: counted from 0.
        values: of the fields that are searched.
        found: the number that is to be large, or small; None where the trial gave none.
        state: `complete`, `pruned` or `fail`.
        epochs: how many epochs it made.
    """

    number: int
    values: dict[str, Any]
    found: float | None
    state: str
    epochs: int


def open_study(path: Path, search: Search, storage: str | None = None) -> optuna.Study:
    """Return the study of a search: a new one, or that which is in the folder, to go on with.

    Args:
        path: the folder of the search; runs are stored in it.
        search: what is searched; `trials` may be larger than before.
        storage: the address of an Optuna storage; else an SQLite file in the folder. Several
            searches may share one.

    Raises:
        ValueError: when the folder holds another search.
        FileExistsError: when it is not empty and not the folder of a search.
        FolderInUseError: when another process works in it.
        OSError: when it cannot be made or written, or the storage cannot be reached.
    """

    def compare(file: Path) -> None:
        if is_empty(file):
            return
        there = read_kept(read_search, file)
        if replace(there, trials=1) != replace(search, trials=1):
            raise ValueError(
                f"{path} holds another search: its run, space, show, seed, prune or at_once is not"
                " the same; choose another folder with --out"
            )
        refuse_other_contents(file)

    begin(SEARCH, path, search_to_toml(search), compare)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    address = f"sqlite:///{path / 'study.db'}" if storage is None else storage
    # Held here too: two processes that make the tables of one file at once fail in its words.
    with hold(path), _explained(address):
        study = optuna.create_study(
            storage=address, study_name=_name(search), direction="maximize", load_if_exists=True
        )
        if search.wants_small:
            study.set_user_attr(_SMALL, True)
        return study


@contextlib.contextmanager
def _explained(address: str) -> Iterator[None]:
    """Say of an error of a storage, of which each kind has its own, which one it was."""
    try:
        yield
    except Exception as error:
        causes = [error, error.__cause__ or error.__context__]
        said = "; ".join(" ".join(str(one).split())[:200] for one in causes if one is not None)
        raise ConnectionError(
            f"could not use the storage {address}: {said}; what was finished before is kept, and"
            " the same command goes on; a damaged study.db can be removed: it is made again from"
            " the runs"
        ) from error


def _name(search: Search) -> str:
    """The name of a study: that of the search, so that several can share one storage."""
    text = search_to_toml(replace(search, trials=1))
    return f"basinet-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def finished(study: optuna.Study) -> list[Trial]:
    """Return the trials that ended, by their number."""
    sign = _sign(study)
    return [_trial(number, one, sign) for number, one in enumerate(_ended(study))]


def tune(
    study: optuna.Study, search: Search, store: Store, engine: AbstractEngine | None = None
) -> Iterator[Trial]:
    """Do the trials that are missing, round by round, and yield each when its round ended.

    A round is `at_once` trials: they are chosen together, done in whatever order, and told to the
    study in their own. Each run is in the store as soon as it ends, so that of a round that was
    stopped only the rest is done. The study does not depend on the engine.

    Args:
        study: from `open_study`.
        search: what is searched.
        store: where runs are kept.
        engine: who does the trials of a round; this process without it.

    Raises:
        FolderInUseError: when another process works in the folder of the store.
        OSError: when a result cannot be stored, or workers were lost for good.
        ValueError: when what is searched for is not measured.
    """
    worker = InProcess() if engine is None else engine
    store.path.mkdir(parents=True, exist_ok=True)
    with hold(store.path):
        store.tidy()
        while (place := len(_ended(study))) < search.trials:
            yield from _round(study, search, store, worker, place)


def _round(
    study: optuna.Study, search: Search, store: Store, engine: AbstractEngine, place: int
) -> Iterator[Trial]:
    """The rest of a round: choose, do what is not stored, tell."""
    told = _ended(study)
    first = place - place % search.at_once
    earlier = told[:first]
    choices = [Choice(trial.params, trial.distributions) for trial in told[first:]]
    for at in range(place, min(first + search.at_once, search.trials)):
        choices.append(choose(search, at, earlier, choices))
    tasks = [_task(search, choice) for choice in choices[place - first :]]
    complete = [t.intermediate_values for t in earlier if t.state == TrialState.COMPLETE]
    bounds = levels(complete, search.prune)
    attempts = {name_of(task): _attempt(task, bounds) for task in tasks if task is not None}
    ended = _carried_out(attempts, store, engine)
    for number, task in enumerate(tasks, start=place):
        outcome = None if task is None else ended[name_of(task)]
        trial = sealed(_told(search, choices[number - first], outcome), number)
        with _explained("of the study"):
            study.add_trial(trial)
        yield _trial(number, trial, -1 if search.wants_small else 1)


def _task(search: Search, choice: Choice) -> Training | Forecasting | None:
    """The run of a trial; None where its values do not go together."""
    try:
        return with_values(search.base, choice.values())
    except ValueError:
        return None


def _attempt(
    task: Training | Forecasting, bounds: tuple[float | None, ...]
) -> Attempt | Forecasting:
    """A training run that may be given up; a run on series is over before that."""
    return task if isinstance(task, Forecasting) else Attempt(task, bounds)


def _carried_out(
    attempts: dict[str, Attempt | Forecasting], store: Store, engine: AbstractEngine
) -> dict[str, Outcome]:
    """What came of each attempt, from the store or done now; those that end are stored."""
    ended = {name: _stored(store, name, one) for name, one in attempts.items()}
    found = {name: outcome for name, outcome in ended.items() if outcome is not None}
    missing = [(one,) for name, one in attempts.items() if name not in found]
    for (outcome,) in engine.carry_out(missing):
        name = name_of(outcome.task)
        found[name] = outcome
        if not _given_up(outcome):
            one = attempts[name]
            store.write(replace(outcome, task=one.training if isinstance(one, Attempt) else one))
    return found


def _stored(store: Store, name: str, attempt: Attempt | Forecasting) -> Outcome | None:
    if not (store.folder(name) / "result.json").is_file():
        return None
    result = store.read(name)
    return Outcome(attempt, result, 0.0, result["error"], store.read_history(name))


def _given_up(outcome: Outcome) -> bool:
    if isinstance(outcome.task, Forecasting):
        return False
    return outcome.error is None and len(outcome.history) < outcome.task.parts()


def _told(search: Search, choice: Choice, outcome: Outcome | None) -> FrozenTrial:
    """A trial as the study keeps it; without an outcome its values did not go together."""
    history = [] if outcome is None else outcome.history
    found = None
    if outcome is None or outcome.error is not None:
        state = TrialState.FAIL
    elif _given_up(outcome):
        state = TrialState.PRUNED
    else:
        state, found = TrialState.COMPLETE, outcome.measured.get(search.show)
        if not isinstance(found, int | float):
            numbers = ", ".join(k for k, v in outcome.measured.items() if isinstance(v, float))
            raise ValueError(f"no number {search.show!r} is measured; there are {numbers}")
    return create_trial(
        state=state,
        value=-found if search.wants_small and found is not None else found,
        params=choice.params,
        distributions=choice.distributions,
        intermediate_values={entry["epoch"]: entry["accuracy"] for entry in history},
    )


def _ended(study: optuna.Study) -> list[FrozenTrial]:
    with _explained("of the study"):
        ended = [one for one in study.get_trials(deepcopy=False) if one.state.is_finished()]
    check(ended)
    return ended


_SMALL = "small"
"""Under which a study keeps whether its numbers are turned round, so that small ones are best."""


def _sign(study: optuna.Study) -> int:
    return -1 if study.user_attrs.get(_SMALL) else 1


def _trial(number: int, kept: FrozenTrial, sign: int) -> Trial:
    steps = kept.intermediate_values
    last = steps[max(steps)] if steps else None
    return Trial(
        number,
        {name: used(value) for name, value in kept.params.items()},
        sign * kept.value if kept.value is not None else last,
        kept.state.name.lower(),
        len(steps),
    )
