"""Forward-Forward's test error, and how sparse it is beside backpropagation."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from basinet.analysis import sparsity
from basinet.data import Dataset, Rescale
from basinet.learners import ForwardForward
from basinet.model import Model
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.reproductions.watched_piece import watched
from basinet.yardsticks import Backpropagation

if TYPE_CHECKING:
    from basinet.viz import Figure

HINTON = "arXiv 2212.13345, MNIST, four layers of 2,000 units, 60 epochs: 1.36 % errors"
SPARSE = "arXiv 2305.18353: Forward-Forward is sparse, backpropagation is not"

ERROR, CHANCE = 0.0136, 0.0015
"""The published test error, and what another seed makes of 10,000 answers."""

PATTERNS = 2000
"""Test pictures of which the activity is looked at."""

WORDS = {"forward-forward": "Forward-Forward", "backpropagation": "backpropagation"}


class Settings(NamedTuple):
    """Units of each layer, epochs, patterns of a batch, and what suits as many layers."""

    hidden: tuple[int, ...]
    epochs: int
    batch_size: int
    sharpness: float = 16.0
    rate: float = 0.002


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a network of either kind, looked at after every epoch."""
    learners = {
        "forward-forward": ForwardForward(
            hidden=settings.hidden, sharpness=settings.sharpness, rate=settings.rate
        ),
        "backpropagation": Backpropagation(hidden=settings.hidden[0]),
    }
    return [
        watched(
            name,
            learner,
            "mnist",
            settings.epochs,
            seed,
            _look,
            settings.batch_size,
            Rescale(),
        )
        for name, learner in learners.items()
    ]


def _look(model: Model, data: Dataset) -> dict[str, Any]:
    """Return the sparsity of the last hidden layer, shown pictures without a label."""
    x, y = model.encode(data.x_test[:PATTERNS]), data.y_test[:PATTERNS]
    seen = sparsity(_activity(model, x), y, model.classes)
    return {"active": np.mean(seen.active), "hoyer": np.mean(seen.hoyer)}


def _activity(model: Model, x: np.ndarray) -> np.ndarray:
    if isinstance(model.learner, ForwardForward):
        return np.asarray(model.learner.activities(model.epoch.state, jnp.asarray(x))[-1])
    weights = model.epoch.state.weights
    return np.maximum(x @ np.asarray(weights.inputs) + np.asarray(weights.bias), 0.0)


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw test errors, and the share of active units dashed, against the epochs."""
    from basinet import viz

    at, lines = np.arange(settings.epochs + 1.0), []
    for name, words in WORDS.items():
        wrong = 1 - np.array(found[name]["test"], float)
        active = np.array(found[name]["active"], float)
        # A share of 0 has no place on a logarithmic axis; one picture of 10,000 is the least other.
        lines.append(viz.Line(words, np.maximum(wrong, 1e-4)))
        lines.append(viz.Line(words, np.maximum(active, 1e-4), dashed=True))
    if settings == FULL:
        theirs = np.where(at == at[-1], ERROR, np.nan)
        lines.append(viz.Line(WORDS["forward-forward"], theirs, reference=True))
    return viz.curves(
        at,
        lines,
        title="MNIST: errors, and units that are active",
        note="dashed: active units of the last layer",
        along="epochs",
        upwards="share of the pictures, or units",
        shares=True,
        logarithmic=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the error, the sparsity of both, and which of them is sparser."""
    ours, theirs = (found[name] for name in WORDS)
    as_much = settings == FULL
    sparser = ours["hoyer"][-1] > theirs["hoyer"][-1] and ours["active"][-1] < theirs["active"][-1]
    return [
        Claim(
            "error of Forward-Forward, MNIST",
            1 - ours["test"][-1],
            ERROR,
            CHANCE,
            HINTON,
            as_much,
        ),
        Claim("error of backpropagation, one hidden layer", 1 - theirs["test"][-1]),
        *(
            Claim(f"{words}: {what}", found[name][key][-1], source=SPARSE)
            for name, words in WORDS.items()
            for key, what in (("active", "share of active units"), ("hoyer", "Hoyer's measure"))
        ),
        Claim("Forward-Forward is the sparser one (1: yes)", float(sparser), 1.0, 0.0, SPARSE),
    ]


QUICK = Settings((300, 300), 2, 100)
FULL = Settings((2000, 2000, 2000, 2000), 60, 100, sharpness=32.0, rate=0.0005)

REPRODUCTION = Reproduction(
    "error of Forward-Forward, and its sparsity beside backpropagation",
    "arXiv 2212.13345 and arXiv 2305.18353",
    QUICK,
    FULL,
    (0.4, 60.0),
    pieces,
    figure,
    claims,
)
