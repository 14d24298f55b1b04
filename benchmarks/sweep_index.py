"""How long it takes to index and to query the results of a large sweep.

    python benchmarks/sweep_index.py --runs 1000000 --folder /dev/shm/index

Writes so many synthetic results as folders of runs, makes the index from them, asks it again, and
asks it for the mean at each point of a grid. Prints seconds for each step.
"""

import argparse
import itertools
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from basinet.folders import sealed
from basinet.learners import Steered
from basinet.runs import Run
from basinet.sweeps import Axis, Store, Sweep, Training, linear
from basinet.sweeps.index import collect
from basinet.sweeps.summary import summarise


def write(store: Store, sweep: Sweep) -> None:
    """Write one result for each point, without what makes a single one safe on disk."""
    plain = sweep.base.plain()
    names = [*(axis.name for axis in sweep.axes), "seed"]
    grid = itertools.product(*(axis.values for axis in sweep.axes), sweep.seeds)
    for place, values in enumerate(grid):
        point = dict(zip(names, values, strict=True))
        name = f"{(place * 2654435761) % 2**32:08x}{place:016x}"
        folder = store.folder(name)
        folder.mkdir(parents=True)
        result = {"name": name, **plain, **point, "accuracy": place % 997 / 997, "error": None}
        (folder / "result.json").write_text(sealed(json.dumps(result) + "\n", {}))


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Do something and print how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:<28} {wall:8.2f} s, {cpu:8.2f} s of CPU", flush=True)
    return result


def main() -> None:
    """Print seconds for writing, indexing, reading the index and querying."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    side = max(2, round((options.runs / 10) ** 0.5))
    axes = (
        Axis("learner.teaching.margin", linear(0.1, 2.0, side)),
        Axis("learner.input_gain", linear(0.5, 8.0, side)),
    )
    sweep = Sweep(Training(Run(Steered(hidden=100))), axes, tuple(range(10)))
    store = Store(options.folder)
    timed(f"{len(sweep):,} results written", lambda: write(store, sweep))
    timed("index made from them", lambda: collect(store, afresh=True))
    table = timed("index asked again", lambda: collect(store))
    summary = timed("mean at each point", lambda: summarise(sweep, table))
    assert summary.count.sum() == len(sweep)
    shutil.rmtree(options.folder)


if __name__ == "__main__":
    main()
