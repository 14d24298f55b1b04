"""Measure how many random pairs a memory recalls, against its depth and the excitation of layers.

    python benchmarks/association_capacity.py --results capacity.jsonl --figures docs/images

Every layer has the same number of neurons. Three families are compared, because depth alone is
not all that differs between networks of one and of several layers:

- `ends`: the cue reaches the first layer alone, and the last alone is steered and read out, so
  that the readout has as many synapses at every depth;
- `everywhere`: every layer receives the cue, is steered and read out, as in `Steered` by default;
- `one layer`: as many neurons as in the chain of each depth, all in one layer.

Prints one JSON line for each capacity, and appends it to the file of results; what that file
already holds is not measured again, so that the same command goes on after an interruption. With
`--figures` the first two families are drawn as PNG files in a folder.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from basinet.associative import Associator, Capacity, RandomPairs, Search, capacity
from basinet.learners import Steered
from basinet.learners.steered import ByLabel, Layers
from basinet.runs import environment
from basinet.viz import capacity as draw
from basinet.viz import to_png


def chain(depth: int, strength: float, neurons: int, wiring: Layers) -> Steered:
    """Return a chain of layers.

    The steps of the couplings are larger than in the reference settings, which are made for many
    more patterns; the margin of the readout is low enough to be reached.
    """
    return Steered(
        hidden=(neurons,) * depth,
        excitation=strength,
        sweeps=8,
        rate=0.05,
        wiring=wiring,
        teaching=ByLabel(readout_margin=1.0),
    )


def ends(depth: int, strength: float, neurons: int) -> Steered:
    """Return a chain with the cue at one end and the target at the other."""
    last = (depth - 1,)
    wiring = Layers(input_to=(0,), feedback_to=last, readout_from=last)
    return chain(depth, strength, neurons, wiring)


def everywhere(depth: int, strength: float, neurons: int) -> Steered:
    """Return a chain in which cue and target meet every layer."""
    return chain(depth, strength, neurons, Layers())


def one_layer(depth: int, strength: float, neurons: int) -> Steered:
    """Return one layer with the neurons of a chain."""
    del strength
    return chain(1, 0.0, depth * neurons, Layers())


FAMILIES: dict[str, Callable[[int, float, int], Steered]] = {
    "ends": ends,
    "everywhere": everywhere,
    "one layer": one_layer,
}


SETTINGS = ("neurons", "seeds", "epochs", "batch_size", "overlap", "limit", "tolerance")
"""What two results must share to be compared."""


def measure(name: str, depth: int, strength: float, options: argparse.Namespace) -> Capacity:
    """Return one capacity, from the file of results or measured, and print it."""
    where = {"family": name, "depth": depth, "strength": strength}
    where |= {setting: getattr(options, setting) for setting in SETTINGS}
    found = known(where, options.results)
    if found is None:
        learner = FAMILIES[name](depth, strength, options.neurons)
        memory = Associator(learner, epochs=options.epochs, batch_size=options.batch_size)
        found = capacity(
            memory,
            RandomPairs(features=options.neurons, units=options.neurons),
            seeds=range(options.seeds),
            search=Search(options.overlap, options.neurons, options.limit, options.tolerance),
        )
        if options.results is not None:
            with options.results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(where | {"pairs": found.pairs}) + "\n")
    error = round(found.error, 1) if options.seeds > 1 else None
    shown = {"mean": round(found.mean, 1), "error": error, "is_bound": found.is_bound}
    print(json.dumps(where | {"pairs": found.pairs} | shown), flush=True)
    return found


def known(where: dict, results: Path | None) -> Capacity | None:
    """Return the capacity of a place in the tables that the file of results already holds."""
    if results is not None and results.exists():
        for line in results.read_text(encoding="utf-8").splitlines():
            stored = json.loads(line)
            if all(stored[name] == value for name, value in where.items()):
                return Capacity(tuple(stored["pairs"]), where["limit"])
    return None


def strengths_of(name: str, options: argparse.Namespace) -> list[float]:
    """Return the strengths at which a family exists."""
    if name == "one layer":
        return [0.0]
    # Without excitation the target's end of a chain would not hear of the cue.
    return [s for s in options.strengths if s > 0 or name != "ends"]


def table(name: str, options: argparse.Namespace) -> list[list[Capacity]]:
    """Measure a family: a row for each depth, a column for each strength."""
    strengths = strengths_of(name, options)
    rows = []
    for depth in options.depths:
        if depth == 1:  # A single layer has no neighbours: the strength changes nothing.
            rows.append([measure(name, depth, 0.0, options)] * len(strengths))
        else:
            rows.append([measure(name, depth, strength, options) for strength in strengths])
    return rows


def write(name: str, rows: list[list[Capacity]], options: argparse.Namespace) -> None:
    """Draw a family into the folder of figures."""
    mean, error = (
        np.array([[getattr(found, part) for found in row] for row in rows])
        for part in ("mean", "error")
    )
    strengths = strengths_of(name, options)
    figure = draw(mean, error, options.depths, strengths, limit=options.limit)
    options.figures.mkdir(parents=True, exist_ok=True)
    (options.figures / f"capacity-{name}.png").write_bytes(to_png(figure))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the capacity of associative memories.")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--neurons", type=int, default=64, help="of a layer, a cue and a target")
    parser.add_argument("--depths", type=int, nargs="+", default=[1, 2, 3, 4])
    parser.add_argument("--strengths", type=float, nargs="+", default=[0.0, 1.0, 2.0, 4.0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--overlap", type=float, default=0.95)
    parser.add_argument("--limit", type=int, default=1024)
    parser.add_argument("--tolerance", type=float, default=0.05)
    parser.add_argument("--results", type=Path, help="a file of JSON lines to go on with")
    parser.add_argument("--figures", type=Path, help="a folder to draw into")
    return parser.parse_args()


def main() -> None:
    """Measure every family, print what was found and draw it."""
    options = read_options()
    print(json.dumps(environment()), flush=True)
    started = time.process_time()
    for name in options.families:
        rows = table(name, options)
        if options.figures is not None and name != "one layer":
            write(name, rows, options)
    print(json.dumps({"cpu_seconds": round(time.process_time() - started, 1)}), flush=True)


if __name__ == "__main__":
    main()
