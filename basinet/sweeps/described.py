"""A sweep as the file that describes it."""

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli_w

from basinet._closest import close
from basinet.folders import one_line
from basinet.runs import read_toml
from basinet.sweeps.axis import MOST, read_axis
from basinet.sweeps.contents import CONTENTS
from basinet.sweeps.memory_task import read_remembering
from basinet.sweeps.picture_task import read_completing
from basinet.sweeps.quantities import PREFIX
from basinet.sweeps.search_task import read_searching
from basinet.sweeps.series_task import read_forecasting
from basinet.sweeps.settling_task import read_settling
from basinet.sweeps.shown import NUMBERS, check_shown
from basinet.sweeps.sweep import Sweep
from basinet.sweeps.task import AbstractTask
from basinet.sweeps.theory_task import read_theory
from basinet.sweeps.training_task import read_training, with_learner
from basinet.sweeps.world_task import Evolving, main_observable, read_evolving

_KEYS = (
    "run",
    "settling",
    "search",
    "theory",
    "memory",
    "pictures",
    "series",
    "world",
    "axes",
    "seeds",
    "measure",
    "stack",
    "show",
    "threshold",
    "beside",
    CONTENTS,
)

_Base = tuple[AbstractTask, str]
"""What is repeated, and the number that is shown of it where nothing else is asked for."""


def from_plain(plain: dict[str, Any], most: int | None = None, learner: str | None = None) -> Sweep:
    """Return the sweep that plain values describe, as in a sweep.toml.

    Args:
        plain: the values.
        most: the most runs that are allowed; None for any number.
        learner: what learns, where [run] does not say it or says the same.

    Raises:
        ValueError: when a key is unknown, a value is not allowed, or there are too many runs.
    """
    try:
        return _from_plain(plain if learner is None else with_learner(plain, learner), most)
    except (RecursionError, OverflowError) as error:
        raise ValueError("a value is nested too deeply, or is too large a number") from error


def _from_plain(plain: dict[str, Any], most: int | None) -> Sweep:
    for key in plain:
        if key not in _KEYS:
            raise ValueError(
                f"a sweep has no {key!r}{close(key, _KEYS)}; it has {', '.join(_KEYS)}"
            )
    bases = [name for name in _BASES if name in plain]
    if len(bases) != 1:
        raise ValueError(f"a sweep needs one table {_listed_bases()}: what is repeated")
    for key in (*bases, "axes"):
        if not isinstance(plain.get(key, {}), dict):
            raise ValueError(f"{key} is {plain[key]!r}; it must be a table")
    base, show = _BASES[bases[0]](plain)
    show = plain.get("show", show)
    if not isinstance(show, str):
        raise ValueError(f"show is {show!r}; it must be the name of a measured number")
    threshold = plain.get("threshold")
    if isinstance(threshold, bool) or not isinstance(threshold, int | float | None):
        raise ValueError(f"threshold is {threshold!r}; it must be a number")
    axes = tuple(read_axis(name, given) for name, given in _named(plain.get("axes", {})))
    beside, seeds = _texts("beside", plain.get("beside", [])), _seeds(plain.get("seeds", [0]))
    numbers = base.numbers() if isinstance(base, Evolving) else NUMBERS[bases[0]]
    for what, name in (("show", show), *(("beside", one) for one in beside)):
        check_shown(what, name, tuple(base.table().get("measure", ())), numbers)
    runs = math.prod(len(axis.values) for axis in axes) * len(seeds)
    if most is not None and runs > most:
        raise ValueError(f"there are {runs:,} runs; give --yes if that is meant, or fewer values")
    return Sweep(base, axes, seeds, show, threshold, beside)


def _training(plain: dict[str, Any]) -> _Base:
    measure = _texts("measure", plain.get("measure", ["training", "relaxation"]))
    return read_training(plain["run"], measure, plain.get("stack", 1)), "accuracy"


def _settling(plain: dict[str, Any]) -> _Base:
    _refuse_stack(plain)
    return read_settling(plain["settling"], _texts("measure", plain.get("measure", []))), "settled"


def _searching(plain: dict[str, Any]) -> _Base:
    _refuse_stack(plain)
    return read_searching(plain["search"], _texts("measure", plain.get("measure", []))), "solved"


def _theory(plain: dict[str, Any]) -> _Base:
    _refuse_stack(plain)
    task = read_theory(plain["theory"], _texts("measure", plain.get("measure", ["complexity"])))
    return task, f"{PREFIX}{task.measure[0]}"


def _remembering(plain: dict[str, Any]) -> _Base:
    _refuse_stack(plain)
    return read_remembering(plain["memory"], _texts("measure", plain.get("measure", []))), "overlap"


def _completing(plain: dict[str, Any]) -> _Base:
    _refuse_stack(plain)
    if "measure" in plain:
        raise ValueError("no theory speaks of [pictures]; leave measure out")
    return read_completing(plain["pictures"]), "right"


def _forecasting(plain: dict[str, Any]) -> _Base:
    _refuse_stack(plain)
    if "measure" in plain:
        raise ValueError("a sweep of [series] measures what it measures; leave out measure")
    return read_forecasting(plain["series"]), "test_error"


def _evolving(plain: dict[str, Any]) -> _Base:
    _refuse_stack(plain)
    if "measure" in plain:
        raise ValueError("a sweep of [world] measures what it observes; leave out measure")
    task = read_evolving(plain["world"])
    return task, main_observable(task)


_BASES: Mapping[str, Callable[[dict[str, Any]], _Base]] = {
    "run": _training,
    "settling": _settling,
    "search": _searching,
    "theory": _theory,
    "memory": _remembering,
    "pictures": _completing,
    "series": _forecasting,
    "world": _evolving,
}
"""What can be repeated, by the name of its table."""


def _refuse_stack(plain: dict[str, Any]) -> None:
    if "stack" in plain:
        raise ValueError("stack is for [run]; leave it out of other sweeps")


def _listed_bases() -> str:
    *names, last = (f"[{name}]" for name in _BASES)
    return f"{', '.join(names)} or {last}"


def read_sweep(path: Path, most: int | None = None, learner: str | None = None) -> Sweep:
    """Return the sweep that a file describes.

    Args:
        path: a sweep.toml.
        most: the most runs that are allowed; None for any number.
        learner: what learns, where [run] does not say it.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is not TOML, describes no sweep, or one of too many runs.
    """
    plain = read_toml(path)
    try:
        return from_plain(plain, most, learner)
    except ValueError as error:
        raise ValueError(f"{path}: {one_line(error)}") from error


def _named(axes: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The axes with their names; TOML makes tables of names with dots."""
    for name, given in axes.items():
        if isinstance(given, dict) and not {"from", "to"} & given.keys():
            for rest, inner in _named(given):
                yield f"{name}.{rest}", inner
        else:
            yield name, given


def _seeds(given: Any) -> tuple[int, ...]:
    if isinstance(given, int) and not isinstance(given, bool):
        if given < 1:
            raise ValueError(f"seeds is {given}; it must be a number of at least 1, or a list")
        if given > MOST:
            raise ValueError(f"seeds is {given:,}; there can be at most {MOST:,}")
        return tuple(range(given))
    if not isinstance(given, list):
        raise ValueError(f"seeds is {given!r}; it must be a number of seeds or a list of them")
    for seed in given:
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise ValueError(f"seeds has {str(seed)[:60]}; expected whole numbers")
    return tuple(given)


def _texts(name: str, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise ValueError(f"{name} is {given!r}; it must be a list of names")
    return tuple(given)


def to_toml(sweep: Sweep) -> str:
    """Return the sweep as the text of a sweep.toml, with the checksums of the files it reads."""
    plain: dict[str, Any] = {"seeds": list(sweep.seeds), "show": sweep.show}
    if sweep.threshold is not None:
        plain["threshold"] = sweep.threshold
    if sweep.beside:
        plain["beside"] = list(sweep.beside)
    axes = {axis.name: [_listed(value) for value in axis.values] for axis in sweep.axes}
    tables: dict[str, Any] = {"axes": axes}
    if found := sweep.contents():
        tables[CONTENTS] = found
    return tomli_w.dumps(plain | sweep.base.table() | tables)


def _listed(value: Any) -> Any:
    return [_listed(part) for part in value] if isinstance(value, tuple) else value
