"""What the page shows: each stage by its name."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from basinet._closest import close
from basinet.live.stages.memory import dense, modern
from basinet.live.stages.settling import settling_stage
from basinet.live.stages.stage import Stage as Stage
from basinet.live.stages.worlds import (
    flock,
    kuramoto,
    moons,
    search,
    sorting,
    swarmalators,
    vicsek,
)

STAGES: dict[str, Callable[[], Stage]] = {
    "settling": settling_stage,
    "memory": modern,
    "dense-memory": dense,
    "search": search,
    "moons": moons,
    "kuramoto": kuramoto,
    "swarmalators": swarmalators,
    "vicsek": vicsek,
    "flock": flock,
    "sorting": sorting,
}
"""All stages; a new one is listed here, and tested by being listed."""


def stage(name: str, model: Path | str | None = None) -> Stage:
    """Return a stage by its name.

    Args:
        name: one of `STAGES`.
        model: a model file or the folder of a run, for the stage settling.

    Raises:
        ValueError: when there is no such stage, or a model for one that takes none.
        OSError: when the model cannot be read.
    """
    if name not in STAGES:
        raise ValueError(
            f"there is no room {name!r:.40}{close(name[:40], STAGES)}; the rooms are"
            f" {', '.join(STAGES)}"
        )
    if name == "settling":
        return settling_stage(None if model is None else str(model))
    if model is not None:
        raise ValueError(f"the room {name} takes no model; settling does")
    return STAGES[name]()


def again(name: str, origin: Mapping[str, Any], model: Path | str | None = None) -> Stage:
    """Return the stage of a log, from the same model.

    Args:
        name: of the stage.
        origin: as the log has it.
        model: where the model is now, where it is not any more where it was.

    Raises:
        ValueError: when the model is another one.
        OSError: when it cannot be read.
    """
    stated = origin.get("model")
    was = stated if isinstance(stated, str) else None
    made = stage(name, (model or was) if name == "settling" else None)
    if origin.get("sha256") != made.origin.get("sha256"):
        raise ValueError(
            f"the model {model or was or 'that is shipped'} is not the one of the log; name that"
            " one: basinet live MODEL --replay LOG"
        )
    return made
