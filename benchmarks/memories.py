"""Measure associative memories: what comes back, beside yardsticks, and how fast.

    python benchmarks/memories.py [random] [flipped] [hidden] [speed] [kit]

- `random`: 100 units, 10 random patterns, a fifth of each cue flipped;
- `flipped`: 20 black and white MNIST pictures, a tenth of the pixels flipped;
- `hidden`: 1000 MNIST and Fashion-MNIST pictures, the lower half hidden, at three beta;
- `speed`: a sweep of a dense network, and 10,000 cues among 10,000 pictures, beside plain NumPy;
- `kit`: Hebb's rule of 784 units, ten patterns, 1000 cues, beside hopfieldkit if installed.

Prints one JSON line for each number. Times are processor seconds and seconds on the clock.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from basinet import Associator, ByLabel, DenseHopfield, Modern, Steered
from basinet.associative import DilutedPatterns
from basinet.associative.pictures import Recalled, Trial, trial
from basinet.data import load
from basinet.memories import Distinct
from basinet.memories.sweep import sweep
from basinet.runs import environment

STEERED = {
    "Steered(hidden=400)": Associator(Steered(hidden=400), random_state=0),
    "Steered, wide basins": Associator(
        Steered(
            hidden=400, rate=0.05, input_gain=1.0, feedback_gain=3.0, teaching=ByLabel(margin=2.0)
        ),
        random_state=0,
    ),
}
MEMORIES: dict[str, Associator] = {
    "Modern()": Associator(Modern(), random_state=0),
    "DenseHopfield(order=2)": Associator(DenseHopfield(order=2), random_state=0),
    "DenseHopfield(order=3)": Associator(DenseHopfield(order=3), random_state=0),
    "DenseHopfield(order=10)": Associator(DenseHopfield(order=10), random_state=0),
    **STEERED,
}


def show(part: str, **values: Any) -> None:
    """Print one line."""
    print(json.dumps({"part": part, **values}), flush=True)


def compare(part: str, task: Trial, memories: dict[str, Associator]) -> dict[str, dict[str, float]]:
    """Print what each memory and yardstick retrieves, and return it."""
    found: list[Recalled] = [
        replace(task.with_memory(memory), name=name) for name, memory in memories.items()
    ]
    found += [task.with_yardstick(name) for name in task.yardsticks()]
    numbers = {
        one.name: {"right": float(np.mean(one.right)), "exact": one.exact, "overlap": one.overlap}
        for one in found
    }
    for name, values in numbers.items():
        show(part, memory=name, **{key: round(value, 4) for key, value in values.items()})
    return numbers


def on_random_patterns() -> None:
    """Ten random patterns of a hundred units, from cues with twenty errors, five times."""
    source, found = DilutedPatterns(100, flipped=0.2), []
    for seed in range(5):
        stored = source.draw(10, seed)[0]
        task = Trial(stored, source.corrupt(stored, seed), stored, None)
        found.append(compare(f"random, seed {seed}", task, MEMORIES))
    for name in found[0]:
        keys = found[0][name]
        means = {key: round(float(np.mean([one[name][key] for one in found])), 4) for key in keys}
        show("random, mean", memory=name, **means)


def on_flipped_pictures() -> None:
    """Twenty pictures in black and white, a tenth of the pixels flipped."""
    pictures = load("mnist").x_train[:20]
    compare("flipped", trial(pictures, (28, 28), flipped=0.1, spins=True), MEMORIES)


def on_hidden_pictures() -> None:
    """A thousand pictures from their upper halves."""
    for data in ("mnist", "fashion-mnist"):
        task = trial(load(data).x_train[:1000], (28, 28), hide="lower")
        for beta in (8.0, 32.0, 128.0):
            memory = Associator(Modern(beta=beta))
            for told in (False, True):
                found = task.with_memory(memory, told=told)
                right = round(float(np.mean(found.right)), 4)
                show("hidden", data=data, beta=beta, told=told, right=right)
        nearest = task.with_yardstick("nearest pattern")
        show("hidden", data=data, memory="nearest pattern", right=float(np.mean(nearest.right)))


def timed(act: Callable[[], Any], repeats: int) -> dict[str, float]:
    """Return the shortest of some times, on the clock and of the processor."""
    clock, processor = [], []
    for _ in range(repeats):
        begun, used = time.perf_counter(), time.process_time()
        jax.block_until_ready(act())
        clock.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
    return {"seconds": round(min(clock), 4), "processor": round(min(processor), 4)}


def speed_of_a_sweep() -> None:
    """One sweep at N = 784 with 1000 stored vectors and a batch of 100, beside NumPy."""
    rng = np.random.default_rng(0)
    rows = rng.choice([-1.0, 1.0], (1000, 784)).astype(np.float32)
    start = rng.choice([-1.0, 1.0], (100, 784)).astype(np.float32)
    for memory in (
        DenseHopfield(order=3),
        DenseHopfield(order=10),
        DenseHopfield(order=3, terms=Distinct()),
    ):
        state = memory.store(rows, None, jax.random.key(0))
        energy, held = memory.energy_of(state), jnp.zeros(start.shape, bool)
        given = energy, jnp.asarray(start), held, jnp.asarray(0.0), jax.random.key(1)
        act = partial(eqx.filter_jit(sweep), *given)
        jax.block_until_ready(act())
        show("speed of a sweep", memory=repr(memory), **timed(act, 5))
    show("speed of a sweep", memory="NumPy, order 3", **timed(lambda: numpy_sweep(rows, start), 2))


def numpy_sweep(rows: np.ndarray, start: np.ndarray) -> np.ndarray:
    """One sweep of an order 3 network with overlaps carried along."""
    spins, n = start.copy(), start.shape[1]
    carried = spins @ rows.T
    for i in np.random.default_rng(1).permutation(n):
        rest = carried - spins[:, i, None] * rows[:, i]
        gap = np.sum((rest + rows[:, i]) ** 3 - (rest - rows[:, i]) ** 3, axis=1)
        spins[:, i] = np.where(gap == 0, spins[:, i], np.sign(gap))
        carried = rest + spins[:, i, None] * rows[:, i]
    return spins


def speed_of_recall() -> None:
    """10,000 half pictures among 10,000 stored ones, three updates at beta 128, beside NumPy."""
    task = trial(load("mnist").x_train[:10000], (28, 28), hide="lower")
    memory = Associator(Modern(beta=128.0, max_steps=3)).fit(task.pictures)
    memory.retrieve(task.cues[:1])
    found = timed(lambda: memory.retrieve(task.cues), 1)
    show("speed of recall", memory="Modern(beta=128, max_steps=3)", **found)
    show("speed of recall", memory="NumPy, told", **timed(lambda: numpy_recall(task), 1))


def numpy_recall(task: Trial) -> np.ndarray:
    """Three updates in blocks of 1000, the hidden part at the mean."""
    mean = task.pictures.mean(axis=0)
    rows = task.pictures - mean
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    output = np.empty_like(task.cues)
    for begin in range(0, len(task.cues), 1000):
        known = True if task.known is None else task.known
        state = np.where(known, task.cues[begin : begin + 1000] - mean, 0)
        state /= np.linalg.norm(state, axis=1, keepdims=True)
        weights = state
        for _ in range(3):
            scores = 128 * (state @ rows.T)
            weights = np.exp(scores - scores.max(axis=1, keepdims=True))
            weights /= weights.sum(axis=1, keepdims=True)
            state = weights @ rows
        output[begin : begin + 1000] = weights @ task.pictures
    return output


def speed() -> None:
    """Both speeds."""
    speed_of_a_sweep()
    speed_of_recall()


def beside_hopfieldkit() -> None:
    """Hebb's rule on equal patterns and cues: what comes back, and in which time."""
    source = DilutedPatterns(784, flipped=0.2)
    stored = source.draw(10, 0)[0]
    cues = source.corrupt(np.tile(stored, (100, 1)), 0)
    wanted = np.tile(stored, (100, 1))
    memory = Associator(DenseHopfield(order=2), random_state=0).fit(stored)
    memory.retrieve(cues)
    found = timed(lambda: memory.retrieve(cues), 3)
    show("kit", memory="DenseHopfield(order=2)", exact=memory.exact_recall(cues, wanted), **found)
    if find_spec("hopfieldkit") is None:
        return
    from hopfieldkit import HopfieldNetwork  # pyright: ignore

    theirs = HopfieldNetwork(784).fit(list(stored))

    def recall() -> np.ndarray:
        return np.array([_state(theirs.recall(cue, seed=0)) for cue in cues])

    exact = float(np.mean(np.all(recall() == wanted, axis=1)))
    show("kit", memory="hopfieldkit", exact=exact, **timed(recall, 1))


def _state(recalled: Any) -> np.ndarray:
    """The state of what hopfieldkit returns, which may have more beside it."""
    return np.asarray(recalled[0] if isinstance(recalled, tuple) else recalled)


PARTS = {
    "random": on_random_patterns,
    "flipped": on_flipped_pictures,
    "hidden": on_hidden_pictures,
    "speed": speed,
    "kit": beside_hopfieldkit,
}


def main() -> None:
    """Measure the named parts, all without a name."""
    parser = argparse.ArgumentParser(description="Measure associative memories.")
    every = list(PARTS)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(every))
    chosen = parser.parse_args().parts or every
    if unknown := set(chosen) - set(every):
        parser.error(f"expected some of {', '.join(every)}, got {', '.join(sorted(unknown))}")
    print(json.dumps(environment()), flush=True)
    for name in chosen:
        PARTS[name]()


if __name__ == "__main__":
    main()
