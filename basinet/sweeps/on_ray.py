"""The engine that spreads groups of tasks over the processors of a Ray cluster.

Placement, retries and the loss of workers are Ray's business; here is one remote task for each
group, and a limit on how many wait at a time.
"""

import logging
import math
import os
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from basinet.own import modules
from basinet.sweeps.addresses import refuse_silent
from basinet.sweeps.engine import AbstractEngine
from basinet.sweeps.task import AbstractTask, Outcome, carry_out

try:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    # Seconds in which what listens at an address has to turn out to be a cluster.
    os.environ.setdefault("RAY_py_gcs_connect_timeout_s", "8")
    os.environ.setdefault("RAY_gcs_rpc_server_connect_timeout_s", "8")
    os.environ.setdefault("RAY_gcs_rpc_server_reconnect_timeout_s", "30")
    import ray
    from ray import cloudpickle
    from ray.exceptions import RayError
except ModuleNotFoundError as error:
    if (error.name or "").split(".")[0] != "ray":
        raise
    message = 'the engine ray needs Ray, which is missing: pip install "basinet[ray]"'
    raise ImportError(message) from error

RETRIES = 8
"""How often a group is begun anew after its worker was lost."""

_THREADS = "PJRT_NPROC"
"""The variable that tells XLA how many threads to make; without it, one for each processor."""

_WAITING = 1000
"""Groups that Ray knows of at a time."""


@dataclass(frozen=True)
class OnRay(AbstractEngine):
    """Does groups on a Ray cluster: one that is running, or a new one on this machine.

    Outcomes are yielded as they come, in no fixed order. A group whose worker or node is lost is
    begun anew on another, up to `RETRIES` times. Data sets that are files must be readable by
    every node under the same path; those with a name are fetched by each node.

    Attributes:
        address: of a running cluster, `auto` for one on this machine; None for a new one.
        cpus: processors that a group occupies, above 0.
        gpus: GPUs that a group occupies, 0 or more.

    Raises:
        ValueError: when a number is out of range.
    """

    address: str | None = None
    cpus: float = 1.0
    gpus: float = 0.0

    def __post_init__(self) -> None:
        if not self.cpus > 0:
            raise ValueError(f"cpus is {self.cpus:g}; a group of runs needs more than 0 processors")
        if not self.gpus >= 0:
            raise ValueError(f"gpus is {self.gpus:g}; it must be at least 0")

    def carry_out(self, groups: Sequence[tuple[AbstractTask, ...]]) -> Iterator[list[Outcome]]:
        """Do the groups on the cluster.

        Raises:
            ConnectionError: when the cluster cannot be reached, or groups were lost for good.
        """
        if not groups:
            return
        self._connect()
        options: dict[str, Any] = {"num_cpus": self.cpus, "num_gpus": self.gpus}
        environment = {"env_vars": {_THREADS: self._threads()}}
        work: Any = ray.remote(max_retries=RETRIES, runtime_env=environment, **options)(_work)
        for module in modules():  # workers cannot import what a person named by its file
            cloudpickle.register_pickle_by_value(module)
        rest, here = iter(groups), str(Path.cwd())
        waiting = [work.remote(group, here) for group in islice(rest, _WAITING)]
        lost: list[str] = []
        while waiting:
            ready, waiting = ray.wait(waiting, num_returns=1)
            waiting += [work.remote(group, here) for group in islice(rest, len(ready))]
            for reference in ready:
                try:
                    yield ray.get(reference)
                except RayError as error:
                    lost.append(" ".join(str(error).split())[:300])
        if lost:
            raise ConnectionError(
                f"{len(lost)} groups of runs were lost with their workers ({lost[0]}); all others"
                " are stored, and the same command does what is missing"
            )

    def stop(self) -> None:
        """Leave the cluster; one that was begun here ends."""
        ray.shutdown()

    def _threads(self) -> str:
        """The threads of a worker: as many as it has processors, or what the user asks for."""
        return os.environ.get(_THREADS, str(math.ceil(self.cpus)))

    def _connect(self) -> None:
        if ray.is_initialized():
            return
        refuse_silent(self.address)
        try:
            with warnings.catch_warnings():
                # JAX warns of every fork; Ray forks only to begin other programs at once.
                warnings.filterwarnings("ignore", message="os.fork", category=RuntimeWarning)
                # What Ray says of a client in vain is said once, by the error.
                warnings.filterwarnings("ignore", message="Ray Client", category=UserWarning)
                ray.init(
                    address=self.address or "local",
                    include_dashboard=None if self.address else False,
                    log_to_driver=False,
                    logging_level=logging.ERROR,
                )
        except Exception as error:  # Ray raises plain ones when it does not start in time
            where = "a new cluster" if self.address is None else f"the cluster at {self.address}"
            said = " ".join(str(error).split())[:300]
            raise ConnectionError(
                f"could not reach {where}: {said}; begin one with `ray start --head`, or leave"
                " out --address"
            ) from error


def _work(group: tuple[AbstractTask, ...], folder: str) -> list[Outcome]:
    """What a worker does: the group, in the folder from which paths are meant if it is there."""
    if Path(folder).is_dir():
        os.chdir(folder)
    *_, outcomes = carry_out(group)
    return outcomes
