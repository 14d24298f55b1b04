"""Learning an energy on graphs by the difference of two states of rest (equilibrium propagation).

Each edge changes by what its two ends show, each node by its own state and input, in the two
nudged states; the readout by its errors in the free one. For a weak nudge this is the gradient of
the squared error (Scellier and Bengio 2017, arXiv 1602.05179); the nudge towards the targets and
the one away from them together leave an error of order beta^2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import scipy.sparse.linalg
from jaxtyping import Bool, Float64

from basinet.annealing import Graph
from basinet.graphs.energy import AbstractBond, GraphEnergy, LogCosh, Nudge
from basinet.graphs.rest import rest

VAST = 1e3
"""How many times the loss may be its first value, and that of saying 0, before it has diverged."""


class Network(NamedTuple):
    """What is learnt: an energy for any graph with nodes of these features.

    Attributes:
        directions: v_k, `[K, d]`.
        inputs: B, b_i = B x_i, `[d, features]`.
        readout: r, and r_0 as its last number, `[d + 1]`.
    """

    directions: Float64[np.ndarray, "K d"]
    inputs: Float64[np.ndarray, "d features"]
    readout: Float64[np.ndarray, " d_and_one"]


@dataclass(frozen=True, eq=False)
class Task:
    """A graph whose nodes are to say something.

    Attributes:
        graph: its edges.
        features: x_i, `[n, features]`.
        targets: what a node is to say, read where it is labelled.
        labelled: which nodes are, at least one.

    Raises:
        ValueError: when shapes do not fit, no node is labelled, or a number is not finite.
    """

    graph: Graph
    features: Float64[np.ndarray, "n features"]
    targets: Float64[np.ndarray, " n"]
    labelled: Bool[np.ndarray, " n"]

    def __post_init__(self):
        n = self.graph.n
        if len(self.features) != n or self.targets.shape != (n,) or self.labelled.shape != (n,):
            raise ValueError(
                f"features {self.features.shape}, targets {self.targets.shape} and labelled"
                f" {self.labelled.shape} do not fit a graph of {n} nodes"
            )
        if not self.labelled.any():
            raise ValueError("no node is labelled; label at least one")
        if not (np.isfinite(self.features).all() and np.isfinite(self.said()).all()):
            raise ValueError("features or targets hold NaN or infinite values")

    def said(self) -> Float64[np.ndarray, " labelled"]:
        """Return the targets of the labelled nodes."""
        return self.targets[self.labelled]


class Gradient(NamedTuple):
    """The derivative of the mean squared error, halved, and the error.

    Attributes:
        network: shaped as the network.
        loss: the mean of (r . h_i + r_0 - t_i)^2 / 2 over labelled nodes.
    """

    network: Network
    loss: float


Settles: TypeAlias = Callable[..., Any]
"""What finds the states of least energy: called with an energy and, by name, with `start`."""


def begin(features: int, states: int, directions: int, seed: int = 0) -> Network:
    """Return a network at random."""
    rng = np.random.default_rng(seed)
    return Network(
        0.4 * rng.normal(size=(directions, states)),
        rng.normal(size=(states, features)) / features**0.5,
        np.append(0.3 * rng.normal(size=states) / states**0.5, 0.0),
    )


def energy_of(
    network: Network, task: Task, *, hold: float = 1.0, bond: AbstractBond | None = None
) -> GraphEnergy:
    """Return the energy that a network gives to a task's graph."""
    inputs = task.features @ network.inputs.T
    return GraphEnergy(task.graph, inputs, network.directions, hold, bond or LogCosh())


def outputs(network: Network, states: Float64[np.ndarray, "n d"]) -> Float64[np.ndarray, " n"]:
    """Return r . h_i + r_0."""
    return states @ network.readout[:-1] + network.readout[-1]


def contrast(
    network: Network,
    task: Task,
    *,
    strength: float = 0.01,
    hold: float = 1.0,
    bond: AbstractBond | None = None,
    settles: Settles = rest,
    start: Float64[np.ndarray, "n d"] | None = None,
) -> Gradient:
    """Return the gradient that equilibrium propagation finds.

    Args:
        network: at which.
        task: the labelled graph.
        strength: beta of both nudges, above 0.
        hold: m of the energy.
        bond: of the energy; `LogCosh()` if None.
        settles: what finds states of rest, such as `rest` or threads.
        start: of the free phase.

    Raises:
        ValueError: when the nudge is not above 0, or so strong that the energy is not convex.
    """
    if not 0 < strength < np.inf:
        raise ValueError(f"strength is {strength:g}; it must be a number above 0")
    energy = energy_of(network, task, hold=hold, bond=bond)
    free = settles(energy, start=start)
    seen = []
    for sign in (1, -1):
        nudge = Nudge(network.readout, task.targets, task.labelled, sign * strength)
        seen.append(_seen(energy, task, settles(energy.held(nudge), start=free)))
    labelled = int(task.labelled.sum())
    directions, inputs = (
        (towards - away) / (2 * strength * labelled) for towards, away in zip(*seen, strict=True)
    )
    return _with_readout(network, task, free, directions, inputs)


def exact_gradient(
    network: Network, task: Task, *, hold: float = 1.0, bond: AbstractBond | None = None
) -> Gradient:
    """Return the same gradient by implicit differentiation of the state of least energy."""
    energy = energy_of(network, task, hold=hold, bond=bond)
    states = rest(energy)
    nudge = Nudge(network.readout, task.targets, task.labelled, 1.0)
    labelled = int(task.labelled.sum())
    pushed = nudge.errors(states)[:, None] * network.readout[:-1] / labelled
    solved = scipy.sparse.linalg.spsolve(energy.hessian(states), pushed.ravel())
    back = np.asarray(solved).reshape(states.shape)
    i, j = task.graph.edges.T
    apart, drawn = states[i] - states[j], back[i] - back[j]
    weights = task.graph.weights[:, None]
    bends = energy.bond.curvature(energy.differences(states)) * weights
    slopes = energy.bond.slope(energy.differences(states)) * weights
    directions = -((bends * (drawn @ network.directions.T)).T @ apart + slopes.T @ drawn)
    return _with_readout(network, task, states, directions, back.T @ task.features)


def learn(
    network: Network,
    tasks: Sequence[Task],
    *,
    steps: int,
    rate: float = 0.1,
    inertia: float = 0.9,
    gradient: Callable[[Network, Task], Gradient] = contrast,
) -> tuple[Network, list[float]]:
    """Take steps down the mean gradient of some tasks, with inertia.

    Args:
        network: where to begin.
        tasks: labelled graphs.
        steps: how many.
        rate: the step size.
        inertia: what is kept of the step before, from 0 to below 1.
        gradient: what finds it, such as `contrast` or `exact_gradient`.

    Returns:
        The network, and the mean loss before each step.

    Raises:
        ValueError: when a number is out of range, or there is no task.
        FloatingPointError: when the learning diverged: a loss or the network is no longer finite,
            a loss is vast beside the first one and beside that of saying 0, or couplings have
            grown so strong that no state of rest is found; with the step and the rate.
    """
    _check(tasks, steps, rate, inertia)
    velocity, losses = Network(*(np.zeros_like(part) for part in network)), []
    silent = float(np.mean([np.mean(task.said() ** 2) / 2 for task in tasks]))
    for step in range(steps):
        found = _gradients(network, tasks, gradient, step, rate)
        losses.append(float(np.mean([it.loss for it in found])))
        if not losses[-1] <= VAST * max(losses[0], silent):
            raise _diverged(step, f"the loss is {losses[-1]:.1e}, at first {losses[0]:.1e}", rate)
        mean = (
            sum(parts) / len(tasks) for parts in zip(*(it.network for it in found), strict=True)
        )
        velocity = Network(*(inertia * v - rate * g for v, g in zip(velocity, mean, strict=True)))
        network = Network(*(part + v for part, v in zip(network, velocity, strict=True)))
        if not all(np.isfinite(part).all() for part in network):
            raise _diverged(step, "a weight is no longer finite", rate)
    return network, losses


def _check(tasks: Sequence[Task], steps: int, rate: float, inertia: float) -> None:
    if not tasks:
        raise ValueError("there is no task to learn; give at least one")
    if steps < 0:
        raise ValueError(f"steps is {steps}; it must be a whole number of at least 0")
    if not 0 <= rate < np.inf:
        raise ValueError(f"rate is {rate:g}; it must be a number of at least 0")
    if not 0 <= inertia < 1:
        raise ValueError(f"inertia is {inertia:g}; it must be at least 0 and below 1")


def _gradients(
    network: Network,
    tasks: Sequence[Task],
    gradient: Callable[[Network, Task], Gradient],
    step: int,
    rate: float,
) -> list[Gradient]:
    """The gradients of all tasks; after the first step one that is not found is a divergence."""
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is told below
            return [gradient(network, task) for task in tasks]
    except ArithmeticError as error:
        if step == 0:
            raise
        raise _diverged(step, str(error).partition(";")[0], rate) from error


def _diverged(step: int, what: str, rate: float) -> FloatingPointError:
    return FloatingPointError(
        f"the learning diverged in step {step + 1}: {what}; lower rate (now {rate:g})"
    )


def _seen(
    energy: GraphEnergy, task: Task, states: Float64[np.ndarray, "n d"]
) -> tuple[np.ndarray, np.ndarray]:
    """dE/dV, summed over edges, and dE/dB, summed over nodes."""
    i, j = task.graph.edges.T
    slopes = energy.bond.slope(energy.differences(states)) * task.graph.weights[:, None]
    return slopes.T @ (states[i] - states[j]), -(states.T @ task.features)


def _with_readout(
    network: Network, task: Task, free: np.ndarray, directions: np.ndarray, inputs: np.ndarray
) -> Gradient:
    """Add the readout's own gradient, and the loss, in the free state."""
    errors = Nudge(network.readout, task.targets, task.labelled, 1.0).errors(free)
    labelled = int(task.labelled.sum())
    readout = np.append(errors @ free, errors.sum()) / labelled
    return Gradient(Network(directions, inputs, readout), float(np.sum(errors**2) / (2 * labelled)))
