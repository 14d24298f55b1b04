"""A particle swarm for every neuron, on small tables and in the plane."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.data import Standardise, load
from basinet.learners import Swarm
from basinet.model import begin, learn
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.runs import accuracy

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2412.05667: as good as backpropagation on small tasks; no numbers known to us"

BATCH = 512

METHODS = {"swarm": "a swarm a neuron", "mlp": "backpropagation", "svc": "support vectors"}


class Settings(NamedTuple):
    """Tasks, 80/20 splits of each, and steps of the swarms."""

    tasks: tuple[str, ...]
    splits: int
    steps: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return all three methods on a split of a task."""
    return [
        Piece(f"{task}-{k}", partial(_measure, task, settings.steps, seed + k))
        for task in settings.tasks
        for k in range(settings.splits)
    ]


def _table(task: str) -> tuple[np.ndarray, np.ndarray]:
    """All rows of a task without repetitions, and their classes."""
    from sklearn.datasets import load_digits, make_circles, make_moons

    made: Any = None
    if task == "moons":
        made = make_moons(2000, noise=0.1, random_state=0)
    if task == "circles":
        made = make_circles(2000, noise=0.08, factor=0.5, random_state=0)
    if made is not None:
        return made
    if task == "digits":
        x, y = load_digits(return_X_y=True)
    else:
        data = load(task)
        x = np.concatenate([data.x_train, data.x_test]).astype(float)
        y = np.concatenate([data.y_train, data.y_test])
    first = np.sort(np.unique(x, axis=0, return_index=True)[1])
    return np.asarray(x)[first], np.asarray(y)[first]


def _measure(task: str, steps: int, seed: int, folder: Path) -> dict[str, Any]:
    del folder
    from sklearn.model_selection import train_test_split
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    x, y = _table(task)
    parts = train_test_split(x, y, test_size=0.2, stratify=y, random_state=seed)
    x_train, x_test, y_train, y_test = (np.asarray(part) for part in parts)
    mlp = MLPClassifier((16,), activation="tanh", max_iter=200, random_state=seed)
    began = time.process_time()
    found = {"swarm": _swarm(x_train, y_train, x_test, y_test, steps, seed)}
    found["seconds"] = time.process_time() - began
    for name, method in (("mlp", mlp), ("svc", SVC())):
        found[name] = _quietly(make_pipeline(StandardScaler(), method), parts)
    return found


def _swarm(
    x: np.ndarray, y: np.ndarray, x_new: np.ndarray, y_new: np.ndarray, steps: int, seed: int
) -> float:
    together = min(BATCH, len(x))
    epochs = max(1, round(steps / -(-len(x) // together)))
    x, x_new = x.astype(np.float32), x_new.astype(np.float32)
    model = begin(Swarm(), Standardise(), x, y, seed)
    *_, last = learn(model, x, y, epochs=epochs, batch_size=together)
    return accuracy(last, x_new, y_new)


def _quietly(method: Any, parts: Sequence[Any]) -> float:
    """Fit and score a method of scikit-learn, which may stop before it has converged."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    x_train, x_test, y_train, y_test = parts
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return float(method.fit(x_train, y_train).score(x_test, y_test))


def _mean(settings: Settings, found: Results, task: str, method: str) -> float:
    return float(np.mean([found[f"{task}-{k}"][method] for k in range(settings.splits)]))


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw held-out accuracies of every split, task by task."""
    from basinet import viz

    return viz.dots(
        [
            viz.Dots(
                task,
                np.array([found[f"{task}-{k}"][method] for k in range(settings.splits)], float),
                words,
            )
            for task in settings.tasks
            for method, words in METHODS.items()
        ],
        title="Held-out accuracy of a swarm for every neuron",
        note=f"splits: {settings.splits}; {settings.steps:,} steps",
        along="accuracy on what is held out",
        shares=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the accuracies; nothing that was published is known to us."""
    return [
        Claim(f"{task}, accuracy of {words}", _mean(settings, found, task, method), source=SOURCE)
        for task in settings.tasks
        for method, words in METHODS.items()
    ]


REPRODUCTION = Reproduction(
    "accuracy of a particle swarm for every neuron",
    "arXiv 2412.05667",
    Settings(("moons", "circles", "digits"), 1, 300),
    Settings(("rice", "dry-bean", "digits", "moons", "circles"), 5, 1000),
    (0.5, 6.0),
    pieces,
    figure,
    claims,
)
