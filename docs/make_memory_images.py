"""Draw the pictures of the pages about memories: `python docs/make_memory_images.py`.

Needs the files of MNIST. Everything random has a fixed seed. With names of pictures only those are
drawn: completion, energies, blend, dense, dense-phases, parallel, attention.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from scipy.special import erf

from basinet import Associator, DenseHopfield, Modern, theory, viz
from basinet.associative import flip
from basinet.associative.pictures import black_and_white, trial
from basinet.data import load
from basinet.sweeps import Remembering
from basinet.sweeps.task import carry_out
from basinet.yardsticks import NearestPattern, PseudoInverse

IMAGES = Path(__file__).parent / "images"
SHAPE = (28, 28)


def completion() -> Figure:
    """A thousand digits from their upper halves: nine that come back, three that do not."""
    task = trial(load("mnist").x_train[:1000], SHAPE, hide="lower")
    memory = Associator(Modern(beta=128.0))
    found = task.with_memory(memory)
    wrong = np.flatnonzero(~found.right)[:3]
    shown = np.concatenate([np.flatnonzero(found.right)[: 12 - len(wrong)], wrong])
    parts = {
        "cue": task.cues,
        "one step": task.on_the_way(memory, 1),
        "end": found.output,
        "stored": task.wanted,
    }
    rows = [(name, np.asarray(values, float)[shown]) for name, values in parts.items()]
    nearest = np.mean(task.with_yardstick("nearest pattern").right)
    note = f"{np.mean(found.right):.1%} of 1000 come back, by the nearest picture {nearest:.1%}"
    title = "Digits from their upper halves"
    return viz.completion(rows, SHAPE, right=found.right[shown], title=title, note=note)


def energies() -> Figure:
    """The descent of two hundred of them, at a beta at which some go wrong."""
    task = trial(load("mnist").x_train[:1000], SHAPE, hide="lower", cues=200)
    memory = Associator(Modern(beta=20.0))
    right = task.with_memory(memory).right
    course = memory.recall(task.cues, energies=True).energies
    nearest = int(np.sum(task.with_yardstick("nearest pattern").right))
    note = f"200 of 1000 digits, β = 20; nearest picture: {nearest} right"
    return viz.descent(np.asarray(course)[:, :12], right=right, note=note)


def blend() -> Figure:
    """Ten digits under three orders: low ones run them together."""
    data = load("mnist")
    first = [int(np.argmax(data.y_train == label)) for label in range(10)]
    ten = black_and_white(data.x_train[first])
    cues = flip(ten, 0.1, np.random.default_rng(0))
    rows = [("cue", cues)]
    for order in (2, 4, 10):
        memory = Associator(DenseHopfield(order=order), random_state=0).fit(ten)
        name = "P = 2 (Hebb)" if order == 2 else f"P = {order}"
        rows.append((name, memory.retrieve(cues)))
    nearest = NearestPattern().fit(ten).retrieve(cues)
    rows += [("pseudo-inverse", PseudoInverse().fit(ten).retrieve(cues)), ("nearest", nearest)]
    drawn = [(name, np.asarray(values, float)) for name, values in [*rows, ("stored", ten)]]
    title = "Ten digits, interactions of P pixels"
    return viz.completion(drawn, SHAPE, title=title, note="a tenth of the pixels flipped")


def _measured(task: Remembering, what: str = "overlap") -> float:
    *_, (outcome,) = carry_out([task])
    value = outcome.measured.get(what)
    return float("nan") if value is None else float(value)


def dense() -> Figure:
    """Examples with a teacher and without, 150 spins, beside the vote that any teacher allows."""
    at = np.array([5, 10, 20, 40, 80])
    line = np.unique(np.round(np.geomspace(3, 100, 60)).astype(int))
    conditions = []
    for name, teacher in (("with a teacher", True), ("without", False)):
        task = Remembering(DenseHopfield(order=3), units=150, load=0.01, quality=0.6, cues=50)
        task = replace(task, teacher=teacher)
        values = np.array(
            [
                [_measured(replace(task, examples=int(m), seed=seed)) for seed in range(3)]
                for m in at
            ]
        )
        said = theory.dense(0.01, quality=0.6, examples=line, teacher=teacher).overlap
        error = values.std(axis=1, ddof=1) / np.sqrt(3)
        points = at.astype(float), values.mean(axis=1), error
        conditions.append(viz.Retrieval(name, *points, line.astype(float), np.asarray(said)))
    rho = (1 - 0.6**2) / (line * 0.6**2)
    vote = np.array([]), np.array([]), None, line.astype(float), erf(1 / np.sqrt(2 * rho))
    conditions.append(viz.Retrieval("majority vote of the examples", *vote, yardstick=True))
    return viz.retrieval(
        conditions,
        along="examples of each archetype",
        title="Overlap with an archetype never shown",
        note="P = 3, load 0.01, r = 0.6",
    )


def dense_phases() -> Figure:
    """Overlaps of networks of 120 spins over load and temperature, and the line of theory."""
    loads, heat = np.linspace(0.01, 0.12, 8), np.linspace(0.1, 2.1, 9)
    task = Remembering(DenseHopfield(order=3), units=120, cues=20, sweeps=15)
    overlaps = np.array(
        [
            [_measured(replace(task, load=float(a), temperature=float(t))) for a in loads]
            for t in heat
        ]
    )
    line_heat = np.linspace(0.02, 1.745, 70)
    line = np.asarray(theory.dense_boundary(line_heat)), line_heat
    title = "Retrieval with interactions of three"
    nearest = np.mean([_measured(replace(task, load=float(a)), "nearest_pattern") for a in loads])
    note = f"by the nearest pattern: {nearest:.2f}"
    return viz.retrieval_phases(
        loads, heat, overlaps, line, title=title, note=note, along="load K/N²"
    )


def parallel() -> Figure:
    """Three diluted patterns at once: theory, and networks of 3000 spins."""
    at, line = np.linspace(0.05, 0.95, 10), np.linspace(0, 0.98, 150)
    lines = theory.multitask(line).overlaps
    measured = np.array([_three(float(d)) for d in at])
    conditions = [
        viz.Retrieval(f"pattern {k + 1}", at, measured[:, k], None, line, lines[:, k])
        for k in range(3)
    ]
    # The cue is the first pattern: looked up, it comes back alone, at 1 - d of all neurons.
    alone = np.array([]), np.array([]), None, line, 1 - line
    conditions.append(viz.Retrieval("nearest pattern, alone", *alone, yardstick=True))
    end = float(theory.hierarchy_end(3))
    return viz.retrieval(
        conditions,
        along="share of blanks",
        title="Three patterns in one state",
        note="lines: theory, points: 3000 spins",
        marks=[("end of the hierarchy", end)],
    )


def _three(dilution: float) -> list[float]:
    from basinet.associative import DilutedPatterns

    patterns, _ = DilutedPatterns(3000, dilution).draw(3, seed=1)
    memory = Associator(DenseHopfield(order=2), random_state=0).fit(patterns)
    state = memory.retrieve(patterns[:1])[0]
    return sorted(np.abs(patterns.astype(int) @ state) / 3000, reverse=True)


def attention() -> Figure:
    """The last values of an overlap at each beta."""
    at = np.round(np.linspace(1.2, 1.4, 401), 5)
    courses = theory.attention(at, 900, transient=12000).overlaps[:, :, 0, 0]
    title = "Self-attention fed its own output"
    return viz.orbits(at, courses, title=title, note="values of one overlap", along="β")


PICTURES: dict[str, Callable[[], Figure]] = {
    "completion": completion,
    "energies": energies,
    "blend": blend,
    "dense": dense,
    "dense-phases": dense_phases,
    "parallel": parallel,
    "attention": attention,
}


def main() -> None:
    """Draw the pictures that are named, or all."""
    for name in sys.argv[1:] or PICTURES:
        (IMAGES / f"{name}.png").write_bytes(viz.to_png(PICTURES[name]()))
        print(name, flush=True)


if __name__ == "__main__":
    main()
