"""What the page shows: each stage by its name."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from basinet._closest import close
from basinet.live.stages.memory import dense, modern
from basinet.live.stages.settling import settling_stage
from basinet.live.stages.stage import Stage as Stage
from basinet.live.stages.stored import of_data, of_file, room_of
from basinet.live.stages.worlds import (
    flock,
    kuramoto,
    moons,
    search,
    sorting,
    swarmalators,
    vicsek,
)
from basinet.saving import read_document

STAGES: dict[str, Callable[[], Stage]] = {
    "settling": settling_stage,
    "memory": lambda: modern(of_data(None)),
    "dense-memory": lambda: dense(of_data(None)),
    "search": search,
    "moons": moons,
    "kuramoto": kuramoto,
    "swarmalators": swarmalators,
    "vicsek": vicsek,
    "flock": flock,
    "sorting": sorting,
}
"""All stages; a new one is listed here, and tested by being listed."""


MEMORIES = ("memory", "dense-memory")
"""The stages that show what is stored."""


def stage(name: str, model: Path | str | None = None, data: str | None = None) -> Stage:
    """Return a stage by its name.

    Args:
        name: one of `STAGES`.
        model: a model file or the folder of a run, for the stage settling; a saved memory, for
            the stage that shows its kind.
        data: a data set of which pictures are stored, for the stages of memories.

    Raises:
        ValueError: when there is no such stage, or a model or data for one that takes none.
        OSError: when the model or the data cannot be read.
    """
    if name not in STAGES:
        raise ValueError(
            f"there is no room {name!r:.40}{close(name[:40], STAGES)}; the rooms are"
            f" {', '.join(STAGES)}"
        )
    if model is not None and data is not None:
        raise ValueError("a room shows either a model or data; leave out one of them")
    if name == "settling" and data is None:
        return settling_stage(None if model is None else str(model))
    if name in MEMORIES:
        stored = of_data(data) if model is None else of_file(model)
        if stored.memory is not None and room_of(stored) != name:
            raise ValueError(f"{model} is shown in the room {room_of(stored)}, not in {name}")
        return modern(stored) if name == "memory" else dense(stored)
    if model is not None:
        raise ValueError(f"the room {name} takes no model; settling and the memories do")
    if data is not None:
        raise ValueError(f"the room {name} takes no data; {' and '.join(MEMORIES)} do")
    return STAGES[name]()


def room_for(model: Path | str) -> str:
    """Return the stage that shows a model: settling, or that of a saved memory.

    Raises:
        ValueError: when the file cannot be read.
        OSError: when there is none.
    """
    path = Path(model)
    if path.is_dir() or "memory" not in read_document(path)[0]:
        return "settling"
    return room_of(of_file(path))


def again(name: str, origin: Mapping[str, Any], model: Path | str | None = None) -> Stage:
    """Return the stage of a log, from the same model or data.

    Args:
        name: of the stage.
        origin: as the log has it.
        model: where the model is now, where it is not any more where it was.

    Raises:
        ValueError: when the model is another one, or the data have changed.
        OSError: when they cannot be read.
    """
    was, data = _text(origin.get("model")), _text(origin.get("data"))
    takes = name == "settling" or name in MEMORIES
    made = stage(name, (model or was) if takes else None, data if takes and not model else None)
    if origin.get("sha256") != made.origin.get("sha256"):
        if data is not None and not model:
            raise ValueError(f"the pictures of {data} are not the ones of the log")
        raise ValueError(
            f"the model {model or was or 'that is shipped'} is not the one of the log; name that"
            " one: basinet live MODEL --replay LOG"
        )
    return made


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
