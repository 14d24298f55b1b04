"""What is timed side by side: the steered network, its dense reference, and backpropagation."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from basinet.bench.dense import DenseSteered
from basinet.bench.result import Skipped
from basinet.bench.task import CLASSES, FEATURES
from basinet.core.recipes import FanIn
from basinet.learners import AbstractLearner, Contrastive, Linear, Silence
from basinet.learners.steered import Layers, Steered
from basinet.settings import learner as find
from basinet.yardsticks import Backpropagation, Binary, Rectified

FAN_IN = 100
"""Synapses of a neuron in the sparse network: with the inputs, as many weights as an MLP has."""


NOISE = Silence(0.1)
"""On the inputs of all that learn along an error."""


@dataclass(frozen=True)
class Contestant:
    """A learner of a given width under the name that it has in results.

    Attributes:
        name: a short name.
        label: what it is, for people.
        learner: the learner with its settings.
        weights: number of weights that it learns.
    """

    name: str
    label: str
    learner: AbstractLearner
    weights: int


def steered(hidden: int) -> Contestant:
    """Return the steered network with its reference settings and couplings between all pairs."""
    weights = hidden * (hidden - 1) + (FEATURES + CLASSES) * hidden
    return Contestant("steered", "steered network", Steered(hidden=hidden), weights)


def dense(hidden: int) -> Contestant:
    """Return the same network, learning by full products."""
    learner = DenseSteered(Steered(hidden=hidden))
    return Contestant("dense", "dense reference", learner, steered(hidden).weights)


def sparse(hidden: int) -> Contestant:
    """Return a steered network in which each neuron has `FAN_IN` plastic synapses, or all."""
    fan_in = min(FAN_IN, hidden - 1)
    learner = Steered(hidden=hidden, wiring=Layers(within=FanIn(fan_in)))
    weights = (fan_in + FEATURES + CLASSES) * hidden
    return Contestant("sparse", f"steered network, fan-in {fan_in}", learner, weights)


def error_steered(hidden: int) -> Contestant:
    """Return the network that the error steers, with its reference settings for spins."""
    learner = find("error-steered", hidden=hidden, **{"teaching.noise": NOISE})
    weights = (FEATURES + 2 * CLASSES + 1) * hidden + CLASSES
    return Contestant("error-steered", "error-steered network", learner, weights)


def contrastive(hidden: int) -> Contestant:
    """Return the network that learns by the difference of two states of rest."""
    learner = Contrastive(hidden=hidden, noise=NOISE)
    weights = (FEATURES + CLASSES + 1) * hidden + CLASSES
    return Contestant("contrastive", "contrastive network", learner, weights)


def backpropagation(hidden: int) -> Iterator[Contestant]:
    """Yield networks of the same width trained by backpropagation; none without optax.

    They have the same noise and falling step sizes as the network that the error steers.
    """
    if lacking() is None:
        weights = (FEATURES + CLASSES + 1) * hidden + CLASSES
        for name, label, units in (
            ("mlp-relu", "MLP, ReLU units", Rectified()),
            ("mlp-binary", "MLP, binary units", Binary()),
        ):
            learner = Backpropagation(hidden=hidden, units=units, noise=NOISE, schedule=Linear())
            yield Contestant(name, label, learner, weights)


def lacking() -> Skipped | None:
    """Return what is left out because a package is missing."""
    if find_spec("optax") is not None:
        return None
    reason = 'left out: it needs optax, which is missing: pip install "basinet[bench]"'
    return Skipped("backpropagation", reason)
