"""How long a step of a particle swarm takes, beside one of pyswarms on the same network.

Three searches for the weights of one network, 16 tanh units and a softmax, on one batch of the
task: a swarm for every neuron, one swarm over all weights, and pyswarms' global-best swarm over
all weights, which asks for the same losses, written in NumPy. The last two have as many particles
and do the same, but that the library also measures the best positions again on every batch;
pyswarms need not, since its batch stays.
"""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from basinet.bench.result import Result, Skipped
from basinet.bench.suite import AbstractMeasurement, Plan
from basinet.bench.task import Task
from basinet.learners import AbstractLearner, NetworkSwarm, Problem, Swarm

HIDDEN, PARTICLES, BATCH, STEPS = 16, 50, 512, 20
"""Units, particles of a swarm over all weights, patterns, and steps that are timed together."""

Turn = Callable[[], float]
"""Makes the steps of a turn and returns the loss that they found."""


class SwarmSteps(AbstractMeasurement):
    """Seconds a step, all in turns."""

    def run(self, plan: Plan, task: Task, before: Sequence[Result]) -> Iterator[Result | Skipped]:
        """Yield `swarm/<who>`, seconds a step, and `swarm/speedup`, pyswarms over the library."""
        del before
        x, y = task.x[:BATCH], task.y[:BATCH]
        ways: dict[str, tuple[str, Turn]] = {
            "neurons": (
                "a swarm for every neuron, a step",
                _library(Swarm(hidden=HIDDEN), x, y, task.classes, plan.seed),
            ),
            "network": (
                "one swarm over all weights, a step",
                _library(
                    NetworkSwarm(hidden=HIDDEN, particles=PARTICLES), x, y, task.classes, plan.seed
                ),
            ),
        }
        if find_spec("pyswarms") is None:
            yield Skipped("swarm/pyswarms", "left out: it needs pyswarms: pip install pyswarms")
        else:
            turn = _pyswarms(x, y, task.classes, plan.seed)
            ways["pyswarms"] = ("pyswarms, one swarm over all weights, a step", turn)
        taken: dict[str, list[float]] = {name: [] for name in ways}
        losses = {name: turn() for name, (_, turn) in ways.items()}  # compiles
        for _ in range(plan.repeats):
            for name, (_, turn) in ways.items():
                started = time.perf_counter()
                losses[name] = turn()
                taken[name].append((time.perf_counter() - started) / STEPS)
        about = {"hidden": HIDDEN, "patterns": len(x), "timed_steps": STEPS}
        for name, (label, _) in ways.items():
            found = about | {"loss": losses[name], "steps": STEPS * (plan.repeats + 1)}
            yield Result(f"swarm/{name}", label, "s", taken[name], about=found)
        if "pyswarms" in taken:
            ratios = [p / n for p, n in zip(taken["pyswarms"], taken["network"], strict=True)]
            yield Result(
                "swarm/speedup", "pyswarms over one swarm over all weights", "ratio", ratios
            )


def _library(
    learner: AbstractLearner, x: np.ndarray, y: np.ndarray, classes: int, seed: int
) -> Turn:
    """Return what makes the next steps of a learner on a batch that stays."""
    key = jax.random.key(seed)
    patterns, labels = jnp.asarray(x), jnp.asarray(y)
    held: list[Any] = [learner.init(Problem(x.shape[1], classes), key), 0]

    @jax.jit
    def steps(state: Any, first: Any) -> Any:
        def one(state: Any, number: Any) -> Any:
            after, info = learner.step(state, patterns, labels, jax.random.fold_in(key, number))
            return after, info["loss"]

        state, losses = jax.lax.scan(one, state, first + jnp.arange(STEPS))
        return state, losses[-1]

    def turn() -> float:
        held[0], loss = steps(held[0], jnp.asarray(held[1]))
        held[1] += STEPS
        return float(loss)

    return turn


def plain_losses(weights: np.ndarray, x: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    """Return the cross-entropy of networks whose weights are the rows, in NumPy.

    Args:
        weights: `[particles, HIDDEN (features + 1) + classes (HIDDEN + 1)]`; a unit's weights
            stand together, its bias last.
        x: `[patterns, features]`.
        y: classes.
        classes: how many.
    """
    split = HIDDEN * (x.shape[1] + 1)
    first = weights[:, :split].reshape(len(weights), HIDDEN, -1)
    second = weights[:, split:].reshape(len(weights), classes, -1)
    hidden = np.tanh(first[..., :-1] @ x.T + first[..., -1:])
    evidence = second[..., :-1] @ hidden + second[..., -1:]
    most = evidence.max(axis=1)
    total = np.exp(evidence - most[:, None]).sum(axis=1)
    right = evidence[:, y, np.arange(len(y))]
    return np.mean(np.log(total) + most - right, axis=1)


def _pyswarms(x: np.ndarray, y: np.ndarray, classes: int, seed: int) -> Turn:
    """Return what makes the next steps of pyswarms, with the constants of the library's swarms."""
    size = HIDDEN * (x.shape[1] + 1) + classes * (HIDDEN + 1)
    start = np.random.default_rng(seed).normal(size=(PARTICLES, size)) / x.shape[1] ** 0.5
    # Its modules open a log in the working folder.
    with tempfile.TemporaryDirectory() as elsewhere, contextlib.chdir(elsewhere):
        from pyswarms.single.global_best import GlobalBestPSO  # type: ignore[import-not-found]

        search = GlobalBestPSO(
            n_particles=PARTICLES,
            dimensions=size,
            options={"w": 0.72, "c1": 1.49, "c2": 1.49},
            velocity_clamp=(-0.5, 0.5),
            init_pos=start.astype(x.dtype),
        )

    def turn() -> float:
        loss, _ = search.optimize(
            lambda rows: plain_losses(rows, x, y, classes), STEPS, verbose=False
        )
        return float(loss)

    return turn
