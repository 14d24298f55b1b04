"""The parameters of an `Associator`, whose memory is also known as its learner."""

from typing import Any

from basinet.associative.door import chosen
from basinet.fitting.given import stored_seed
from basinet.fitting.parameters import change, parameters

_PLAIN = ("epochs", "batch_size", "random_state")
_OWN = ("memory", *_PLAIN)


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


def plain_of(owner: Any) -> dict[str, Any]:
    """What a file keeps of the parameters of a fitted memory beside what it stored."""
    size = int(owner.batch_size)
    seed = stored_seed(owner.random_state, owner.seed_)
    given = {"epochs": int(owner.epochs), "batch_size": size, "random_state": seed}
    return {"batch_size": size, "parameters": given}


def set_plain(owner: Any, given: dict[str, Any]) -> None:
    """Set those parameters that are known."""
    for name in given.keys() & set(_PLAIN):
        setattr(owner, name, given[name])
