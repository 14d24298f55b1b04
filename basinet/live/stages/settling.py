"""A trained network as a stage: a picture drives it, a hand steers it, and it settles."""

import base64
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from basinet.data import Dataset, load_quietly
from basinet.learners import PARTS
from basinet.live.checks import Refused
from basinet.live.stages.stage import Act, Choice, Slider, Stage, numbers, pictures, wholes
from basinet.model import Model
from basinet.saving import load_model
from basinet.worlds import class_means, settling
from basinet.worlds.trained import steered

MOST = 4096
"""Neurons of a network that may be shown."""

_SAMPLES, _FOR_MEANS = 40, 2000
_RULES = {
    "Synchronous()": "all at once",
    "RandomSubset(fraction=0.5)": "half of them, at random",
    "Sequential()": "one after the other",
}

_SHIPPED = Path(str(files("basinet.live"))) / "models"


def settling_stage(model: str | None = None) -> Stage:
    """Return the network of a model file or of the folder of a run as a stage.

    Args:
        model: the file or the folder; the small network that comes with the package without it.

    Raises:
        OSError: when there is no such file.
        ValueError: when it cannot be read or is too large.
        TypeError: when its learner is not `Steered`.
    """
    path, described = _named(model)
    found = load_model(path)
    steered(found)  # before its data are loaded and means computed
    if _neurons(found) > MOST:
        raise ValueError(f"{path} has {_neurons(found)} neurons; the page shows up to {MOST}")
    pictures = Pictures(found, _known(found, model))
    return _staged(found, pictures, {"model": model, "sha256": _digest(path)}, described)


def _named(model: str | None) -> tuple[Path, str]:
    """The model file, and its name."""
    if model is None:
        return _SHIPPED / "digits.safetensors", "handwritten digits"
    path = Path(model)
    return (path / "model.safetensors" if path.is_dir() else path), path.name


class Known(NamedTuple):
    """What is known of the data of a network.

    Attributes:
        x, labels: some test samples.
        means: the mean state of each class, or None.
        columns: pixels in a row, or None.
        low, high: the values of a pixel.
    """

    x: Float[np.ndarray, "samples features"]
    labels: list[str]
    means: Float[np.ndarray, "classes n"] | None
    columns: int | None
    low: float
    high: float


def known_of(model: Model, data: Dataset) -> Known:
    """Return what a page needs of a data set."""
    order = np.random.default_rng(0).permutation(len(data.x_test))[:_SAMPLES]
    flat = data.image_shape is not None and len(data.image_shape) == 2
    return Known(
        data.x_test[order],
        [str(label) for label in data.y_test[order].tolist()],
        class_means(model, data.x_train[:_FOR_MEANS], data.y_train[:_FOR_MEANS]),
        data.image_shape[1] if flat and data.image_shape else None,
        float(data.x_train.min()),
        float(data.x_train.max()),
    )


def _known(model: Model, name: str | None) -> Known:
    if name is None:  # without scikit-learn, whose import takes longer than all else
        with np.load(_SHIPPED / "digits.npz", allow_pickle=False) as kept:
            labels = [str(label) for label in kept["labels"].tolist()]
            return Known(kept["x"].astype(np.float32), labels, kept["means"], 8, 0.0, 16.0)
    if not Path(name).is_dir():
        return Known(np.zeros((0, model.features), np.float32), [], None, None, 0.0, 1.0)
    from basinet.runs import RunFolder

    return known_of(model, load_quietly(RunFolder(Path(name)).read_run().reading))


def _neurons(model: Model) -> int:
    return sum(getattr(model.learner, "layers", (0,)))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _staged(model: Model, samples: "Pictures", origin: dict[str, Any], described: str) -> Stage:
    world = settling(model, samples.known.means, samples.known.columns)
    classes = len(model.classes)
    rules = dict(_RULES)
    default = repr(world.dynamics)
    if default not in rules:
        rules[default] = "as it was trained"
    acts = {
        "hold": Act({"class": wholes(0, classes - 1)}, _hold),
        "release": Act({}, lambda world, state, key: world.hold(state, -1)),
        "flip": Act({"share": numbers(0.0, 1.0)}, _flip),
        "silence": Act({}, lambda world, state, key: world.silence(state)),
        "draw": Act({"picture": pictures(model.features)}, samples.draw),
    }
    if len(samples.known.x):
        acts["sample"] = Act({"number": wholes(0, len(samples.known.x) - 1)}, samples.sample)
    return Stage(
        "settling",
        f"A network that settles: {described}",
        world,
        (
            Slider("self_coupling", "self-coupling J_D", 0.0, 6.0, 0.05),
            Slider("gain", "gain of the couplings J", 0.0, 6.0, 0.05),
            Slider("drive", "gain of the input", 0.0, 2.0, 0.05),
            Slider("steering", "strength of steering", 0.0, 6.0, 0.1),
            Choice("dynamics", "who updates", rules),
        ),
        acts,
        pace=4.0,
        about="Neurons that see a picture and one another: each takes the sign of what it receives,"
        " until nobody changes. Draw in the picture, hold a class, flip neurons, and watch.",
        opening=({"name": "sample", "number": 0},) if "sample" in acts else (),
        window=150,
        poke="turns over the neurons under the hand",
        radius=0.1,
        facts={
            "classes": [str(label) for label in model.classes.tolist()],
            "features": model.features,
            "columns": world.columns,
            "labels": samples.known.labels,
            "bars": ["evidence", "overlap"],
            "means": samples.known.means is not None,
            "view": "Neurons",
            "spins": True,
            "legend": [
                ["up", "up"],
                ["down", "down"],
                ["none", "silent yet"],
                ["framed", "disagrees with its field"],
            ],
        },
        parts=PARTS,
        origin=origin,
    )


def _hold(world: Any, state: Any, key: Any, **given: int) -> Any:
    return world.hold(state, given["class"])


def _flip(world: Any, state: Any, key: Any, share: float) -> Any:
    return world.flip(state, share, key)


class Pictures:
    """Pictures as what the network receives: drawn ones, and test samples.

    Attributes:
        model: of the network.
        known: of its data.
    """

    def __init__(self, model: Model, known: Known):
        self.model, self.known = model, known

    def draw(self, world: Any, state: Any, key: Any, picture: np.ndarray) -> Any:
        """Show a picture of brightnesses from 0 to 1."""
        return self._shown(
            world, state, self.known.low + (self.known.high - self.known.low) * picture
        )

    def sample(self, world: Any, state: Any, key: Any, number: int) -> Any:
        """Show a test sample, to a silent network."""
        return world.silence(self._shown(world, state, self.known.x[number]))

    def _shown(self, world: Any, state: Any, x: np.ndarray) -> Any:
        inputs = self.model.encode(x[None])[0]
        if not np.isfinite(inputs).all():
            raise Refused("the network cannot read this picture")
        span = (self.known.high - self.known.low) or 1.0
        bright = np.clip(2 * (x - self.known.low) / span - 1, -1, 1)
        return world.show(state, jnp.asarray(inputs), jnp.asarray(bright, jnp.float32))


def picture_text(levels: np.ndarray) -> str:
    """Return brightnesses from 0 to 1 as a message holds them."""
    return base64.b64encode(
        np.round(np.clip(levels, 0, 1) * 255).astype(np.uint8).tobytes()
    ).decode()
