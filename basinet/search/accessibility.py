"""How often a method finds a fixed point, as a function of the self-coupling."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from basinet.search._check import number, whole
from basinet.search.ensemble import random_couplings
from basinet.search.find import Attempts, find_fixed_points
from basinet.search.method import AbstractMethod


@dataclass(frozen=True)
class Accessibility:
    """What a method reached on random networks at one self-coupling.

    Attributes:
        self_coupling: J_D.
        instances: number of networks, one start each.
        solved: on how many a certified fixed point was found.
        median_steps: median sweeps or iterations of those; NaN where there is none.
        unstable: mean fraction of unstable neurons in the last state of the others; NaN where
            there is none.
        overlap: mean overlap of the fixed points with their starts; NaN where there is none.
    """

    self_coupling: float
    instances: int
    solved: int
    median_steps: float
    unstable: float
    overlap: float

    @property
    def fraction(self) -> float:
        """The fraction p that was solved."""
        return self.solved / self.instances

    @property
    def error(self) -> float:
        """The binomial standard error sqrt(p (1 - p) / instances); 0 at p = 0 and 1."""
        return (self.fraction * (1 - self.fraction) / self.instances) ** 0.5

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval for p at 95 %, which does not shrink to a point at p = 0 and 1."""
        return wilson_interval(self.solved, self.instances)


def accessibility(
    method: AbstractMethod, self_couplings: Iterable[float], n: int, instances: int, seed: int
) -> Iterator[Accessibility]:
    """Yield, self-coupling by self-coupling, how often the method solves random networks.

    Each point is ready when it is yielded: a caller can show it, store it and stop. A point
    depends on its self-coupling, the seed, n, the instances and the method alone, so that a curve
    is resumed by asking for the self-couplings that are missing.

    Instance k is the same network with the same start at every self-coupling: differences along
    the curve are less noisy than the error of a point says, and points are not independent.

    Args:
        method: of search.
        self_couplings: J_D, any finite numbers; in units of the standard deviation of the
            field, which is 1.
        n: neurons of a network, J_ij ~ N(0, 1/n) independent; one network is in memory at once.
        instances: networks for each self-coupling.
        seed: of networks, starts and the method.

    Raises:
        ValueError: before the first point, when an argument is outside its range.
    """
    asked = list(self_couplings)
    for value in asked:
        number("self_couplings", value, "finite numbers", -np.inf, np.inf)
    if not isinstance(method, AbstractMethod):
        raise ValueError(f"method is {method!r}; give a method of search such as Asynchronous()")
    n, instances = whole("n", n, 1), whole("instances", instances, 1)
    seeds = np.random.SeedSequence(whole("seed", seed, 0)).generate_state(instances)
    return (_point(method, value, n, seeds.tolist()) for value in asked)


def wilson_interval(solved: int, instances: int, deviations: float = 1.96) -> tuple[float, float]:
    """Return Wilson's interval for the probability behind `solved` successes (Wilson 1927).

    The centre is (p + z^2 / 2k) / (1 + z^2 / k) and the half-width
    z sqrt(p (1 - p) / k + z^2 / 4k^2) / (1 + z^2 / k), with p the observed fraction of k.

    Args:
        solved: successes, from 0 to `instances`.
        instances: trials k, at least 1.
        deviations: z, the number of standard deviations; 1.96 for 95 %.

    Raises:
        ValueError: when a number is outside its range.
    """
    whole("instances", instances, 1)
    if not 0 <= whole("solved", solved, 0) <= instances:
        raise ValueError(f"solved is {solved} of {instances}; it must not exceed the instances")
    number("deviations", deviations, "a finite number of at least 0", 0.0, np.inf)
    p, z2 = solved / instances, deviations**2 / instances
    centre = (p + z2 / 2) / (1 + z2)
    half = (z2 * (p * (1 - p) + z2 / 4)) ** 0.5 / (1 + z2)
    return max(0.0, centre - half), min(1.0, centre + half)


def _point(method: AbstractMethod, value: float, n: int, seeds: list[int]) -> Accessibility:
    ends = [
        find_fixed_points(random_couplings(n, one), value, method=method, seed=one) for one in seeds
    ]
    solved, unsolved = _gather(ends, certified=True), _gather(ends, certified=False)
    return Accessibility(
        float(value),
        len(seeds),
        len(solved),
        float(np.median([end.steps[0] for end in solved])) if solved else float("nan"),
        float(np.mean([end.unstable[0] for end in unsolved])) if unsolved else float("nan"),
        float(np.mean([end.overlap[0] for end in solved])) if solved else float("nan"),
    )


def _gather(ends: list[Attempts], certified: bool) -> list[Attempts]:
    return [end for end in ends if bool(end.certified[0]) == certified]
