"""Which engine does the runs of a command."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from basinet.sweeps import AbstractEngine


def choose_engine(name: str, address: str | None, cpus: float, gpus: float) -> "AbstractEngine":
    """Return the engine of that name.

    Raises:
        ValueError: when there is none, or the options do not fit.
        ImportError: when its extra is missing.
    """
    from basinet.sweeps import InProcess

    if name == "ray":
        from basinet.sweeps.on_ray import OnRay

        return OnRay(address=address, cpus=cpus, gpus=gpus)
    if name != "local":
        raise ValueError(f"there is no engine {name!r}; the engines are local and ray")
    if address is not None:
        raise ValueError(f"--address {address} is for --engine ray; give both or neither")
    return InProcess()
