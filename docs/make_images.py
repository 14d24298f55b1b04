"""Draw the pictures of the documentation: `python docs/make_images.py`.

The overlaps and stabilities are those of the network of `basinet train` (800 neurons, the digits)
after ten epochs. The trial is the first one of a network that is driven more weakly by the pattern
and more strongly by the label, and has more sweeps to settle, so that there is more to see.
Everything random has a fixed seed.
"""

import tempfile
from pathlib import Path

import jax.numpy as jnp
import numpy as np
from matplotlib.figure import Figure

from basinet import Steered, viz
from basinet.data import Dataset, load
from basinet.model import begin, train_key
from basinet.runs import Run, create, environment, execute, findings

IMAGES = Path(__file__).parent / "images"
RUN = Run(Steered(hidden=800), data="digits", epochs=10)
WATCHED = Steered(hidden=800, input_gain=2.0, feedback_gain=3.0, sweeps=12)


def main() -> None:
    """Train, look and draw."""
    data = load(RUN.data)
    write("trial", draw_trial(data))
    with tempfile.TemporaryDirectory() as folder:
        record = create(Path(folder) / "run", RUN, environment())
        *_, model = execute(RUN, record, data)
    found = findings(model, data)
    assert found.states is not None, "a steered network relaxes"
    firm, soft = found.states.stabilities, found.states.stabilities_before
    write("stabilities", viz.stabilities(firm, found.states.margin, before=soft))
    write("overlaps", viz.overlaps(*found.states.overlaps, found.classes))


def draw_trial(data: Dataset) -> Figure:
    """Draw the states of the very first learning trial, of a network with random couplings."""
    model = begin(WATCHED, data.encoder, data.x_train, data.y_train, seed=0)
    pattern = jnp.asarray(model.encode(data.x_train[:1]))
    label = jnp.asarray(model.index(data.y_train[:1]))
    trial = WATCHED.trial(model.epoch.state, pattern, label, train_key(model.seed))
    return viz.raster(np.asarray(trial.spins)[:, 0].astype(np.int8), trial.released_at)


def write(name: str, figure: Figure) -> None:
    """Write a figure as a PNG file."""
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / f"{name}.png").write_bytes(viz.to_png(figure))


if __name__ == "__main__":
    main()
