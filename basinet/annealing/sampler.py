"""States drawn from the Boltzmann distribution of a problem."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int8

from basinet.annealing import draws
from basinet.annealing.problem import AbstractProblem
from basinet.annealing.settings import AbstractRule, HeatBath, Settings
from basinet.annealing.sweeps import replicas_of, sweeper

_HEAT_BATH = HeatBath()


@dataclass(frozen=True, eq=False)
class Samples:
    """States of replicas along their course.

    Attributes:
        spins: int8 `[times, replicas, n]`; replicas are independent, times of one are not.
        energies: float64 `[times, replicas]`, of the problem's Ising energy.
    """

    spins: Int8[np.ndarray, "times replicas n"]
    energies: Float64[np.ndarray, "times replicas"]


def sample(
    problem: AbstractProblem,
    beta: float,
    *,
    times: int = 1,
    every: int = 1,
    warm_up: int = 1000,
    replicas: int = 64,
    seed: int = 0,
    rule: AbstractRule = _HEAT_BATH,
) -> Samples:
    """Draw states with probability proportional to exp(-beta E).

    Every replica starts in a random state, makes `warm_up` sweeps, and then gives a state every
    few sweeps. Each sweep leaves the distribution as it is; whether the warm-up was long enough
    is for the caller to say: glasses at low temperature are not in equilibrium for a long time.
    E is the value of the problem where small values are wanted, else its negative.

    Args:
        problem: the energy.
        beta: the inverse temperature, at least 0.
        times: states from each replica.
        every: sweeps between them.
        warm_up: sweeps before the first.
        replicas: independent courses.
        seed: of everything random.
        rule: `HeatBath()`, or `Metropolis()`, which moves faster. In the fixed order of its sweeps
            Metropolis needs beta above 0.

    Raises:
        ValueError: when a number is out of its range.
    """
    Settings(sweeps=max(warm_up, 1), replicas=replicas, seed=seed, rule=rule)
    least = 0 if rule.is_heat_bath() else np.nextafter(0, 1)
    if not least <= beta < np.inf or times < 1 or every < 1 or warm_up < 0:
        raise ValueError(
            f"beta is {beta}, times {times}, every {every}, warm_up {warm_up}; expected a finite"
            " beta of at least 0 (above 0 with Metropolis), and counts of at least 1 (warm_up 0)"
        )
    ising = problem.ising
    words, spins = draws.start(seed, 0, replicas, ising.n)
    made = sweeper(ising, heat_bath=rule.is_heat_bath())
    at = replicas_of(spins, words, ising.whole)
    order = np.arange(ising.n, dtype=np.int32)[None]
    scaled = 2 * ising.unit * beta
    if warm_up:
        at, _ = made.run(order, np.full(warm_up, scaled), at)
    between = np.full(every, scaled)
    states = np.empty((times, replicas, ising.n), np.int8)
    for time in range(times):
        at, _ = made.run(order, between, at)
        states[time] = at.spins
    energies = [ising.energies(one) for one in states]
    return Samples(states, np.stack(energies))
