"""Trials as a study keeps them, each with a checksum: a changed digit would choose other ones."""

import json
import zlib
from collections.abc import Sequence

from optuna.distributions import distribution_to_json
from optuna.trial import FrozenTrial

_CHECKSUM = "checksum"
"""Under which a trial keeps one of itself."""


def sealed(trial: FrozenTrial, number: int) -> FrozenTrial:
    """Return a trial, which is told as that of this number, with a checksum."""
    trial.set_user_attr(_CHECKSUM, _checksum(trial, number))
    return trial


def check(trials: Sequence[FrozenTrial]) -> None:
    """Refuse trials of which one is not as it was told; those without a checksum are believed.

    Raises:
        ValueError: when one is not; it says what to do.
    """
    for number, one in enumerate(trials):
        if one.user_attrs.get(_CHECKSUM, found := _checksum(one, number)) != found:
            raise ValueError(
                f"trial {number} of the study is damaged: it is not what was written; remove"
                " study.db, or the study from its storage, and the same command makes it again from"
                " the runs, which are kept"
            )


def _checksum(trial: FrozenTrial, number: int) -> str:
    """A checksum of all that is kept of a trial."""
    steps = sorted(trial.intermediate_values.items())
    kinds = sorted((k, distribution_to_json(v)) for k, v in trial.distributions.items())
    kept = [number, trial.state.name, trial.value, sorted(trial.params.items()), steps, kinds]
    return f"{zlib.crc32(json.dumps(kept).encode()):08x}"
