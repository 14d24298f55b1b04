"""Draw the pictures of the documentation: `python docs/make_images.py`.

The overlaps and stabilities are those of the network of `basinet train steered` (800 neurons, the
digits) after ten epochs. The trial is that of a trained network which is driven more weakly by the
pattern and more strongly by the label, and whose self-coupling is strong enough to hold where the
label left it: it is shown a digit that it has not seen, with the label of another, and stays.
Everything random has a fixed seed.
"""

import tempfile
from pathlib import Path
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from matplotlib.figure import Figure

from basinet import Steered, viz
from basinet.data import Dataset, load
from basinet.model import Model, train_key
from basinet.runs import Run, create, environment, execute, findings

IMAGES = Path(__file__).parent / "images"
RUN = Run(Steered(hidden=800), data="digits", epochs=10)
WATCHED = Run(
    Steered(
        hidden=800,
        self_coupling=2.5,
        input_gain=1.0,
        input_rate=0.1,
        feedback_gain=5.0,
        sweeps=8,
    ),
    data="digits",
    epochs=10,
    batch_size=8,
)


def main() -> None:
    """Train, look and draw."""
    data = load(RUN.data)
    write("trial", draw_trial(watched(data)))
    found = findings(trained(RUN, data), data)
    assert found.states is not None, "a steered network relaxes"
    firm, soft = found.states.stabilities, found.states.stabilities_before
    write("stabilities", viz.stabilities(firm, found.states.margin, before=soft))
    write("overlaps", viz.overlaps(*found.states.overlaps, found.classes))


def trained(run: Run, data: Dataset) -> Model:
    """Return the model at the end of a run."""
    with tempfile.TemporaryDirectory() as folder:
        *_, model = execute(run, create(Path(folder) / "run", run, environment()), data)
    return model


class Watched(NamedTuple):
    """A network that is steered towards the label of another digit and released.

    Attributes:
        spins: after each sweep, `[sweeps, n]`.
        released_at: the sweep from which the label is off.
        alone: the state to which the digit alone leads.
        answers: what the readout says of the digit alone, at the release and at the end.
        evidence: what the readout finds for each class after each sweep, `[sweeps, classes]`.
        labels: the digit's own label, and the one that was shown.
    """

    spins: np.ndarray
    released_at: int
    alone: np.ndarray
    answers: tuple[int, int, int]
    evidence: np.ndarray
    labels: tuple[int, int]


def watched(data: Dataset) -> Watched:
    """Return the trial of the first held-out digit, with the label that follows its own."""
    model = trained(WATCHED, data)
    state, learner = model.epoch.state, WATCHED.learner
    assert isinstance(learner, Steered)
    pattern = jnp.asarray(model.encode(data.x_test[:1]))
    own = int(model.index(data.y_test[:1])[0])
    shown = (own + 1) % len(model.classes)
    trial = learner.trial(state, pattern, jnp.asarray([shown]), train_key(model.seed))
    alone = np.asarray(model.relax(data.x_test[:1]).spins)
    spins = np.asarray(trial.spins)
    states = np.concatenate([alone, spins[trial.released_at - 1], spins[-1]])
    said = np.asarray(state.read(jnp.asarray(states))).argmax(axis=1)
    answers = (int(said[0]), int(said[1]), int(said[2]))
    evidence = np.asarray(state.read(trial.spins[:, 0]))
    seen = spins[:, 0].astype(np.int8)
    return Watched(seen, trial.released_at, alone[0], answers, evidence, (own, shown))


def draw_trial(seen: Watched) -> Figure:
    """Draw its states, sweep by sweep."""
    return viz.raster(seen.spins, seen.released_at)


def write(name: str, figure: Figure) -> None:
    """Write a figure as a PNG file."""
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / f"{name}.png").write_bytes(viz.to_png(figure))


if __name__ == "__main__":
    main()
