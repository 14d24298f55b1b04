"""Measure when the couplings J between neurons are worth their synapses, when the error steers.

    python benchmarks/couplings_worth.py
    python benchmarks/couplings_worth.py --tasks held association --seeds 1

Each task is learnt by networks of the same neurons that differ in their couplings alone: none,
50 to each neuron, and between all, either plastic or frozen as they were drawn. Prints a table in
Markdown with a column for each, accuracy (or exact recall) as mean and spread over seeds. The
entangled MNIST patterns that are asked are not learnt, and are training patterns. Where a network
is asked under another noise than it has learnt, its self-coupling is chosen for this question,
for each column by itself, on a thousand patterns which are not asked. The rate of plastic couplings
is the same everywhere, `--rate`. Needs the MNIST files; `basinet data fetch mnist` brings them.
"""

import argparse
import statistics
from collections import deque
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet._types import Field, Key
from basinet.associative import Associator, RandomPairs
from basinet.core import AbstractDynamics, Configuration, Network, Synchronous, silent
from basinet.core.recipes import AbstractWithin
from basinet.data import load
from basinet.learners import (
    AllToAll,
    ByError,
    Clean,
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
from basinet.learners._noise import AbstractNoise
from basinet.learners.steered import Wiring
from basinet.training import traced, train


class Column(NamedTuple):
    """A kind of couplings: their name, their wiring and whether they learn."""

    name: str
    within: AbstractWithin
    plastic: bool = False


COLUMNS = (
    Column("none", Unconnected()),
    Column("50, frozen", FanIn(50)),
    Column("50, plastic", FanIn(50), True),
    Column("all, frozen", AllToAll()),
    Column("all, plastic", AllToAll(), True),
)
OWN = (0.5, 3.0, 10.0, 30.0)
"""Self-couplings from which one is chosen."""


class Forgetful(AbstractDynamics):
    """Neurons that lose their state: after a sweep each is silent with some probability.

    A silent neuron takes part again in the next sweep, but its self-coupling has nothing to hold.

    Attributes:
        share: the probability.
    """

    share: float = 0.1

    def is_deterministic(self) -> bool:
        """Return False."""
        return False

    def sweep(
        self, network: Network, external: Field, now: Configuration, key: Key
    ) -> Configuration:
        """Return the configuration after a synchronous sweep and the loss."""
        swept = Synchronous().sweep(network, external, now, key)
        lost = jax.random.bernoulli(key, self.share, now.spins.shape)
        return network.move(swept, jnp.where(lost, 0.0, swept.spins))


class Way(eqx.Module):
    """A way to ask: the inputs are shown for some sweeps and then withdrawn for others.

    Attributes:
        noise: on the inputs.
        redrawn: whether the noise is another one in every sweep.
        shown: sweeps with the inputs.
        alone: sweeps without.
        choose: whether the self-coupling is chosen for this question.
    """

    noise: AbstractNoise = Clean()
    redrawn: bool = eqx.field(static=True, default=False)
    shown: int = eqx.field(static=True, default=5)
    alone: int = eqx.field(static=True, default=0)
    choose: bool = eqx.field(static=True, default=False)


@eqx.filter_jit
def answer(
    learner: Steered, state: Wiring, x: Float[Array, "batch features"], way: Way, key: Key
) -> Float[Array, "batch classes"]:
    """Return the evidence for each class after the sweeps of a way to ask."""
    key_noise, key_sweeps = jax.random.split(key)
    once = way.noise(x, key_noise)
    thresholds = state.sustained(jnp.zeros_like(x))

    def sweep(now: Configuration, number: Array, external: Field) -> Configuration:
        key_now = jax.random.fold_in(key_sweeps, number)
        return learner.dynamics.sweep(state.network, external, now, key_now)

    def shown(now: tuple[Configuration, Field], number: Array) -> tuple[Any, None]:
        given = way.noise(x, jax.random.fold_in(key_noise, number)) if way.redrawn else once
        external = state.sustained(given)
        return (sweep(now[0], number, external), external), None

    def alone(now: Configuration, number: Array) -> tuple[Configuration, None]:
        return sweep(now, number, thresholds), None

    start = silent(*thresholds.shape), thresholds
    (now, external), _ = jax.lax.scan(shown, start, jnp.arange(way.shown))
    if way.alone:
        now, _ = jax.lax.scan(alone, now, way.shown + jnp.arange(way.alone))
        external = thresholds
    return state.read(learner.teaching.count(now.spins, now.recurrent + external))


class Course(NamedTuple):
    """What is learnt: how, how many patterns and how often."""

    teaching: ByError
    settings: MappingProxyType[str, Any] = MappingProxyType({})
    patterns: int = 20_000
    epochs: int = 4


class Task(NamedTuple):
    """A course, and the ways to ask after it."""

    course: Course
    ways: dict[str, Way]


ONE_STATE = MappingProxyType({"input_rate": 0.067, "readout_rate": 0.05, "self_coupling": 3.0})
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
        Course(ByError(activity=OneState(), free_phase=NothingClamped()), HELD, 20_000, 3),
        {LOST.format(sweeps): Way(alone=sweeps) for sweeps in (10, 20, 100)},
    ),
}
LOADS = (100, 200, 400)


def networks(
    column: Column, course: Course, data: tuple[np.ndarray, ...], options: argparse.Namespace
) -> Iterator[tuple[Steered, Wiring]]:
    """Yield the learner of a column and what it has learnt, for each seed."""
    rate = options.rate if column.plastic else 0.0
    wiring = Layers(within=column.within)
    settings = {"hidden": options.hidden, "rate": rate, "wiring": wiring} | dict(course.settings)
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
    x, y, key = jnp.asarray(data[2]), data[3], jax.random.key(1)
    for_choice = slice(0, 1000)

    def right(own: float | None) -> np.ndarray:
        asked = state
        if own is not None:
            value = jnp.full_like(state.network.self_coupling, own)
            asked = eqx.tree_at(lambda it: it.network.self_coupling, state, value)
        return np.asarray(answer(learner, asked, x, way, key)).argmax(axis=1) == y

    tried = [right(own) for own in (OWN if way.choose else (None,))]
    best = max(tried, key=lambda it: np.mean(it[for_choice]))
    return float(np.mean(best[1000:]))


def lines(names: list[str], options: argparse.Namespace) -> Iterator[tuple[str, list[list[float]]]]:
    """Yield what was asked, and for each column the share of right answers of each seed."""
    data = load("entangled-mnist")
    x = data.encoder.encode(data.x_train, data.encoder.measure(data.x_train[:50_000]))
    y = np.unique(data.y_train, return_inverse=True)[1].astype(np.int32)
    parts = x[:50_000], y[:50_000], x[50_000:55_000], y[50_000:55_000]
    for name in names:
        course, ways = TASKS[name]
        found = {what: [[] for _ in COLUMNS] for what in ways}
        for number, column in enumerate(COLUMNS):
            for learner, state in networks(column, course, parts, options):
                for what, way in ways.items():
                    found[what][number].append(accuracy(learner, state, way, parts))
        yield from found.items()


def memories(options: argparse.Namespace) -> Iterator[tuple[str, list[list[float]]]]:
    """Yield the share of random pairs that are recalled without an error at several loads."""
    kinds: dict[str, tuple[RandomPairs, Callable[..., Any]]] = {
        "association, {} pairs": (RandomPairs(30, 30), lambda pairs, cues, seed: cues),
        "association, {} pairs, 10 % of the cue flipped": (
            RandomPairs(100, 30, flipped=0.1),
            lambda pairs, cues, seed: pairs.corrupt(cues, seed),
        ),
    }
    for what, (pairs, asked) in kinds.items():
        for load_ in LOADS:
            found: list[list[float]] = [[] for _ in COLUMNS]
            for number, column in enumerate(COLUMNS):
                learner = Steered(
                    hidden=options.hidden // 4,
                    rate=options.rate if column.plastic else 0.0,
                    wiring=Layers(within=column.within),
                    teaching=ByError(
                        error=ThreeValuedError(), activity=OneState(), noise=Flips(pairs.flipped)
                    ),
                )
                for seed in range(options.seeds):
                    cues, targets = pairs.draw(load_, seed)
                    memory = Associator(learner, epochs=options.passes, random_state=seed)
                    memory.fit(cues, targets)
                    recalled = memory.exact_recall(asked(pairs, cues, seed), targets)
                    found[number].append(recalled)
            yield what.format(load_), found


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
    parser.add_argument("--passes", type=int, default=200, help="over the pairs of a memory")
    names = [*TASKS, "association"]
    parser.add_argument("--tasks", nargs="+", choices=names, default=names)
    options = parser.parse_args()
    for name, least in (("hidden", 204), ("seeds", 1), ("passes", 1)):
        if (value := getattr(options, name)) < least:
            parser.error(f"--{name} is {value}; it must be at least {least}")
    return options


def main() -> None:
    """Measure and print."""
    options = read_options()
    print(f"H = {options.hidden}, rate of plastic couplings {options.rate}.\n")
    print(f"| | {' | '.join(column.name for column in COLUMNS)} |")
    print("|---" * (len(COLUMNS) + 1) + "|", flush=True)
    asked = lines([name for name in options.tasks if name in TASKS], options)
    for what, found in asked:
        print(f"| {what} | {' | '.join(cell(it) for it in found)} |", flush=True)
    if "association" in options.tasks:
        for what, found in memories(options):
            print(f"| {what} | {' | '.join(cell(it) for it in found)} |", flush=True)


if __name__ == "__main__":
    main()
