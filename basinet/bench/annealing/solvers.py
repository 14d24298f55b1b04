"""Solvers of maximum cut behind one small interface, each in one thread.

A peer is called as its manual shows, again and again with other seeds, until the time is over.
"""

import shutil
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, final

import numpy as np

from basinet.annealing import Graph, MaxCut, anneal
from basinet.annealing.files import write_graph

Cut = tuple[float, float]
"""Seconds of processor time since the beginning of the course, and the cut that was there then."""


class AbstractSolver(ABC):
    """What finds cuts.

    Attributes:
        name: of the solver.
        package: that must be installed; of a program, its name on the path.
        settings: names of the settings that are tried.
        plans: whether a course depends on the time that it is given, so that each budget needs
            a course of its own.
    """

    name: str
    package: str
    settings: tuple[str, ...]
    plans: bool = False

    @abstractmethod
    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[Cut]:
        """Yield cuts and when they were found: until the time is over, or for ever."""


def lacking(solver: AbstractSolver) -> bool:
    """Return whether the package or the program of a solver is missing."""
    if isinstance(solver, MQLib):
        return shutil.which(solver.package) is None
    return find_spec(solver.package) is None


@final
class Basinet(AbstractSolver):
    """This library with its defaults and 32 replicas, as there is one thread."""

    name, package, settings, plans = "basinet", "basinet", ("default",), True

    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[Cut]:
        """Yield one cut, found in all of the time."""
        del setting
        used, clock = _since(), time.process_time
        found = anneal(MaxCut(graph), seconds=0.97 * seconds, seed=seed, replicas=32, clock=clock)
        yield used(), found.value


@final
class DWaveAnnealing(AbstractSolver):
    """`SimulatedAnnealingSampler` of dwave-samplers."""

    name, package = "dwave SA", "dwave"
    settings = ("1000 sweeps", "5000 sweeps", "20000 sweeps")

    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[Cut]:
        """Yield the cut of one read after the other."""
        from dwave.samplers import SimulatedAnnealingSampler  # pyright: ignore

        del seconds
        used, model, sampler = _since(), _model(graph), SimulatedAnnealingSampler()
        rng = np.random.default_rng(seed)
        while True:
            answer = sampler.sample(
                model, num_reads=1, num_sweeps=_count(setting), seed=int(rng.integers(2**31))
            )
            yield used(), _cut(graph, answer.first.energy)


@final
class DWaveTabu(AbstractSolver):
    """`TabuSampler` of dwave-samplers, whose reads are measured by the clock on the wall."""

    name, package, plans = "dwave tabu", "dwave", True
    settings = ("1 read", "4 reads", "16 reads")

    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[Cut]:
        """Yield the cuts of reads that together have all of the time."""
        from dwave.samplers import TabuSampler  # pyright: ignore

        used, model, sampler = _since(), _model(graph), TabuSampler()
        reads, each = _count(setting), round(1000 * seconds / _count(setting))
        for drawn in np.random.default_rng(seed).integers(2**31, size=reads):
            answer = sampler.sample(model, num_reads=1, timeout=each, seed=int(drawn))
            yield used(), _cut(graph, answer.first.energy)


@final
class OpenJij(AbstractSolver):
    """`SASampler` of openjij."""

    name, package = "openjij SA", "openjij"
    settings = ("1000 sweeps", "5000 sweeps", "20000 sweeps")

    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[Cut]:
        """Yield the cut of one read after the other."""
        import openjij  # pyright: ignore

        del seconds
        used = _since()
        couplings = {
            (int(a), int(b)): float(w) for (a, b), w in zip(graph.edges, graph.weights, strict=True)
        }
        sampler, rng = openjij.SASampler(), np.random.default_rng(seed)
        while True:
            answer = sampler.sample_ising(
                {},
                couplings,
                num_reads=1,
                num_sweeps=_count(setting),
                seed=int(rng.integers(2**31)),
            )
            yield used(), _cut(graph, answer.first.energy)


@final
class MQLib(AbstractSolver):
    """The program `MQLib`, whose heuristics are measured by the clock on the wall.

    https://github.com/MQLib/MQLib; the settings are those of its heuristics that are best on
    graphs such as these.
    """

    name, package = "MQLib", "MQLib"
    settings = ("BURER2002", "PALUBECKIS2006", "LU2010")

    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[Cut]:
        """Yield every better cut of one course, with the seconds that the program tells."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "graph.txt")
            path.write_text(write_graph(graph))
            words = [self.package, "-fM", str(path), "-h", setting, "-nv"]
            words += ["-r", str(seconds), "-s", str(seed + 1)]
            done = subprocess.run(words, capture_output=True, text=True, check=True)
        # One line: limit, heuristic, file, cut, seconds, [cut:seconds;cut:seconds...].
        for better in done.stdout.strip().rpartition("[")[2].rstrip("]").split(";"):
            cut, second = better.split(":")
            yield float(second), float(cut)


PEERS: tuple[AbstractSolver, ...] = (DWaveAnnealing(), DWaveTabu(), OpenJij(), MQLib())
"""Whom this library is measured against."""


def _since() -> Callable[[], float]:
    """Return what tells the seconds of processor time from now on."""
    started = time.process_time()
    return lambda: time.process_time() - started


def _model(graph: Graph) -> Any:
    """The cut as D-Wave's tools take it: minimise sum w s s."""
    import dimod  # pyright: ignore

    couplings = {
        (int(a), int(b)): float(w) for (a, b), w in zip(graph.edges, graph.weights, strict=True)
    }
    return dimod.BinaryQuadraticModel.from_ising(dict.fromkeys(range(graph.n), 0.0), couplings)


def _cut(graph: Graph, energy: float) -> float:
    return float((graph.weights.sum() - energy) / 2)


def _count(setting: str) -> int:
    return int(setting.split(maxsplit=1)[0])
