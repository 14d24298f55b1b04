"""How well a network of sparse plastic couplings learns, and how fast, against its fan-in.

    python benchmarks/fan_in.py --fan-in 25 50 100 200 400 --epochs 10 --results fan_in.jsonl

Trains a steered network on entangled MNIST for each combination of fan-in, rate and sweeps and
asks it ten times in the first epoch and twice in each further one. Each course is printed as one
JSON line, and appended to the file of results, when it is done. The clock stands while the
network is asked and while anything is compiled. A fan-in of 0 stands for couplings between all
pairs. Needs the MNIST files; `basinet data fetch mnist` brings them.
"""

import argparse
import itertools
import json
from pathlib import Path

from basinet.bench.contestants import Contestant
from basinet.bench.courses import TARGETS, follow
from basinet.bench.suite import Plan
from basinet.bench.task import CLASSES, FEATURES, Task, prepare
from basinet.core.recipes import AllToAll, FanIn
from basinet.learners.steered import ByLabel, Layers, Steered


def measure(fan_in: int, rate: float, sweeps: int, options: argparse.Namespace, task: Task) -> dict:
    """Train one network and return its course."""
    learner = Steered(
        hidden=options.hidden,
        self_coupling=options.self_coupling,
        rate=rate,
        sweeps=sweeps,
        wiring=Layers(within=FanIn(fan_in) if fan_in else AllToAll()),
        teaching=ByLabel(margin=options.margin),
    )
    synapses = fan_in or options.hidden - 1
    weights = (synapses + FEATURES + CLASSES) * options.hidden
    plan = Plan(hidden=(options.hidden,), epochs=options.epochs, limit=1e6, seed=options.seed)
    course = follow(Contestant("fan-in", "steered network", learner, weights), plan, task)
    shares = [share for _, _, share in course.asked]
    whole = {
        round(made): share for _, made, share in course.asked if abs(made - round(made)) < 0.01
    }
    return {
        "fan_in": synapses,
        "hidden": options.hidden,
        "rate": rate,
        "sweeps": sweeps,
        "margin": options.margin,
        "self_coupling": options.self_coupling,
        "seed": options.seed,
        "weights": weights,
        "seconds_an_epoch": [round(seconds, 2) for seconds in course.epochs],
        "after_epochs": whole,
        "best": max(shares),
        "seconds_to": {
            str(target): round(reached, 1) if reached is not None else None
            for target in TARGETS
            for reached in [next((at for at, _, share in course.asked if share >= target), None)]
        },
    }


def main() -> None:
    """Read the options, train and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--fan-in", type=int, nargs="+", default=[25, 50, 100, 200, 400])
    parser.add_argument("--hidden", type=int, default=1600)
    parser.add_argument("--rate", type=float, nargs="+", default=[0.005])
    parser.add_argument("--sweeps", type=int, nargs="+", default=[5])
    parser.add_argument("--margin", type=float, default=0.9)
    parser.add_argument("--self-coupling", type=float, default=0.5)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    task = prepare()
    if task.synthetic:
        parser.error("the files of MNIST are missing; get them with: basinet data fetch mnist")
    for fan_in, rate, sweeps in itertools.product(options.fan_in, options.rate, options.sweeps):
        line = json.dumps(measure(fan_in, rate, sweeps, options, task))
        print(line, flush=True)
        if options.results is not None:
            with options.results.open("a", encoding="utf-8") as file:
                file.write(line + "\n")


if __name__ == "__main__":
    main()
