"""The same learner on fields that are not Gaussian and on their Gaussian twin."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy.stats import kurtosis

from basinet.analysis.receptive import centres, participation
from basinet.data import Raw
from basinet.data.non_gaussian import two_lengths, with_constant
from basinet.learners import AbstractLearner
from basinet.model import Model, begin, learn
from basinet.pairs.common import input_fields, untrained
from basinet.runs import accuracy

_BATCH = 16


@dataclass(frozen=True)
class Fields:
    """Two correlation lengths on a ring, to be told apart.

    Attributes:
        samples: to learn; a quarter as many more are held out.
        pixels: of the ring.
        lengths: correlation lengths of both classes, unlike each other.
        gain: how sharp the edges are.
        gaussian: whether they are the Gaussian twins.

    Raises:
        ValueError: when the lengths are the same, or there are fewer than 16 samples.
    """

    samples: int
    pixels: int = 40
    lengths: tuple[float, float] = (2.0, 8.0)
    gain: float = 3.0
    gaussian: bool = False

    def __post_init__(self) -> None:
        if self.lengths[0] == self.lengths[1]:
            raise ValueError(f"both lengths are {self.lengths[0]:g}; give two unlike ones")
        if self.samples < 16:
            raise ValueError(f"samples is {self.samples}; give at least 16")

    def drawn(self, samples: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return fields and which length each has."""
        shape = (samples, self.pixels, self.lengths, self.gain)
        return two_lengths(*shape, seed=seed, gaussian=self.gaussian)


@dataclass(frozen=True)
class Seen:
    """What became of a learner on such fields.

    Attributes:
        kurtosis: of the pixels; 3 for Gaussian ones.
        accuracy: on fields held out.
        before: inverse participation ratio of the input weights of each neuron at the start.
        after: after learning.
        places: around which pixel of the ring each neuron looks.
    """

    kurtosis: float
    accuracy: float
    before: Float[np.ndarray, " neurons"]
    after: Float[np.ndarray, " neurons"]
    places: Float[np.ndarray, " neurons"]


def learnt(
    learner: AbstractLearner[Any], fields: Fields, *, epochs: int, seed: int
) -> Iterator[Model]:
    """Yield the model of a learner after each epoch on fields with a constant input beside."""
    x, y = fields.drawn(fields.samples, seed)
    inputs = with_constant(x)
    new = begin(learner, Raw(), inputs, y, seed)
    yield from learn(new, inputs, y, epochs=epochs, batch_size=_BATCH)


def seen(model: Model, fields: Fields, seed: int) -> Seen:
    """Return what a model has become, on fields that are new to it.

    Args:
        model: one that has learnt such fields.
        fields: of which it has learnt some.
        seed: with which these were drawn.
    """
    x, y = fields.drawn(max(4, fields.samples // 4), seed + 1_000_003)
    before, after = (input_fields(each)[:, : fields.pixels] for each in (untrained(model), model))
    return Seen(
        float(kurtosis(x.ravel(), fisher=False)),
        accuracy(model, with_constant(x), y),
        participation(before),
        participation(after),
        centres(after),
    )


def twins(fields: Fields) -> tuple[Fields, Fields]:
    """Return the fields, and their Gaussian twins of equal covariance."""
    return replace(fields, gaussian=False), replace(fields, gaussian=True)
