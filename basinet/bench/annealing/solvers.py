"""Solvers of maximum cut behind one small interface, each in one thread.

A peer is called as its manual shows, again and again with other seeds, until the time is over.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, final

import numpy as np

from basinet.annealing import Graph, MaxCut, anneal


class AbstractSolver(ABC):
    """What finds cuts.

    Attributes:
        name: of the solver.
        package: that must be installed.
        settings: names of the settings that are tried.
    """

    name: str
    package: str
    settings: tuple[str, ...]

    @abstractmethod
    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[float]:
        """Yield the cut of one attempt after the other, for ever or until the time is over."""


def lacking(solver: AbstractSolver) -> bool:
    """Return whether the package of a solver is missing."""
    return find_spec(solver.package) is None


@final
class Basinet(AbstractSolver):
    """This library with its defaults and 32 replicas, as there is one thread."""

    name, package, settings = "basinet", "basinet", ("default",)

    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[float]:
        """Yield one cut, found in all of the time."""
        del setting
        clock = time.process_time
        found = anneal(MaxCut(graph), seconds=0.97 * seconds, seed=seed, replicas=32, clock=clock)
        yield found.value


@final
class DWaveAnnealing(AbstractSolver):
    """`SimulatedAnnealingSampler` of dwave-samplers."""

    name, package = "dwave SA", "dwave"
    settings = ("1000 sweeps", "5000 sweeps", "20000 sweeps")

    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[float]:
        """Yield the cut of one read after the other."""
        from dwave.samplers import SimulatedAnnealingSampler  # pyright: ignore

        del seconds
        model, sampler = _model(graph), SimulatedAnnealingSampler()
        rng = np.random.default_rng(seed)
        while True:
            answer = sampler.sample(
                model, num_reads=1, num_sweeps=_count(setting), seed=int(rng.integers(2**31))
            )
            yield _cut(graph, answer.first.energy)


@final
class DWaveTabu(AbstractSolver):
    """`TabuSampler` of dwave-samplers, whose reads are measured by the clock on the wall."""

    name, package = "dwave tabu", "dwave"
    settings = ("100 ms", "500 ms", "1000 ms")

    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[float]:
        """Yield the cut of one read after the other."""
        from dwave.samplers import TabuSampler  # pyright: ignore

        del seconds
        model, sampler = _model(graph), TabuSampler()
        rng = np.random.default_rng(seed)
        while True:
            answer = sampler.sample(
                model, num_reads=1, timeout=_count(setting), seed=int(rng.integers(2**31))
            )
            yield _cut(graph, answer.first.energy)


@final
class OpenJij(AbstractSolver):
    """`SASampler` of openjij."""

    name, package = "openjij SA", "openjij"
    settings = ("1000 sweeps", "5000 sweeps", "20000 sweeps")

    def cuts(self, graph: Graph, setting: str, seed: int, seconds: float) -> Iterator[float]:
        """Yield the cut of one read after the other."""
        import openjij  # pyright: ignore

        del seconds
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
            yield _cut(graph, answer.first.energy)


PEERS: tuple[AbstractSolver, ...] = (DWaveAnnealing(), DWaveTabu(), OpenJij())
"""Whom this library is measured against."""


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
