"""Measure what the readout of random features, which learns alone, leaves of what they hold.

    python benchmarks/random_features.py
    python benchmarks/random_features.py --hidden 400 --epochs 5

Entangled MNIST, sign(W x) with W fixed and random, and a readout by the local rule: at the step
size of reference, at a fifth and a twentieth of it, with three times the margin, with steps that
fall to zero; beside it ridge and logistic regression on features of the same kind. Prints a table
in Markdown: test accuracy after the first, the fifth and the last epoch.
"""

import argparse
import warnings
from dataclasses import replace

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, RidgeClassifier

from basinet import ByLabel, Raw, Steered
from basinet.core.recipes import Unconnected
from basinet.data import Dataset, load
from basinet.learners import Linear
from basinet.learners.steered import Layers
from basinet.model import begin, learn

ALONE = {"rate": 0.0, "input_rate": 0.0, "wiring": Layers(within=Unconnected())}
READOUTS = {
    "reference: step 0.1, margin 3": Steered(**ALONE),
    "step 0.02": Steered(readout_rate=0.02, **ALONE),
    "step 0.005": Steered(readout_rate=0.005, **ALONE),
    "margin 10": Steered(teaching=ByLabel(readout_margin=10.0), **ALONE),
    "step falls to 0": Steered(teaching=ByLabel(schedule=Linear()), **ALONE),
    "no decay": Steered(decay=0.0, **ALONE),
}


REGRESSIONS = ("ridge regression", "logistic regression")


def course(learner: Steered, data: Dataset, epochs: int, seed: int) -> list[float]:
    """Return the test accuracy after each epoch."""
    model = begin(learner, Raw(), data.x_train, data.y_train, seed)
    return [
        float(np.mean(one.scores(data.x_test).argmax(axis=1) == one.index(data.y_test)))
        for one in learn(model, data.x_train, data.y_train, epochs=epochs, batch_size=16)
    ]


def regressions(data: Dataset, hidden: int, seed: int) -> tuple[float, float]:
    """Return the test accuracies of ridge and of logistic regression on such features."""
    drawn = np.random.default_rng(seed).normal(size=(data.x_train.shape[1], hidden))
    seen, asked = (np.sign(x @ drawn).astype(np.float32) for x in (data.x_train, data.x_test))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        logistic = LogisticRegression(C=0.01, max_iter=60).fit(seen, data.y_train)
    ridge = RidgeClassifier(10.0).fit(seen, data.y_train)
    return float(ridge.score(asked, data.y_test)), float(logistic.score(asked, data.y_test))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What the readout of random features reaches.")
    parser.add_argument("--hidden", type=int, nargs="+", default=[400, 800])
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    data = load("entangled-mnist")
    shown = sorted({1, min(5, options.epochs), options.epochs})
    print("| H | readout | " + " | ".join(f"epoch {number}" for number in shown) + " |")
    print("|---" * (2 + len(shown)) + "|")
    for hidden in options.hidden:
        for name, learner in READOUTS.items():
            sized = replace(learner, hidden=hidden)
            found = course(sized, data, options.epochs, options.seed)
            cells = " | ".join(f"{found[number - 1]:.4f}" for number in shown)
            print(f"| {hidden} | {name} | {cells} |", flush=True)
        empty = "  |" * (len(shown) - 1)
        for name, reached in zip(REGRESSIONS, regressions(data, hidden, options.seed), strict=True):
            print(f"| {hidden} | {name} |{empty} {reached:.4f} |", flush=True)


if __name__ == "__main__":
    main()
