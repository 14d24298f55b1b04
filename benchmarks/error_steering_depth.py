"""Does depth help a network that the error steers? Layers beside one layer of as many neurons.

    python benchmarks/error_steering_depth.py                         # the whole table
    python benchmarks/error_steering_depth.py --seeds 1 --epochs 2    # a look
    python benchmarks/error_steering_depth.py --validate              # on a part kept back
    python benchmarks/error_steering_depth.py --data fashion-mnist    # input fields on pictures

Stacks and single layers of equally many neurons learn entangled MNIST, by errors that come back
through learnt weights and by backpropagation with the same noise, epochs and falling steps. Beside
the accuracy on the test patterns after the last epoch, mean and range over the seeds, stands for
each layer how well a linear probe reads the class from it (it learns from two thirds of the test
patterns and answers about the rest), and how well the weights that lead back agree with those that
lead up. With `--validate` the last sixth of the training patterns takes the
place of the test patterns: the settings for entangled MNIST were chosen so.

On Fashion-MNIST every neuron of the lowest layer sees a patch of 9 x 9 pixels; the settings are
the reference ones, with silent inputs as noise and batches of 32, and were not chosen any further.
"""

import argparse
import json
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from basinet.analysis import probe_accuracy
from basinet.core.input_recipes import Patches
from basinet.core.recipes import Unconnected
from basinet.data import load
from basinet.learners import (
    AbstractLearner,
    Flips,
    Gradients,
    Linear,
    Problem,
    Quantity,
    Silence,
    Tags,
)
from basinet.learners._noise import AbstractNoise
from basinet.learners._schedule import AbstractSchedule, pace
from basinet.learners.steered import ByError, FixedFeedback, Layers, Ramp, Steered, Upward
from basinet.training import train
from basinet.training.answering import scores

SHAPES = {
    "400": (400,),
    "800": (800,),
    "400 + 400": (400, 400),
    "1200": (1200,),
    "400 + 400 + 400": (400, 400, 400),
}
PICTURES = {"1600": (1600,), "3200": (3200,), "1600 + 400": (1600, 400)}
NOISE = Flips(0.05)


class Weights(NamedTuple):
    """From source (row) to target (column), and the biases of the targets, layer by layer."""

    weights: tuple[jax.Array, ...]
    biases: tuple[jax.Array, ...]


class Deep(AbstractLearner[tuple[Weights, Any]]):
    """ReLU layers by backpropagation: softmax cross-entropy, Adam, falling steps."""

    tags: ClassVar[Tags] = Tags(Gradients.NETWORK, True, False, False, True)
    shown: ClassVar[tuple[Quantity, ...]] = ()

    hidden: tuple[int, ...]
    rate: float = 2e-3
    noise: AbstractNoise = NOISE
    schedule: AbstractSchedule = Linear()

    def init(self, problem: Problem, key: jax.Array) -> tuple[Weights, Any]:
        """Return N(0, 2 / N) weights and biases of zero."""
        sizes = (problem.features, *self.hidden, problem.classes)
        keys = jax.random.split(key, len(sizes) - 1)
        drawn = tuple(
            jax.random.normal(k, (sizes[i], sizes[i + 1])) * (2 / sizes[i]) ** 0.5
            for i, k in enumerate(keys)
        )
        weights = Weights(drawn, tuple(jnp.zeros(size) for size in sizes[1:]))
        return weights, optax.scale_by_adam().init(weights)

    def step(self, state, x, y, key):
        """Take one step down the gradient of the mean loss."""
        weights, moments = state

        def loss(weights: Weights) -> jax.Array:
            odds = jax.nn.log_softmax(layers_of(weights, self.noise(x, key))[-1])
            return -jnp.mean(jnp.take_along_axis(odds, y[:, None], axis=1))

        found, gradient = jax.value_and_grad(loss)(weights)
        direction, moments = optax.scale_by_adam().update(gradient, moments)
        rate = self.rate * pace(self.schedule)
        return (jax.tree.map(lambda w, d: w - rate * d, weights, direction), moments), {
            "loss": found
        }

    def scores(self, state, x, key):
        """Return the log-odds."""
        del key
        return layers_of(state[0], x)[-1]


def layers_of(weights: Weights, x: jax.Array) -> list[jax.Array]:
    """Return the activity of each hidden layer, and the field of the readout."""
    shown, last = [x], len(weights.biases) - 1
    for number, (matrix, bias) in enumerate(zip(*weights, strict=True)):
        field = shown[-1] @ matrix + bias
        shown.append(field if number == last else jnp.maximum(field, 0.0))
    return shown[1:]


def steered(hidden: tuple[int, ...], phases: int = 16, **parts: Any) -> Steered:
    """Return the error-steered network: one layer, or a stack with its input at the bottom."""
    wiring = Layers(within=Unconnected(), between=Upward(), input_to=(0,))
    teaching = ByError(noise=NOISE, activity=Ramp(phases=phases), **parts)
    return Steered(hidden=hidden, input_rate=0.015, wiring=wiring, teaching=teaching)


def contestants() -> dict[tuple[str, str], AbstractLearner]:
    """Return who learns, by learner and shape."""
    found: dict[tuple[str, str], AbstractLearner] = {}
    for name, hidden in SHAPES.items():
        found["error-steered, 16 phases", name] = steered(hidden)
    for name in ("800", "400 + 400"):
        found["error-steered, 8 phases", name] = steered(SHAPES[name], 8)
    for name, hidden in SHAPES.items():
        found["backpropagation, ReLU units", name] = Deep(hidden)
    for name in ("800", "400 + 400"):
        fixed = steered(SHAPES[name], feedback=FixedFeedback())
        found["error-steered, fixed feedback", name] = fixed
    return found


def picture_contestants() -> dict[tuple[str, str], AbstractLearner]:
    """Return who learns pictures, by learner and shape."""
    wiring = Layers(
        within=Unconnected(), between=Upward(), inputs=Patches((28, 28), 9), input_to=(0,)
    )
    return {
        ("error-steered, patches", name): Steered(
            hidden=hidden, wiring=wiring, teaching=ByError(noise=Silence(0.1))
        )
        for name, hidden in PICTURES.items()
    }


def layers(learner: AbstractLearner, state: Any, x: np.ndarray) -> list[np.ndarray]:
    """Return what each layer shows of some patterns."""
    if isinstance(learner, Deep):
        return [np.asarray(part) for part in layers_of(state[0], jnp.asarray(x))[:-1]]
    assert isinstance(learner, Steered)
    shown = np.asarray(learner.activity(state, jnp.asarray(x), jax.random.key(0)))
    return np.split(shown, np.cumsum(learner.layers)[:-1], axis=1)


def agreement(state: Any) -> list[float]:
    """Return the cosines of what leads back and what leads up, transposed, of each pair."""
    stack = getattr(state, "stack", None)
    if stack is None:
        return []
    pairs = zip(stack.up.blocks, stack.down.blocks, strict=True)
    flat = [(np.ravel(up.weights), np.ravel(down.weights.T)) for up, down in pairs]
    return [float(u @ d / np.linalg.norm(u) / np.linalg.norm(d)) for u, d in flat]


def parts(name: str, validate: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return patterns to learn and to be asked, with their classes."""
    data = load(name)
    measured = data.encoder.measure(data.x_train)
    x = data.encoder.encode(data.x_train, measured)
    y = data.y_train.astype(np.int32)
    if validate:
        kept = len(x) * 5 // 6
        return x[:kept], y[:kept], x[kept:], y[kept:]
    return x, y, data.encoder.encode(data.x_test, measured), data.y_test.astype(np.int32)


def measure(
    learner: AbstractLearner, given: tuple, epochs: int, batch: int, seed: int
) -> dict[str, Any]:
    """Return what one learner comes to."""
    x, y, asked, right = given
    course = train(
        learner, x, y, epochs=epochs, batch_size=batch, key=jax.random.key(seed), classes=10
    )
    *_, last = course
    evidence = scores(learner, last.state, asked, jax.random.key(seed))
    return {
        "accuracy": float(np.mean(evidence.argmax(axis=1) == right)),
        "probes": [probe_accuracy(part, right) for part in layers(learner, last.state, asked)],
        "agreement": agreement(last.state),
    }


def row(who: str, shape: str, found: list[dict[str, Any]]) -> str:
    """Return a row of the table."""
    accuracy = [one["accuracy"] for one in found]
    spread = f"{min(accuracy):.4f} to {max(accuracy):.4f}"
    probes, cosines = (
        ", ".join(f"{value:.3f}" for value in np.mean([one[name] for one in found], axis=0))
        for name in ("probes", "agreement")
    )
    return (
        f"| {who} | {shape} | {np.mean(accuracy):.4f} | {spread} | {len(found)} | {probes}"
        f" | {cosines} |"
    )


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="Does depth help a network that the error steers?")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument(
        "--data", choices=("entangled-mnist", "fashion-mnist"), default="entangled-mnist"
    )
    parser.add_argument("--shapes", nargs="*", help="some of the rows; else all")
    parser.add_argument("--validate", action="store_true")
    parser.add_argument("--out", type=Path, help="a file of JSON lines to go on with")
    options = parser.parse_args()
    pictures = options.data == "fashion-mnist"
    learners, batch = (picture_contestants(), 32) if pictures else (contestants(), 16)
    given = parts(options.data, options.validate)
    fixed = {"data": options.data, "epochs": options.epochs, "validate": options.validate}
    lines = options.out.read_text("utf-8").splitlines() if _exists(options.out) else []
    known = [json.loads(line) for line in lines]
    print("| learner | neurons | accuracy | range | seeds | probe of each layer | agreement |")
    print("|---|---|---|---|---|---|---|")
    for (who, shape), learner in learners.items():
        if options.shapes and shape not in options.shapes:
            continue
        found = []
        for seed in range(options.seeds):
            name = {"who": who, "shape": shape, "seed": seed, **fixed}
            before = [one for one in known if name.items() <= one.items()]
            result = before[0] if before else measure(learner, given, options.epochs, batch, seed)
            found.append(result)
            if options.out and not before:
                with options.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(name | result) + "\n")
        print(row(who, shape, found), flush=True)


def _exists(path: Path | None) -> bool:
    return path is not None and path.exists()


if __name__ == "__main__":
    main()
