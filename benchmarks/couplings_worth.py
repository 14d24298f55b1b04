"""Measure when the couplings J between neurons are worth their synapses, when the error steers.

    python benchmarks/couplings_worth.py
    python benchmarks/couplings_worth.py --tasks held association --seeds 1

Each task is learnt by networks of the same neurons that differ in their couplings alone: none,
none with as many synapses in more neurons, and between all, either frozen as they were drawn or
plastic; `--columns` has 50 to each neuron too. Prints a table in
Markdown with a column for each, accuracy (or exact recall) as mean and spread over seeds. The
entangled MNIST patterns that are asked are not learnt, and are training patterns. Where a network
is asked under another noise than it has learnt, its self-coupling is chosen for this question,
for each column by itself, on a thousand patterns which are not asked. The rate of plastic couplings
is the same everywhere, `--rate`. Needs the MNIST files; `basinet data fetch mnist` brings them.
"""

import argparse
import statistics
from collections import deque
from collections.abc import Iterator
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from couplings_asking import Forgetful, Way, answer

from basinet.associative import RandomPairs
from basinet.associative.storing import store
from basinet.core.recipes import AbstractWithin
from basinet.data import load
from basinet.learners import (
    AllToAll,
    ByError,
    FanIn,
    Flips,
    Layers,
    NothingClamped,
    OneState,
    Silence,
    Steered,
    ThreeValuedError,
    Unconnected,
)
from basinet.learners.steered import Wiring
from basinet.training import train
from basinet.training.answering import traced


class Column(NamedTuple):
    """A kind of couplings: their name, their wiring, whether they learn, and what replaces them."""

    name: str
    within: AbstractWithin
    plastic: bool = False
    wide: bool = False

    def neurons(self, hidden: int, others: int) -> int:
        """Return H, or with which H as many synapses reach and leave the neurons as J adds.

        Args:
            hidden: the neurons of the other columns.
            others: inputs and readout units.
        """
        return hidden + round(hidden**2 / others) if self.wide else hidden


COLUMNS = {
    "none": Column("none", Unconnected()),
    "wide": Column("none, more neurons", Unconnected(), wide=True),
    "frozen": Column("between all, frozen", AllToAll()),
    "plastic": Column("between all, plastic", AllToAll(), True),
    "sparse-frozen": Column("50 to each, frozen", FanIn(50)),
    "sparse": Column("50 to each, plastic", FanIn(50), True),
}
OWN = (0.5, 3.0, 10.0)
"""Self-couplings from which one is chosen."""
ASKED = 1000
"""Patterns that are asked together: first those for the choice, then twice as many others."""


class Course(NamedTuple):
    """What is learnt: how, how many patterns and how often."""

    teaching: ByError
    settings: MappingProxyType[str, Any] = MappingProxyType({})
    patterns: int = 10_000
    epochs: int = 3


class Task(NamedTuple):
    """A course, and the ways to ask after it."""

    course: Course
    ways: dict[str, Way]


ONE_STATE = MappingProxyType({"input_rate": 0.0335, "readout_rate": 0.05, "self_coupling": 3.0})
HELD = MappingProxyType({**ONE_STATE, "sweeps": 10, "dynamics": Forgetful()})
LOST = "inputs withdrawn for {} sweeps, 10 % of the neurons lose their state in each"
TASKS = {
    "classes": Task(
        Course(ByError(activity=OneState()), ONE_STATE),
        {
            "classification": Way(),
            "40 % of the inputs silent": Way(Silence(0.4)),
            "25 % of the inputs flipped, others in each of 20 sweeps": Way(
                Flips(0.25), True, 20, choose=True
            ),
            "inputs withdrawn for 20 sweeps": Way(alone=20, choose=True),
        },
    ),
    "damaged": Task(
        Course(ByError(activity=OneState(), noise=Silence(0.4)), ONE_STATE),
        {"40 % of the inputs silent, learnt so": Way(Silence(0.4))},
    ),
    "few": Task(
        Course(ByError(activity=OneState()), ONE_STATE, 300, 100),
        {"classification, 300 patterns to learn": Way()},
    ),
    "held": Task(
        Course(ByError(activity=OneState(), free_phase=NothingClamped()), HELD),
        {LOST.format(sweeps): Way(alone=sweeps) for sweeps in (20, 100)},
    ),
}


class Memory(NamedTuple):
    """Random pairs, cues of 60 and targets of 30, and the network that is to recall them."""

    pairs: int
    flipped: float
    hidden: int
    teaching: ByError
    settings: MappingProxyType[str, Any]
    way: Way
    updates: int
    what: str


def pairs_to_recall() -> Iterator[Memory]:
    """Yield the memories: with the cue there, whole and damaged, and after it has gone."""
    there = MappingProxyType({"self_coupling": 0.5, "input_rate": 0.1})
    gone = MappingProxyType({"self_coupling": 3.0, "sweeps": 10, "dynamics": Forgetful()})
    for pairs, flipped, damage in ((400, 0.0, ""), (40, 0.1, ", 10 % of the cue flipped")):
        teaching = ByError(error=ThreeValuedError(), activity=OneState(), noise=Flips(flipped))
        what = f"{pairs} random pairs recalled by 100 neurons{damage}"
        yield Memory(pairs, flipped, 100, teaching, there, Way(), 2000, what)
    held = ByError(
        error=ThreeValuedError(),
        activity=OneState(),
        noise=Flips(0.1),
        free_phase=NothingClamped(),
    )
    what = (
        "40 random pairs recalled by 200 neurons, 10 % of the cue flipped; then withdrawn as above"
    )
    yield Memory(40, 0.1, 200, held, gone, Way(alone=20), 500, what)


def networks(
    column: Column, course: Course, data: tuple[np.ndarray, ...], options: argparse.Namespace
) -> Iterator[tuple[Steered, Wiring]]:
    """Yield the learner of a column and what it has learnt, for each seed."""
    rate = options.rate if column.plastic else 0.0
    wiring = Layers(within=column.within)
    hidden = column.neurons(options.hidden, 110)
    settings = {"hidden": hidden, "rate": rate, "wiring": wiring} | dict(course.settings)
    learner = Steered(teaching=course.teaching, **settings)
    x, y = (part[: course.patterns] for part in data[:2])
    for seed in range(options.seeds):
        epochs = train(
            learner,
            *(x, y),
            epochs=course.epochs,
            batch_size=32,
            key=jax.random.key(seed),
            classes=10,
        )
        yield traced(learner), deque(epochs, maxlen=1).pop().state


def accuracy(learner: Steered, state: Wiring, way: Way, data: tuple[np.ndarray, ...]) -> float:
    """Return the share of right answers when it is asked like this."""
    chunks = [(data[2][i : i + ASKED], data[3][i : i + ASKED]) for i in range(0, 3 * ASKED, ASKED)]

    def right(own: float | None, chunk: tuple[np.ndarray, np.ndarray]) -> float:
        asked = state
        if own is not None:
            value = jnp.full_like(state.network.self_coupling, own)
            asked = eqx.tree_at(lambda it: it.network.self_coupling, state, value)
        given = answer(learner, asked, jnp.asarray(chunk[0]), way, jax.random.key(1))
        return float(np.mean(np.asarray(given).argmax(axis=1) == chunk[1]))

    own = max(OWN, key=lambda own: right(own, chunks[0])) if way.choose else None
    return statistics.mean(right(own, chunk) for chunk in chunks[1:])


Lines: TypeAlias = Iterator[tuple[str, list[list[float]]]]
"""What was asked, and for each column the share of right answers of each seed."""


def classes(names: list[str], columns: list[Column], options: argparse.Namespace) -> Lines:
    """Yield the lines of tasks with classes."""
    data = load("entangled-mnist")
    x = data.encoder.encode(data.x_train, data.encoder.measure(data.x_train[:50_000]))
    y = np.unique(data.y_train, return_inverse=True)[1].astype(np.int32)
    parts = x[:50_000], y[:50_000], x[50_000:], y[50_000:]
    for name in names:
        course, ways = TASKS[name]
        found = {what: [[] for _ in columns] for what in ways}
        for number, column in enumerate(columns):
            for learner, state in networks(column, course, parts, options):
                for what, way in ways.items():
                    found[what][number].append(accuracy(learner, state, way, parts))
        yield from found.items()


def memories(columns: list[Column], options: argparse.Namespace) -> Lines:
    """Yield the share of random pairs that are recalled without an error."""
    for memory in pairs_to_recall():
        found: list[list[float]] = [[] for _ in columns]
        for number, column in enumerate(columns):
            learner = Steered(
                hidden=column.neurons(memory.hidden, 90),
                rate=options.rate if column.plastic else 0.0,
                wiring=Layers(within=column.within),
                teaching=memory.teaching,
                **memory.settings,
            )
            for seed in range(options.seeds):
                found[number].append(recalled(learner, memory, seed))
        yield memory.what, found


def recalled(learner: Steered, memory: Memory, seed: int) -> float:
    """Store pairs and return the share that is recalled without an error."""
    pairs = RandomPairs(60, 30, flipped=memory.flipped)
    cues, targets = pairs.draw(memory.pairs, seed)
    stored = store(
        learner,
        *(cues.astype(np.float32), targets.astype(np.float32)),
        epochs=max(1, memory.updates * 16 // memory.pairs),
        batch_size=16,
        key=jax.random.key(seed),
    )
    state = deque(stored, maxlen=1).pop().state
    asked = jnp.asarray(pairs.corrupt(cues, seed), jnp.float32)
    given = answer(traced(learner), state, asked, memory.way, jax.random.key(1))
    return float(np.mean(np.all(np.asarray(given) * targets > 0, axis=1)))


def cell(values: list[float]) -> str:
    """Return mean and spread."""
    spread = f" ± {statistics.stdev(values):.3f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.3f}{spread}"


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="When the couplings are worth their synapses.")
    parser.add_argument("--hidden", type=int, default=400)
    parser.add_argument("--rate", type=float, default=0.3, help="of plastic couplings")
    parser.add_argument("--seeds", type=int, default=3, help="from 0")
    names = [*TASKS, "association"]
    parser.add_argument("--tasks", nargs="+", choices=names, default=names)
    parser.add_argument("--columns", nargs="+", choices=list(COLUMNS), default=list(COLUMNS)[:4])
    options = parser.parse_args()
    for name, least in (("hidden", 51), ("seeds", 1)):
        if (value := getattr(options, name)) < least:
            parser.error(f"--{name} is {value}; it must be at least {least}")
    return options


def main() -> None:
    """Measure and print."""
    options = read_options()
    columns = [COLUMNS[name] for name in options.columns]
    print(f"H = {options.hidden}, rate of plastic couplings {options.rate}.\n")
    print(f"| | {' | '.join(column.name for column in columns)} |")
    print("|---" * (len(columns) + 1) + "|", flush=True)
    tasks = [name for name in options.tasks if name in TASKS]
    remembered = memories(columns, options) if "association" in options.tasks else ()
    for what, found in chain(classes(tasks, columns, options), remembered):
        print(f"| {what} | {' | '.join(cell(it) for it in found)} |", flush=True)


if __name__ == "__main__":
    main()
