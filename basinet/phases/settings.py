"""What is measured for a phase diagram, as a value."""

from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

_LEAST = {
    "neurons": 2,
    "instances": 1,
    "max_sweeps": 1,
    "rungs": 1,
    "hidden": 1,
    "epochs": 1,
    "seeds": 1,
    "seed": 0,
}


@dataclass(frozen=True)
class PhaseSettings:
    """Everything that decides what a phase diagram shows.

    Attributes:
        self_couplings: J_D at which all is measured, at least 0, increasing.
        neurons: N of the random networks that are searched, at least 2.
        instances: random networks for each self-coupling, at least 1.
        max_sweeps: T of asynchronous relaxation, at least 1.
        rungs: steps of the schedule of focusing belief propagation, at least 1.
        data: name or path of the data set that is learnt.
        hidden: neurons H of the steered network, at least 1.
        epochs: passes over the training data, at least 1.
        seeds: networks that are trained for each self-coupling, at least 1.
        seed: of everything random, 0 or larger.

    Raises:
        ValueError: when a value is outside its range.
    """

    self_couplings: tuple[float, ...]
    neurons: int = 500
    instances: int = 16
    max_sweeps: int = 200
    rungs: int = 60
    data: str = "digits"
    hidden: int = 200
    epochs: int = 8
    seeds: int = 4
    seed: int = 0

    def __post_init__(self) -> None:
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise ValueError(
                    f"{name} is {value!r}; it must be a whole number of at least {least}"
                )
        given = np.asarray(self.self_couplings, float)
        if given.ndim != 1 or not given.size or not np.isfinite(given).all() or given[0] < 0:
            raise ValueError(
                f"self_couplings are {self.self_couplings}; expected one or more finite numbers of"
                " at least 0"
            )
        if not (np.diff(given) > 0).all():
            raise ValueError(f"self_couplings are {self.self_couplings}; they must increase")


QUICK = PhaseSettings(
    (0.0, 0.05, 0.1, 0.125, 0.15, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 1.0, 1.5)
)
"""A picture in a few minutes on two processor cores."""

FULL = PhaseSettings(
    (
        *(0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.25, 0.3, 0.35),
        *(0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9, 1.0, 1.25, 1.5),
    ),
    neurons=1000,
    instances=40,
    max_sweeps=500,
    seeds=10,
)
"""More self-couplings, larger networks, narrower intervals; takes an hour or two."""


def to_plain(settings: PhaseSettings) -> dict[str, Any]:
    """Return the settings as values that JSON can hold."""
    return asdict(settings) | {"self_couplings": list(settings.self_couplings)}


def from_plain(plain: Any) -> PhaseSettings:
    """Return the settings that `to_plain` described.

    Raises:
        ValueError: when a field is missing or unknown, or a value is out of range.
    """
    names = {field.name for field in fields(PhaseSettings)}
    if not isinstance(plain, dict) or set(plain) != names:
        raise ValueError(f"these are no settings of a phase diagram, which are {sorted(names)}")
    own = plain["self_couplings"]
    if not isinstance(own, list) or not all(isinstance(value, int | float) for value in own):
        raise ValueError(f"self_couplings is {str(own)[:60]}; it must be a list of numbers")
    if not isinstance(plain["data"], str):
        raise ValueError(f"data is {plain['data']!r}; it must be text")
    values: dict[str, Any] = plain | {"self_couplings": tuple(plain["self_couplings"])}
    return PhaseSettings(**values)
