"""Learn two small tasks on graphs by equilibrium propagation, and settle them out of step.

    python benchmarks/graph_energies.py

For both tasks: the largest difference of the contrast from the exact gradient when nodes act on
states up to 40 updates old, one by one and in threads with late messages; what is learnt by either
gradient; and yardsticks. Every line is JSON.
"""

import json
from functools import partial
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from basinet.graphs import Late, Network, contrast, exact_gradient, learn, rest, settle
from basinet.graphs import settle_in_threads as threads
from basinet.graphs.learning import begin, energy_of, outputs
from basinet.graphs.tasks import communities, distances

GRADIENTS = {"contrast": contrast, "exact": exact_gradient}
"""What finds the gradient."""


def out_of_step(name: str, task: Any, hold: float = 1.0) -> dict[str, Any]:
    """Return how far the contrast is from the exact gradient when it settles out of step."""
    network = begin(task.features.shape[1], 3, 4)
    exact = exact_gradient(network, task, hold=hold).network
    ages, updates = [], []

    def stale(energy: Any, *, start: Any) -> np.ndarray:
        found = settle(energy, start=start, tolerance=1e-7, staleness=40)
        updates.append(found.updates)
        return found.states

    def in_threads(energy: Any, *, start: Any) -> np.ndarray:
        found = threads(energy, start=start, tolerance=1e-7, late=Late(6e-3, 1e-4))
        ages.append(found.staleness)
        return found.states

    def apart(settles: Any) -> float:
        found = contrast(network, task, hold=hold, settles=settles).network
        return max(float(np.abs(a - b).max()) for a, b in zip(found, exact, strict=True))

    return {
        "task": name,
        "largest_gradient": max(float(np.abs(part).max()) for part in exact),
        "stale_by_40": apart(stale),
        "updates": updates,
        "in_threads": apart(in_threads),
        "oldest_in_threads": max(ages),
    }


def said(network: Network, task: Any, hold: float) -> np.ndarray:
    """Return the outputs at rest."""
    return outputs(network, rest(energy_of(network, task, hold=hold)))


def label(seed: int) -> dict[str, Any]:
    """Return the share of unlabelled nodes of two communities that are told rightly."""
    task, hold = communities(seed=seed), 0.3
    unseen = ~task.labelled
    found: dict[str, Any] = {"task": "communities", "seed": seed}
    for name, gradient in GRADIENTS.items():
        start = begin(4, 2, 3, seed)
        network, _ = learn(
            start, [task], steps=60, rate=0.05, gradient=partial(gradient, hold=hold)
        )
        right = np.sign(said(network, task, hold)) == task.targets
        found[name] = round(float(np.mean(right[unseen])), 3)
    simple = LogisticRegression().fit(task.features[task.labelled], task.said())
    told = simple.predict(task.features[unseen]) == task.targets[unseen]
    return found | {"logistic regression": round(float(np.mean(told)), 3)}


def regress(seed: int) -> dict[str, Any]:
    """Return the root mean square error of distances, in steps, on trees that were not learnt."""
    learnt = [distances(seed=1000 * seed + at) for at in range(8)]
    asked = [distances(seed=1000 * seed + 500 + at) for at in range(8)]
    hold, found = 0.3, {"task": "distances", "seed": seed}
    truth = np.concatenate([task.targets for task in asked])
    for name, gradient in GRADIENTS.items():
        network, _ = learn(
            begin(2, 4, 6, seed),
            learnt,
            steps=200,
            rate=0.01,
            gradient=partial(gradient, hold=hold),
        )
        guesses = np.concatenate([said(network, task, hold) for task in asked])
        found[name] = round(4 * float(np.mean((guesses - truth) ** 2)) ** 0.5, 3)
    mean = np.mean(np.concatenate([task.targets for task in learnt]))
    return found | {"the mean": round(4 * float(np.mean((mean - truth) ** 2)) ** 0.5, 3)}


def main() -> None:
    """Measure and print."""
    for name, task in (("communities", communities()), ("distances", distances())):
        print(json.dumps(out_of_step(name, task)), flush=True)
    for seed in range(3):
        print(json.dumps(label(seed)), flush=True)
        print(json.dumps(regress(seed)), flush=True)


if __name__ == "__main__":
    main()
