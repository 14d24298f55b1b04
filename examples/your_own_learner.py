"""A learner of your own in one class: the Hebbian prototype of each class.

It stores the mean of the patterns of each class and answers with the nearest one. Any class with
tags and `init`, `step` and `scores` works in `Classifier`, in grid searches and with
`basinet.training`.
"""

from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from basinet import Classifier
from basinet.learners import AbstractLearner, Gradients, Problem, Quantity, Tags


class Prototypes(NamedTuple):
    """The sum of the patterns of each class `[classes, features]`, and their number."""

    sums: Float[Array, "classes features"]
    counts: Float[Array, " classes"]


class NearestPrototype(AbstractLearner[Prototypes]):
    """Hebb's rule: each active class unit moves its weights towards the pattern it sees.

    Attributes:
        forgetting: the fraction of what was learnt that is lost in each step, in [0, 1).
    """

    tags: ClassVar[Tags] = Tags(
        gradients=Gradients.NONE,
        feedback_weights=False,
        local_in_space=True,
        local_in_time=True,
        online=True,
    )
    shown: ClassVar[tuple[Quantity, ...]] = (
        Quantity("change", "Change", "mean change of a weight in a step"),
    )

    forgetting: float = 0.0

    def init(self, problem: Problem, key: Array) -> Prototypes:
        """Return small random prototypes that count as nothing."""
        sums = 1e-3 * jax.random.normal(key, (problem.classes, problem.features))
        return Prototypes(sums, jnp.zeros(problem.classes))

    def step(self, state: Prototypes, x: Array, y: Array, key: Array):
        """Add the patterns of the batch to the prototypes of their classes."""
        del key
        active = jax.nn.one_hot(y, len(state.counts))
        kept = 1 - self.forgetting
        after = Prototypes(kept * state.sums + active.T @ x, kept * state.counts + active.sum(0))
        return after, {"change": jnp.abs(_means(after) - _means(state)).mean()}

    def scores(self, state: Prototypes, x: Array, key: Array) -> Array:
        """Return minus half the squared distance to each prototype, up to a common term."""
        del key
        means = _means(state)
        return x @ means.T - 0.5 * (means**2).sum(axis=1)


def _means(state: Prototypes) -> Float[Array, "classes features"]:
    return state.sums / jnp.maximum(state.counts, 1)[:, None]


if __name__ == "__main__":
    X, y = load_digits(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    clf = Classifier(NearestPrototype(), epochs=3, random_state=0).fit(X_train, y_train)
    for epoch in clf.history_:
        print(f"epoch {epoch['epoch']}  mean change of a prototype {epoch['change']:.4f}")
    print(f"held-out accuracy {clf.score(X_test, y_test):.3f}")
