"""A run on series as a value: everything that decides what it computes."""

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import tomli_w

from basinet._closest import close
from basinet.folders import read_toml
from basinet.rates.checks import check_whole
from basinet.rates.medium import AbstractReservoir
from basinet.rates.readout import AbstractReadout, Ridge
from basinet.rates.reservoirs import EchoState
from basinet.series.parts import PARTS, read_readout, read_reservoir
from basinet.series.scaling import scaler
from basinet.settings import make, spell


@dataclass(frozen=True)
class SeriesRun:
    """The complete description of a run on series.

    Attributes:
        data: a built-in task, or the path of a .csv or .npz.
        target: the column of a table that is predicted; all, one step ahead, without it.
        reservoir: the network.
        readout: what learns.
        encoder: how features become inputs: standardise, rescale or raw.
        washout: steps of each series that are not learnt; a tenth, at most 100, if None.
        segments: parts of a series that is named, at least 1.
        steps: the length of a built-in task, at least 200.
        seed: the source of everything random, from 0 to 2^32 - 1.

    Raises:
        ValueError: when a value is out of range.
    """

    data: str = "narma10"
    target: str | None = None
    reservoir: AbstractReservoir = field(default_factory=EchoState)
    readout: AbstractReadout = field(default_factory=Ridge)
    encoder: str = "standardise"
    washout: int | None = None
    segments: int = 4
    steps: int = 4000
    seed: int = 0

    def __post_init__(self) -> None:
        check_whole("seed", self.seed, 0)
        check_whole("steps", self.steps, 200)
        check_whole("segments", self.segments)
        if self.seed > 2**32 - 1:
            raise ValueError(f"seed is {self.seed}; it must be a whole number from 0 to 2^32 - 1")
        if self.washout is not None:
            check_whole("washout", self.washout, 0)
        for name in ("data", "encoder"):
            if not isinstance(getattr(self, name), str):
                raise ValueError(f"{name} is {getattr(self, name)!r}; it must be text")
        scaler(self.encoder)


def to_plain(run: SeriesRun) -> dict[str, Any]:
    """Return a run as values that JSON and TOML can hold; what is None is left out."""
    plain = {one.name: getattr(run, one.name) for one in fields(run)}
    plain |= {"reservoir": spell(run.reservoir), "readout": spell(run.readout)}
    return {name: value for name, value in plain.items() if value is not None}


def from_plain(plain: dict[str, Any]) -> SeriesRun:
    """Return the run that plain values describe; what is left out has its default.

    Raises:
        ValueError: when a key is unknown or a value is not allowed.
    """
    known = [one.name for one in fields(SeriesRun)]
    for name in plain:
        if name not in known:
            raise ValueError(
                f"a run on series has no {name!r}{close(name, known)}; it has {', '.join(known)}"
            )
    given = dict(plain)
    for name, read in (("reservoir", read_reservoir), ("readout", read_readout)):
        if name in given:
            given[name] = read(given[name])
    return SeriesRun(**given)


def changed(run: SeriesRun, name: str, value: Any) -> SeriesRun:
    """Return the run with another value in a field, or in a field of its network or readout.

    Args:
        run: the run.
        name: such as `seed`, `reservoir.units`, or `units` for short.
        value: a value or its text.

    Raises:
        ValueError: when there is no such field or the value is not allowed.
    """
    own = [one.name for one in fields(SeriesRun)]
    part, dot, inner = name.partition(".")
    if not dot and name not in own:
        homes = [
            home
            for home in ("reservoir", "readout")
            if name in {one.name for one in fields(getattr(run, home))}
        ]
        if len(homes) == 1:
            part, inner = homes[0], name
    if inner and part in ("reservoir", "readout"):
        return replace(run, **{part: make(getattr(run, part), {inner: value}, PARTS)})
    if name not in own:
        inside = [one.name for part in (run.reservoir, run.readout) for one in fields(part)]
        raise ValueError(
            f"a run on series has no field {name!r}{close(name, [*own, *inside])}; it has"
            f" {', '.join(own)}, and those of its reservoir and readout: {', '.join(inside)}"
        )
    if name in ("reservoir", "readout"):
        read = read_reservoir if name == "reservoir" else read_readout
        return replace(run, **{name: read(value) if isinstance(value, str) else value})
    whole = name in ("washout", "segments", "steps", "seed") and isinstance(value, str)
    try:
        return replace(run, **{name: int(value) if whole else value})
    except ValueError as error:
        if whole and "invalid literal" in str(error):
            raise ValueError(f"{name} is {value!r}; it must be a whole number") from None
        raise


def to_toml(run: SeriesRun) -> str:
    """Return the run as the text of a configuration file."""
    return tomli_w.dumps(to_plain(run))


def read_run(path: Path) -> SeriesRun:
    """Return the run that a configuration file describes.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is damaged; the message names the file.
    """
    if not path.is_file():
        raise FileNotFoundError(f"there is no configuration file {path}")
    try:
        return from_plain(read_toml(path))
    except (ValueError, TypeError) as error:
        said = str(error)
        raise ValueError(said if str(path) in said else f"{path}: {said}") from error
