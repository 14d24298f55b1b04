"""The duel: who has the larger cut after so many seconds of processor time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from basinet._closest import close
from basinet.annealing import Graph
from basinet.annealing.published import BEST_CUTS
from basinet.bench.annealing.instances import INSTANCES
from basinet.bench.annealing.solvers import PEERS, AbstractSolver, Basinet, lacking


@dataclass(frozen=True)
class Duel:
    """What is compared.

    Attributes:
        instances: names of graphs.
        budgets: seconds of processor time, increasing.
        seeds: how many, at least 1.
        pilots: seeds with which each setting of a peer is tried; the best setting goes on.
        peers: names of other solvers; those that are not installed are left out.

    Raises:
        ValueError: when a name is unknown or a number out of its range.
    """

    instances: tuple[str, ...] = tuple(INSTANCES)
    budgets: tuple[float, ...] = (1.0, 3.0, 10.0)
    seeds: int = 10
    pilots: int = 2
    peers: tuple[str, ...] = tuple(peer.name for peer in PEERS)

    def __post_init__(self):
        _known("graph", self.instances, tuple(INSTANCES))
        _known("peer", self.peers, tuple(peer.name for peer in PEERS))
        increasing = all(a < b for a, b in zip(self.budgets, self.budgets[1:], strict=False))
        if not self.budgets or self.budgets[0] <= 0 or not increasing:
            raise ValueError(f"the budgets are {self.budgets}; expected seconds that increase")
        if not 1 <= self.pilots <= self.seeds:
            raise ValueError(
                f"pilots is {self.pilots} and seeds {self.seeds}; expected 1 <= pilots <= seeds"
            )


@dataclass(frozen=True)
class Trial:
    """One course of a solver.

    Attributes:
        instance: name of the graph.
        solver: name of the solver.
        setting: one of its settings.
        seed: its seed.
        budget: seconds of processor time that it had.
        cut: the largest that was finished by then; None where none was.
    """

    instance: str
    solver: str
    setting: str
    seed: int
    budget: float
    cut: float | None


def fight(duel: Duel, before: Sequence[Trial] = ()) -> Iterator[Trial]:
    """Yield trials as they are made, those before left out.

    Seeds come one after the other and solvers by turns, so that a machine that is slower for a
    while is so for all. Peers that are not installed are left out.
    """
    done = {(t.instance, t.solver, t.setting, t.seed, t.budget) for t in before}
    made = list(before)
    peers = [peer for peer in PEERS if peer.name in duel.peers and not lacking(peer)]
    for seed in range(duel.seeds):
        for instance in duel.instances:
            graph = INSTANCES[instance]()
            for solver in (Basinet(), *peers):
                for setting in _settings(solver, instance, seed, duel, made):
                    about = (instance, solver.name, setting, seed)
                    left = [budget for budget in duel.budgets if (*about, budget) not in done]
                    if not left:
                        continue
                    for trial in _trials(solver, graph, instance, setting, seed, left):
                        made.append(trial)
                        yield trial


def medians(trials: Sequence[Trial]) -> list[dict[str, object]]:
    """Return the median cut of each solver at its best setting, by instance and budget."""
    rows = []
    for instance, budget in sorted({(t.instance, t.budget) for t in trials}):
        here = [t for t in trials if (t.instance, t.budget) == (instance, budget)]
        for solver in dict.fromkeys(t.solver for t in here):
            own = [t for t in here if t.solver == solver]
            most = max(sum(t.setting == s for t in own) for s in {t.setting for t in own})
            each = [
                (_middle([t for t in own if t.setting == s]), s)
                for s in {t.setting for t in own}
                if sum(t.setting == s for t in own) == most
            ]
            cut, setting = max(each)
            rows.append(
                {
                    "instance": instance,
                    "seconds": budget,
                    "solver": solver,
                    "median": cut,
                    "setting": setting,
                    "seeds": most,
                }
            )
    return rows


def behind(
    trials: Sequence[Trial], budget: float
) -> tuple[list[str], list[str], Float64[np.ndarray, "instances solvers"]]:
    """Return instances, solvers, and by how many per cent medians are below the best cut.

    That is the best published one, or the best of all trials where it is better or none is known.

    Args:
        trials: of all budgets.
        budget: seconds, of the medians.
    """
    rows = [row for row in medians(trials) if row["seconds"] == budget]
    solvers = list(dict.fromkeys(str(row["solver"]) for row in rows))
    instances = [name for name in INSTANCES if any(row["instance"] == name for row in rows)]
    found = np.full((len(instances), len(solvers)), np.nan)
    for row in rows:
        name = str(row["instance"])
        cuts = [float(t.cut) for t in trials if t.instance == name and t.cut is not None]
        best = max([*cuts, *(BEST_CUTS[k] for k in BEST_CUTS if name == f"G{k}")])
        gap = 100 * (1 - float(str(row["median"])) / best)
        if np.isfinite(gap):
            found[instances.index(name), solvers.index(str(row["solver"]))] = gap
    return instances, solvers, found


def _known(what: str, names: Sequence[str], table: Sequence[str]) -> None:
    for name in names:
        if name not in table:
            raise ValueError(
                f"there is no {what} {name!r}{close(name, table)}; expected one of"
                f" {', '.join(table)}"
            )


def _settings(
    solver: AbstractSolver, instance: str, seed: int, duel: Duel, made: Sequence[Trial]
) -> Sequence[str]:
    """All settings while they are tried, then the best at the longest budget."""
    if seed < duel.pilots or len(solver.settings) == 1:
        return solver.settings

    def tried(setting: str) -> float:
        return _middle(
            [
                t
                for t in made
                if (t.instance, t.solver, t.setting) == (instance, solver.name, setting)
                and t.seed < duel.pilots
            ]
        )

    return [max(solver.settings, key=tried)]


def _middle(trials: Sequence[Trial]) -> float:
    return float(np.median([-np.inf if t.cut is None else t.cut for t in trials] or [-np.inf]))


def _trials(
    solver: AbstractSolver,
    graph: Graph,
    instance: str,
    setting: str,
    seed: int,
    budgets: Sequence[float],
) -> Iterator[Trial]:
    """One course for all budgets; of a solver that plans with its time, one for each."""
    if solver.plans:
        for budget in budgets:
            cut = max(cut for _, cut in solver.cuts(graph, setting, seed, budget))
            yield Trial(instance, solver.name, setting, seed, budget, cut)
        return
    best: dict[float, float | None] = dict.fromkeys(budgets)
    for used, cut in solver.cuts(graph, setting, seed, budgets[-1]):
        for budget in budgets:
            if used <= budget:
                before = best[budget]
                best[budget] = cut if before is None else max(before, cut)
        if used >= budgets[-1]:
            break
    for budget in budgets:
        yield Trial(instance, solver.name, setting, seed, budget, best[budget])
