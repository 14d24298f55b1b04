"""The interface of D-Wave's samplers, so that their users change one line.

dimod minimises E(s) = sum_{i<j} J_ij s_i s_j + sum_i h_i s_i + offset: the signs of J and h are the
opposite of those of `IsingModel`.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

try:
    import dimod  # pyright: ignore[reportMissingImports]
except ModuleNotFoundError as error:
    message = 'this needs dimod, which is missing: pip install "basinet[dimod]"'
    raise ImportError(message) from error

from basinet.annealing.anneal import Annealing, anneal
from basinet.annealing.problem import IsingModel
from basinet.annealing.schedule import AbstractSchedule, Geometric, Linear

_SCHEDULES: dict[str, type[Geometric] | type[Linear]] = {"geometric": Geometric, "linear": Linear}


class BasinetSampler(dimod.Sampler):
    """Simulated annealing of many replicas behind `sample`, `sample_ising` and `sample_qubo`."""

    @property
    def parameters(self) -> dict[str, list[str]]:
        """The keyword arguments of `sample`."""
        return {
            name: []
            for name in (
                "num_reads",
                "num_sweeps",
                "beta_range",
                "beta_schedule_type",
                "initial_states",
                "seconds",
                "seed",
            )
        }

    @property
    def properties(self) -> dict[str, Any]:
        """What the schedules are called."""
        return {"beta_schedule_options": tuple(_SCHEDULES)}

    def sample(  # pyright: ignore[reportIncompatibleMethodOverride] - unknown names are refused
        self,
        bqm: Any,
        num_reads: int = 64,
        num_sweeps: int | None = None,
        beta_range: Sequence[float] | None = None,
        beta_schedule_type: str = "geometric",
        initial_states: Mapping[Any, Any] | None = None,
        seconds: float | None = None,
        seed: int = 0,
    ) -> Any:
        """Return a sample set of the best state of each replica, after a descent.

        Args:
            bqm: a `dimod.BinaryQuadraticModel`.
            num_reads: replicas, best a multiple of 64.
            num_sweeps: sweeps of the course; 1000 where no seconds are given.
            beta_range: first and last inverse temperature; chosen without it.
            beta_schedule_type: "geometric" or "linear".
            initial_states: a state to begin with, variable -> value; random ones without it.
            seconds: the most time, in the place of sweeps; the states are those of the last
                course, and the best of all.
            seed: of everything random.

        Raises:
            ValueError: when an argument is out of its range.
        """
        started = time.perf_counter()
        if beta_schedule_type not in _SCHEDULES:
            raise ValueError(
                f"beta_schedule_type is {beta_schedule_type!r}; expected one of"
                f" {', '.join(_SCHEDULES)}"
            )
        if not bqm.num_variables:
            return dimod.SampleSet.from_samples_bqm([], bqm)
        schedule = _SCHEDULES[beta_schedule_type](*(beta_range or (None, None)))
        spins = bqm.spin if bqm.vartype is dimod.BINARY else bqm
        names, problem = list(bqm.variables), _problem(spins)
        start = None if initial_states is None else _start(initial_states, names)
        end = _annealed(problem, schedule, num_reads, num_sweeps, seconds, seed, start)
        states = np.concatenate([np.asarray(end.moment.replicas.spins), end.spins[None]])
        if bqm.vartype is dimod.BINARY:
            states = (states > 0).astype(np.int8)
        answer = dimod.SampleSet.from_samples_bqm((states[:-1], names), bqm)
        best = dimod.SampleSet.from_samples_bqm((states[-1:], names), bqm)
        if best.record.energy.min() < answer.record.energy.min():
            answer = dimod.concatenate([best, answer.truncate(num_reads - 1, sorted_by="energy")])
        answer.info.update(
            beta_range=[float(end.betas[0]), float(end.betas[-1])],
            beta_schedule_type=beta_schedule_type,
            sweeps=list(end.courses),
            seconds=time.perf_counter() - started,
            certificate=end.certificate.reason,
            arithmetic=end.arithmetic,
        )
        return answer


def _problem(bqm: Any) -> IsingModel:
    """The model of spins as a problem of ours."""
    linear, (rows, columns, values), offset = bqm.to_numpy_vectors(list(bqm.variables))
    pairs = np.stack([rows, columns], axis=1).astype(np.int64)
    couplings, field = -np.asarray(values, np.float64), -np.asarray(linear, np.float64)
    return IsingModel(len(field), pairs, couplings, field, float(offset))


def _annealed(
    problem: IsingModel,
    schedule: AbstractSchedule,
    reads: int,
    sweeps: int | None,
    seconds: float | None,
    seed: int,
    start: Any,
) -> Annealing:
    length = 1000 if sweeps is None and seconds is None else sweeps
    return anneal(
        problem,
        schedule=schedule,
        sweeps=length,
        seconds=seconds,
        replicas=reads,
        seed=seed,
        start=start,
    )


def _start(given: Mapping[Any, Any], names: Sequence[Any]) -> np.ndarray:
    lacking = [name for name in names if name not in given]
    if lacking:
        raise ValueError(f"initial_states lacks the variable {lacking[0]!r}; give all or none")
    return np.array([1 if given[name] == 1 else -1 for name in names], np.int8)
