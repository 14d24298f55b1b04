"""Searching for good hyper-parameters with Optuna, in the store of a sweep.

Optuna chooses the trials and says which to give up; each trial that ends is a run in the store,
and one that is there already is not done again. What is chosen for a trial follows from the
search's seed, the number of the trial and the trials before it, so that a search that was stopped
goes on as if it had not been.
"""

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basinet._files import write_atomically
from basinet.sweeps.space import Between, Search, read_search, search_to_toml
from basinet.sweeps.store import Store
from basinet.sweeps.task import AbstractTask, Outcome, carry_out, name_of

try:
    import optuna
    from optuna.trial import TrialState
except ModuleNotFoundError as error:
    if (error.name or "").split(".")[0] != "optuna":
        raise
    message = 'basinet tune needs Optuna, which is missing: pip install "basinet[tune]"'
    raise ImportError(message) from error

_STARTUP = 8
"""Trials that are drawn at random before the choice follows what was found."""

_STUDY = "basinet"


@dataclass(frozen=True)
class Trial:
    """A trial that ended.

    Attributes:
        number: counted from 0.
        values: of the fields that are searched.
        found: the number that is to be large; None where the trial gave none.
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
        storage: the address of an Optuna storage; else an SQLite file in the folder.

    Raises:
        ValueError: when the folder holds another search.
        FileExistsError: when it is not empty and not the folder of a search.
        OSError: when it cannot be made or written, or the storage cannot be reached.
    """
    file = path / "tune.toml"
    if file.is_file():
        there = read_search(file)
        if (there.base, there.space, there.show) != (search.base, search.space, search.show):
            raise ValueError(
                f"{path} holds another search: its run, space or show is not the same; choose"
                " another folder with --out"
            )
    elif path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(
            f"{path} is not empty and not the folder of a search; choose another with --out"
        )
    path.mkdir(parents=True, exist_ok=True)
    write_atomically(file, search_to_toml(search))
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    address = f"sqlite:///{path / 'study.db'}" if storage is None else storage
    try:
        return optuna.create_study(
            storage=address, study_name=_STUDY, direction="maximize", load_if_exists=True
        )
    except Exception as error:  # each kind of storage has its own errors
        said = " ".join(str(error).split())[:200]
        raise ConnectionError(f"could not open the storage {address}: {said}") from error


def finished(study: optuna.Study) -> list[Trial]:
    """Return the trials that ended, by their number."""
    return [
        Trial(
            trial.number,
            {name: _rounded(_decoded(value)) for name, value in trial.params.items()},
            trial.value if trial.state == TrialState.COMPLETE else _last(trial),
            trial.state.name.lower(),
            len(trial.intermediate_values),
        )
        for trial in study.get_trials(deepcopy=False)
        if trial.state.is_finished()
    ]


def tune(study: optuna.Study, search: Search, store: Store) -> Iterator[Trial]:
    """Do the trials that are missing, one after the other, and yield each when it ended.

    Raises:
        OSError: when a result cannot be stored.
    """
    store.tidy()
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL)  # left behind by a process that ended
    done = sum(trial.state != "fail" or trial.epochs > 0 for trial in finished(study))
    for number in range(done, search.trials):
        study.sampler = _sampler(search, number)
        study.pruner = _pruner(search)
        yield _try(study, search, store)


def _try(study: optuna.Study, search: Search, store: Store) -> Trial:
    """One trial: choose, train until the end or until it is hopeless, store, tell."""
    trial = study.ask()
    values = {name: _suggest(trial, name, where) for name, where in search.space.items()}
    try:
        task: AbstractTask = search.base
        for name, value in values.items():
            task = task.changed(name, value)
    except ValueError:
        study.tell(trial, state=TrialState.FAIL)
        return _ended(study, trial)
    name = name_of(task)
    if (store.folder(name) / "result.json").is_file():
        measured, error = store.read(name), store.read(name)["error"]
        history = _stored_history(store, name)
    else:
        outcome = _until_hopeless(trial, task, search)
        if outcome is None:
            study.tell(trial, state=TrialState.PRUNED)
            return _ended(study, trial)
        store.write(outcome)
        measured, error, history = outcome.measured, outcome.error, []
    for entry in history:
        trial.report(entry["accuracy"], entry["epoch"])
    if error is not None:
        study.tell(trial, state=TrialState.FAIL)
        return _ended(study, trial)
    found = measured.get(search.show)
    if not isinstance(found, int | float):
        numbers = ", ".join(k for k, v in measured.items() if isinstance(v, float))
        raise ValueError(f"no number {search.show!r} is measured; there are {numbers}")
    study.tell(trial, found)
    return _ended(study, trial)


def _until_hopeless(trial: optuna.Trial, task: AbstractTask, search: Search) -> Outcome | None:
    """Train and report the accuracy after each epoch; None when the trial was given up."""
    outcome = Outcome(task, {}, 0.0, "nothing was done")
    for (outcome,) in carry_out([task]):
        if outcome.error is not None:
            break
        last = outcome.history[-1]
        trial.report(last["accuracy"], last["epoch"])
        unfinished = last["epoch"] < search.base.run.epochs
        if unfinished and search.prune is not None and trial.should_prune():
            return None
    return outcome


def _suggest(trial: optuna.Trial, name: str, where: Any) -> Any:
    if not isinstance(where, Between):
        # Optuna's storages keep numbers and text; tuples travel as text.
        return _decoded(trial.suggest_categorical(name, [_encoded(v) for v in where.values]))
    if where.whole:
        return trial.suggest_int(name, int(where.low), int(where.high), log=where.log)
    return _rounded(trial.suggest_float(name, where.low, where.high, log=where.log))


def _rounded(value: Any) -> Any:
    """A number as it is used: with six digits, for people to write down."""
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _encoded(value: Any) -> Any:
    return f"json:{json.dumps(value)}" if isinstance(value, tuple) else value


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("json:"):
        return tuple(json.loads(value.removeprefix("json:")))
    return value


def _sampler(search: Search, number: int) -> optuna.samplers.BaseSampler:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # notes on experimental arguments
        seed = (search.seed * 1_000_003 + number) % 2**32
        return optuna.samplers.TPESampler(seed=seed, n_startup_trials=_STARTUP)


def _pruner(search: Search) -> optuna.pruners.BasePruner:
    if search.prune is None:
        return optuna.pruners.NopPruner()
    return optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=search.prune)


def _ended(study: optuna.Study, trial: optuna.Trial) -> Trial:
    return next(one for one in finished(study) if one.number == trial.number)


def _last(trial: Any) -> float | None:
    steps = trial.intermediate_values
    return steps[max(steps)] if steps else None


def _stored_history(store: Store, name: str) -> list[dict[str, Any]]:
    file = store.folder(name) / "history.jsonl"
    if not file.is_file():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
