"""Whether a network without self-coupling is rescued by tuning what else there is to tune."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.data import load
from basinet.learners import ByLabel, Layers, Steered, Unconnected
from basinet.model import begin, learn
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.runs import accuracy

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2509.05041: without self-coupling and excitation tuning does not help"

KNOBS = {
    "margin": r"margin $\kappa$",
    "input_gain": r"input gain $\lambda_x$",
    "feedback_gain": r"feedback gain $\lambda_b$",
    "rate": r"step of couplings $\eta_J$",
    "input_rate": r"step of inputs $\eta_{in}$",
    "readout_rate": r"step of the readout $\eta_{out}$",
    "sweeps": "sweeps T",
}
"""What is tuned, each from the reference setting by a factor."""


class Settings(NamedTuple):
    """Neurons, patterns, epochs, the factors of one knob at a time, and draws of all at once."""

    hidden: int
    patterns: int
    epochs: int
    factors: tuple[float, ...]
    draws: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return runs without self-coupling for each knob and draw, and three to compare with."""

    def run(name: str, learner: Steered) -> Piece:
        return Piece(name, partial(_learn, learner, settings, seed))

    start = Steered(hidden=settings.hidden, self_coupling=0.0)
    unconnected = Layers(within=Unconnected())
    compared = {
        "reference": Steered(hidden=settings.hidden),
        "start": start,
        "features": replace(start, rate=0.0, input_rate=0.0, wiring=unconnected),
    }
    single = {
        f"{knob}-{factor:g}": tuned(start, {knob: factor})
        for knob in KNOBS
        for factor in settings.factors
    }
    rng, names = np.random.default_rng([seed, 2]), list(KNOBS)
    low, high = np.log([settings.factors[0], settings.factors[-1]]).tolist()
    drawn = {}
    for k in range(settings.draws):
        factors = np.exp(rng.uniform(low, high, len(names)))
        drawn[f"draw-{k}"] = tuned(start, dict(zip(names, factors, strict=True)))
    return [run(name, learner) for name, learner in (compared | single | drawn).items()]


def tuned(learner: Steered, factors: dict[str, float]) -> Steered:
    """Return the learner with knobs turned by factors; sweeps are rounded, and at least 2."""
    changes: dict[str, Any] = {
        knob: getattr(learner, knob) * float(factor) for knob, factor in factors.items()
    }
    if "sweeps" in changes:
        changes["sweeps"] = max(2, round(changes["sweeps"]))
    if "margin" in changes:
        changes["teaching"] = ByLabel(margin=changes.pop("margin"))
    return replace(learner, **changes)


def _learn(learner: Steered, settings: Settings, seed: int, folder: Path) -> dict[str, Any]:
    del folder
    data = load("entangled-mnist")
    x, y = data.x_train[: settings.patterns], data.y_train[: settings.patterns]
    model = begin(learner, data.encoder, x, y, seed)
    *_, last = learn(model, x, y, epochs=settings.epochs, batch_size=16)
    return {"test": accuracy(last, data.x_test, data.y_test)}


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the accuracy with each knob turned, beside two networks to compare with."""
    from basinet import viz

    rows = [
        viz.Dots(words, np.array([found[f"{knob}-{factor:g}"]["test"]]), _factor(factor))
        for knob, words in KNOBS.items()
        for factor in settings.factors
    ]
    drawn = np.array([found[f"draw-{k}"]["test"] for k in range(settings.draws)])
    rows.append(viz.Dots("all at once", drawn, "factors at random"))
    return viz.dots(
        rows,
        title=f"Entangled MNIST, {settings.hidden} neurons without self-coupling, tuned",
        note=f"patterns: {settings.patterns:,}; epochs: {settings.epochs}",
        along="accuracy on the test part",
        shares=True,
        marks=[
            ("untuned", found["start"]["test"]),
            ("random features", found["features"]["test"]),
            (r"$J_D = 0.5$, untuned", found["reference"]["test"]),
        ],
    )


def _factor(factor: float) -> str:
    written = f"{factor:g}" if factor >= 1 else f"1/{1 / factor:g}"
    return f"\N{MULTIPLICATION SIGN} {written}"


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the best that tuning reaches, chosen on the test part, and whether it is enough."""
    reference, start = found["reference"]["test"], found["start"]["test"]
    best = {
        knob.replace("_", " "): max(
            found[f"{knob}-{factor:g}"]["test"] for factor in settings.factors
        )
        for knob in KNOBS
    }
    best["all at once"] = max(found[f"draw-{k}"]["test"] for k in range(settings.draws))
    highest = max(start, *best.values())
    return [
        Claim("accuracy at J_D = 0.5, untuned", reference),
        Claim("accuracy at J_D = 0, untuned", start),
        Claim("accuracy of random features", found["features"]["test"]),
        *(Claim(f"best accuracy at J_D = 0, {words}", value) for words, value in best.items()),
        Claim(
            "J_D = 0, tuned on the test part, stays below J_D = 0.5, untuned (1: yes)",
            float(highest < reference),
            1.0,
            0.0,
            SOURCE,
        ),
    ]


REPRODUCTION = Reproduction(
    "no tuning makes up for a self-coupling of 0",
    SOURCE,
    Settings(100, 60_000, 1, (1 / 16, 16.0), 3),
    Settings(200, 60_000, 4, (1 / 16, 1 / 4, 4.0, 16.0), 12),
    (0.3, 2.0),
    pieces,
    figure,
    claims,
)
