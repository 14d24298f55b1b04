"""Measure the tables of the page on worlds.

    python benchmarks/worlds.py swarmalators vicsek flock sorting foraging search

Prints each table in Markdown. Runs of one setting differ in the seed alone, which counts from 0, as
`basinet world NAME --seed SEED` does.

- `swarmalators`: 60 agents, 1,500 ticks, one seed, means over the second half;
- `vicsek`: 100 birds on a torus of side 5, 1,000 ticks, mean order over the second half, two seeds;
- `flock`: 40 birds from a square of side 3, the last tick at which the links changed, three seeds;
- `sorting`: arrays of 100 cells until they rest, and with cells that cannot be moved, ten seeds;
- `foraging`: food that an agent has found after 300 ticks, twenty seeds, with the standard error;
- `search`: of twenty swarms those that come below 1e-6 on each function within 300 ticks.
"""

import argparse
import math
from collections.abc import Callable, Iterable

import jax
import numpy as np

from basinet.worlds import (
    Bubble,
    Flock,
    Foraging,
    Insertion,
    Search,
    Selection,
    SortingArray,
    Swarmalators,
    Vicsek,
    delayed_gratification,
    evolve,
)


def row(cells: Iterable[object]) -> None:
    """Print one row of a table."""
    print("|", " | ".join(str(cell) for cell in cells), "|", flush=True)


def head(*cells: object) -> None:
    """Print the head of a table."""
    row(cells)
    print("|" + "---|" * len(cells), flush=True)


def second_half(seen: dict[str, np.ndarray], name: str) -> float:
    """Return the mean of an observable over the second half of a run."""
    return float(seen[name][len(seen[name]) // 2 :].mean())


STATES = {
    "static sync": (0.1, 1.0),
    "static async": (0.1, -1.0),
    "static phase wave": (1.0, 0.0),
    "splintered phase wave": (1.0, -0.1),
    "active phase wave": (1.0, -0.75),
}
"""The five states of swarmalators, and how much like phases attract and agree there."""


def swarmalators() -> None:
    """The five states."""
    head("state", "`alike`", "`coupling`", "S", "r", "speed")
    for name, (alike, coupling) in STATES.items():
        world = Swarmalators(units=60, alike=alike, coupling=coupling)
        seen = evolve(world, jax.random.key(0), steps=1500).seen
        wave, order, speed = (second_half(seen, one) for one in ("wave", "order", "speed"))
        row([name, alike, coupling, f"{wave:.2f}", f"{order:.2f}", f"{speed:.2g}"])


def vicsek() -> None:
    """Order against noise."""
    head("noise", "order", "of each seed")
    for noise in (0.5, 1.0, 2.0, 3.0, 4.0, 2 * math.pi):
        runs = [evolve(Vicsek(noise=noise), jax.random.key(seed), steps=1000) for seed in (0, 1)]
        found = [second_half(run.seen, "order") for run in runs]
        row([f"{noise:.3g}", f"{np.mean(found):.3f}", *[" ".join(f"{one:.3f}" for one in found)]])


def flock() -> None:
    """When the links change for the last time."""
    head("seed", "last change of a link", "disagreement at the end")
    for seed in range(3):
        seen = evolve(Flock(units=40, side=3.0), jax.random.key(seed), steps=2000).seen
        last = 2000 - int(seen["frozen"][-1])
        row([seed, last, f"{seen['disagreement'][-1]:.1g}"])


def sorting() -> None:
    """Swaps, delayed gratification and the neighbours that are left in the wrong order."""
    head("rule", "immovable", "swaps", "delayed gratification", "in the wrong order")
    for rule, turns in ((Bubble(), 30_000), (Insertion(), 320_000), (Selection(), 240_000)):
        for immovable in (0,) if isinstance(rule, Insertion) else range(4):
            world = SortingArray(rule=rule, other=rule, immovable=immovable)
            found = np.array([_sorted(world, seed, turns) for seed in range(10)]).mean(axis=0)
            swaps, delayed, wrong = found
            row([type(rule).__name__, immovable, f"{swaps:.0f}", f"{delayed:.2f}", f"{wrong:.1f}"])


def _sorted(world: SortingArray, seed: int, turns: int) -> tuple[float, float, float]:
    seen = evolve(world, jax.random.key(seed), steps=turns).seen
    after = np.flatnonzero(np.diff(seen["swaps"], prepend=-1))
    error = (world.units - 1) * (1 - seen["sorted"][after])
    return float(seen["swaps"][-1]), delayed_gratification(error.tolist()), float(error[-1])


def foraging() -> None:
    """What an agent finds, with and without memory and traces."""
    head("`regrowth`", "agents", "neither", "memory", "traces", "both")
    for regrowth in (0.02, 0.2):
        for units in (5, 20, 40, 100):
            cells = []
            for traces, memory in ((0.0, 0.0), (0.0, 3.0), (3.0, 0.0), (3.0, 3.0)):
                world = Foraging(units=units, regrowth=regrowth, memory=memory, traces=traces)
                runs = [evolve(world, jax.random.key(seed), steps=300) for seed in range(20)]
                found = np.array([run.seen["found"][-1] for run in runs])
                error = found.std(ddof=1) / math.sqrt(len(found))
                cells.append(f"{found.mean():.3g} ± {error:.2g}")
            row([regrowth, units, *cells])


def search() -> None:
    """How many of twenty swarms find the least value."""
    head("function", "below 1e-6", "largest of the best values")
    for function in ("sphere", "rastrigin", "himmelblau", "ackley"):
        runs = [
            evolve(Search(function=function), jax.random.key(seed), steps=300) for seed in range(20)
        ]
        best = np.array([run.seen["best"][-1] for run in runs])
        row([function, int(np.sum(best < 1e-6)), f"{best.max():.1g}"])


TABLES: dict[str, Callable[[], None]] = {
    one.__name__: one for one in (swarmalators, vicsek, flock, sorting, foraging, search)
}


def main() -> None:
    """Print the tables that were asked for, all without a name."""
    parser = argparse.ArgumentParser(description="Measure worlds.")
    every = list(TABLES)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(every))
    chosen = parser.parse_args().tables or every
    if unknown := set(chosen) - set(every):
        parser.error(f"expected some of {', '.join(every)}, got {', '.join(sorted(unknown))}")
    for name in chosen:
        TABLES[name]()
        print(flush=True)


if __name__ == "__main__":
    main()
