"""Which engine does the runs of a command, and the options that say so."""

from typing import TYPE_CHECKING, Annotated

import typer

from basinet._closest import close

if TYPE_CHECKING:
    from basinet.sweeps import AbstractEngine
    from basinet.sweeps.engine import Watch

Engine = Annotated[str, typer.Option(help="Who does the runs: local or ray.")]
Address = Annotated[
    str | None, typer.Option(help="Address of a Ray cluster; else one on this machine.")
]
Cpus = Annotated[float, typer.Option(help="Processors for each group of runs on Ray.")]
Gpus = Annotated[float, typer.Option(help="GPUs for each group of runs on Ray.")]


def choose_engine(
    name: str, address: str | None, cpus: float, gpus: float, watch: "Watch"
) -> "AbstractEngine":
    """Return the engine of that name.

    Args:
        name: `local` or `ray`.
        address: of a Ray cluster.
        cpus: processors for each group on Ray.
        gpus: GPUs for each group on Ray.
        watch: is told how far a group is where it is done in this process.

    Raises:
        ValueError: when there is none of that name, or the options do not fit.
        ConnectionError: when nobody answers at the address.
        ImportError: when its extra is missing.
    """
    from basinet.sweeps import InProcess

    if name == "ray":
        from basinet.sweeps.addresses import refuse_silent
        from basinet.sweeps.on_ray import OnRay

        refuse_silent(address)
        return OnRay(address=address, cpus=cpus, gpus=gpus)
    if name != "local":
        said = f"there is no engine {name!r}{close(name, ('local', 'ray'))}"
        raise ValueError(f"{said}; the engines are local and ray")
    for option, value, usual in (
        ("address", address, None),
        ("cpus", cpus, 1.0),
        ("gpus", gpus, 0.0),
    ):
        if value != usual:
            raise ValueError(f"--{option} {value} is for --engine ray; give both or neither")
    return InProcess(watch)


def engine_words(name: str, address: str | None, cpus: float, gpus: float) -> list[str]:
    """Return the options that choose this engine once more."""
    words = [] if name == "local" else ["--engine", name]
    words += [] if address is None else ["--address", address]
    words += [] if cpus == 1.0 else ["--cpus", f"{cpus:g}"]
    return words + ([] if gpus == 0.0 else ["--gpus", f"{gpus:g}"])
