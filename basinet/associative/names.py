"""The parameters of an `Associator`, whose memory is also known as its learner."""

from typing import Any

from basinet.associative.door import chosen
from basinet.parameters import change, parameters

_OWN = ("memory", "epochs", "batch_size", "random_state")


def parameters_of(owner: Any, *, deep: bool) -> dict[str, Any]:
    """Return the parameters of an `Associator`; with `deep` those of its memory, by both names."""
    found = parameters(owner, _OWN, chosen(owner.memory), deep=deep, held="memory")
    if not deep:
        return found
    memory = {name: value for name, value in found.items() if name.startswith("memory")}
    return found | {f"learner{name.removeprefix('memory')}": v for name, v in memory.items()}


def change_in(owner: Any, given: dict[str, Any]) -> None:
    """Set parameters of an `Associator`.

    Raises:
        ValueError: when a parameter is unknown or a value is out of range.
    """
    renamed = {
        f"memory{name.removeprefix('learner')}" if name.startswith("learner") else name: value
        for name, value in given.items()
    }
    change(owner, chosen(renamed.get("memory", owner.memory)), renamed, held="memory")
