"""How far the state moves when the label lets go of it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from basinet.data import Dataset
from basinet.learners import Steered
from basinet.model import Model, train_key
from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results
from basinet.reproductions.watched_piece import watched

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2510.11984: when the label is withdrawn the state stays near"

INDEPENDENT = Program("an independent program, trained network, H = 1600")
FLIPS, NEAR = 0.013, 0.01
"""The share that flips when the label comes, and what width and epochs make of it."""

PATTERNS = 500
"""Training patterns that are steered."""

WORDS = {
    "0.5": r"self-coupling 0.5",
    "0": "no self-coupling",
}


class Settings(NamedTuple):
    """The size, and epochs of learning."""

    hidden: int
    epochs: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a network with a self-coupling and one without."""
    return [
        watched(
            name,
            Steered(hidden=settings.hidden, self_coupling=float(name)),
            "entangled-mnist",
            settings.epochs,
            seed,
            _look,
        )
        for name in WORDS
    ]


def _look(model: Model, data: Dataset) -> dict[str, Any]:
    """Return how many spins the label turns, and how many turn when it is gone."""
    assert isinstance(model.learner, Steered)
    x, y = data.x_train[:PATTERNS], data.y_train[:PATTERNS]
    trial = model.learner.trial(
        model.epoch.state,
        jnp.asarray(model.encode(x), jnp.float32),
        jnp.asarray(model.index(y)),
        train_key(model.seed),
    )
    spins, off = np.asarray(trial.spins), trial.released_at
    warm = len(model.learner.layers)
    return {
        "steered": _moved(spins[warm - 1], spins[off - 1]),
        "released": _moved(spins[off - 1], spins[-1]),
        "flips": [_moved(one, other) for one, other in pairwise(spins)],
        "off": off,
    }


def _moved(one: np.ndarray, other: np.ndarray) -> float:
    """The mean share of spins that differ between states."""
    return float(np.mean(one != other))


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw which spins turn under the label and after its release, by epoch."""
    from basinet import viz

    lines, least = [], 1 / (PATTERNS * settings.hidden)
    for name in WORDS:
        one, dashed = found[name], name == "0"
        first = [flips[0] for flips in one["flips"]]
        for words, values in (
            ("the label's first sweep", first),
            ("while it steers", one["steered"]),
            ("after its release", one["released"]),
        ):
            # A share of 0 has no place on a logarithmic axis; one spin is the least other.
            shares = np.maximum(np.array(values, float), least)
            lines.append(viz.Line(words, shares, dashed=dashed))
    if settings == FULL:
        end = np.where(np.arange(settings.epochs + 1) == settings.epochs, FLIPS, np.nan)
        lines.append(viz.Line("the label's first sweep", end, reference=True))
    return viz.curves(
        np.arange(settings.epochs + 1.0),
        lines,
        title="Spins that turn when a label comes and goes",
        note=f"self-coupling 0.5; dashed: none; H = {settings.hidden}",
        along="epochs",
        upwards="share of the spins",
        shares=True,
        logarithmic=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the flips when the label comes and after it went, at the end of learning."""
    stated = []
    for name, words in WORDS.items():
        one = found[name]
        published = {"0.5": FLIPS}.get(name)
        stated += [
            Claim(
                f"{words}: share turned by the label in its first sweep",
                one["flips"][-1][0],
                published,
                NEAR,
                INDEPENDENT if published else SOURCE,
                settings == FULL,
            ),
            Claim(f"{words}: share turned while it steers", one["steered"][-1], source=SOURCE),
            Claim(f"{words}: share that turns after its release", one["released"][-1], None, 0.0),
        ]
    return stated


QUICK = Settings(200, 3)
FULL = Settings(1600, 30)

REPRODUCTION = Reproduction(
    "how far the state moves when the label lets go",
    "arXiv 2510.11984, the state stays near",
    QUICK,
    FULL,
    (0.3, 5.0),
    pieces,
    figure,
    claims,
)
