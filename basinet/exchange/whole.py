"""A steered network in whole numbers, whose every sum is exact.

Fields are counted in units of 2^-unit, couplings are 16-bit numbers of these, and input weights and
encoded inputs are such that their products are, too. No sum, in whatever order, exceeds 2^24 units:
so it is exact in float32, in the library's own kernels, as it is among a browser's numbers.
"""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from basinet.core import Outcome, Synchronous
from basinet.data import Binarise, Raw, Rescale, Standardise
from basinet.learners import Steered
from basinet.learners.steered import ByError, ByLabel
from basinet.learners.steered.protocol import class_goal
from basinet.model import Model

MOST = 2.0**24 - 1
"""Units up to which float32 tells all whole numbers apart."""

SHORT = 2.0**15 - 1
"""The largest number of 16 bits."""

INPUTS = 255
"""Up to which encoded inputs are counted."""


@dataclass(frozen=True, eq=False)
class WholeNetwork:
    """A network of n neurons in whole numbers.

    Attributes:
        unit: fields are multiples of 2^-unit.
        fine: encoded inputs are multiples of 2^-fine, input weights of 2^(fine - unit).
        slope, offset: a feature f becomes floor(slope f + offset + 1/2), each `[features]`; where a
            `cut` is given, an encoded input is +-2^fine instead, by whether f is above it.
        cut: `[features]`, or None.
        limit: the largest encoded input.
        weights: of the inputs, `[features, n]`.
        couplings: `[source, target]`, None where no neuron hears of another.
        own: self-couplings, `[n]`.
        thresholds: `[n]`.
        levels: of the common field, at which a neuron counts as up once more, increasing; none
            where its spin is counted.
        step, base: the count is base + step times the number of levels; 1 and 0 for spins.
        readout: `[n, classes]`.
        readout_thresholds: `[classes]`.
        feedback: the field that steers towards each class, `[classes, n]`.
        sweeps: the most sweeps of an answer.
    """

    unit: int
    fine: int
    slope: Float[np.ndarray, " features"]
    offset: Float[np.ndarray, " features"]
    cut: Float[np.ndarray, " features"] | None
    limit: int
    weights: Int[np.ndarray, "features n"]
    couplings: Int[np.ndarray, "n n"] | None
    own: Int[np.ndarray, " n"]
    thresholds: Int[np.ndarray, " n"]
    levels: Int[np.ndarray, " levels"]
    step: int
    base: int
    readout: Int[np.ndarray, "n classes"]
    readout_thresholds: Int[np.ndarray, " classes"]
    feedback: Int[np.ndarray, "classes n"]
    sweeps: int

    def encode(self, x: np.ndarray) -> Int[np.ndarray, "samples features"]:
        """Return features as the whole numbers that the network receives."""
        if self.cut is not None:
            return np.where(x > self.cut, 1, -1) << self.fine
        encoded = np.floor(x.astype(np.float64) * self.slope + self.offset + 0.5)
        return np.clip(encoded, -self.limit, self.limit).astype(np.int64)

    def relax(
        self, x: Int[np.ndarray, "samples features"]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return spins `[samples, n]`, sweeps and outcomes of encoded inputs, from silence."""
        external = x @ self.weights.astype(np.int64) + self.thresholds
        spins = np.zeros(external.shape, np.int64)
        earlier = before = spins
        sweeps, settled = np.zeros(len(x), np.int64), np.zeros(len(x), bool)
        for sweep in range(self.sweeps + 1):
            full = self._from_others(spins) + self.own * spins + external
            after = np.where(full == 0, spins, np.sign(full))
            settled = np.all((after == spins) & (spins != 0), axis=1)
            if settled.all() or sweep == self.sweeps:
                break
            earlier, before, spins = before, spins, after
            sweeps = np.where(settled, sweeps, sweep + 1)
        cycles = np.all(spins == earlier, axis=1) & (sweeps >= 2)
        outcome = np.where(cycles, Outcome.CYCLE.value, Outcome.OUT_OF_TIME.value)
        return spins, sweeps, np.where(settled, Outcome.FIXED_POINT.value, outcome)

    def scores(
        self, x: Int[np.ndarray, "samples features"], spins: Int[np.ndarray, "samples n"]
    ) -> Int[np.ndarray, "samples classes"]:
        """Return the evidence for each class at these spins."""
        counts = spins
        if len(self.levels):
            field = self._from_others(spins) + x @ self.weights.astype(np.int64) + self.thresholds
            up = np.searchsorted(self.levels, field, side="right")
            counts = self.base + self.step * up
        return counts @ self.readout.astype(np.int64) + self.readout_thresholds

    def _from_others(self, spins: Int[np.ndarray, "samples n"]) -> Int[np.ndarray, "samples n"]:
        if self.couplings is None:
            return np.zeros_like(spins)
        return spins @ self.couplings.astype(np.int64)


def quantise(model: Model) -> WholeNetwork:
    """Return a trained steered network in whole numbers.

    Raises:
        TypeError: when the learner is not `Steered`, or a part of it or the encoder has no form in
            whole numbers; it is named.
    """
    learner = steered(model)
    state = model.epoch.state
    slope, offset, cut = _encoding(model)
    couplings = _matrix(state.network.couplings, sum(learner.layers))
    weights = np.asarray(state.inputs(jnp.eye(model.features)), np.float64)
    n = weights.shape[1]
    own = np.broadcast_to(np.asarray(state.network.self_coupling, np.float64), n)
    within, outside = np.zeros(n), np.zeros(len(model.classes))
    if state.thresholds is not None:
        within, outside = (np.asarray(part, np.float64) for part in state.thresholds)
    largest = _largest_input(slope, offset, cut)
    fine = int(np.floor(np.log2(INPUTS / largest)))
    limit = int(np.floor(largest * 2.0**fine + 0.5))
    most = limit / 2.0**fine
    bound = (np.abs(couplings).sum(0) + own + most * np.abs(weights).sum(0) + np.abs(within)).max()
    # Rounding may move each number by half of its unit.
    unit = min(
        _exponent(MOST / 1.02, bound),
        _exponent(SHORT, np.abs(couplings).max()),
        fine + _exponent(SHORT, np.abs(weights).max()),
    )
    readout = np.asarray(state.readout(jnp.eye(n)), np.float64)
    scale, levels, step, base = counting(learner)
    coarse = _exponent(SHORT, np.abs(readout).max())
    feedback = _steering(learner, model)
    return WholeNetwork(
        unit,
        fine,
        slope * 2.0**fine,
        offset * 2.0**fine,
        cut,
        limit,
        _whole(weights, unit - fine),
        _whole(couplings, unit) if couplings.any() else None,
        _whole(own, unit),
        _whole(within, unit),
        np.ceil(levels * 2.0**unit).astype(np.int64),
        step,
        base,
        _whole(readout, coarse),
        _whole(outside / scale, coarse),
        _whole(feedback, unit),
        learner.sweeps,
    )


def steered(model: Model) -> Steered:
    """Return the learner of a model that can leave the library.

    Raises:
        TypeError: when it is not `Steered` with synchronous sweeps, one way of teaching that is
            known, and layers that reach one another in both directions.
    """
    learner = model.learner
    if not isinstance(learner, Steered):
        raise TypeError(
            f"no export knows {type(learner).__name__}; what is exported is a network of Steered,"
            " such as basinet train error-steered makes"
        )
    for name, kinds in (("dynamics", (Synchronous,)), ("teaching", (ByLabel, ByError))):
        part = getattr(learner, name)
        if not isinstance(part, kinds):
            known = " or ".join(f"{name}={kind.__name__}()" for kind in kinds)
            raise TypeError(f"no export knows {type(part).__name__}; train with {known}")
    if model.epoch.state.stack is not None:
        raise TypeError(
            "no export knows layers that reach one another in one direction; train without"
            " between=Upward()"
        )
    return learner


def _encoding(model: Model) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """The slope and the offset of every feature; or where it is cut."""
    ones, measured = np.ones(model.features), model.measured
    if isinstance(model.encoder, Binarise):
        return ones, 0 * ones, model.encoder.threshold * ones
    if isinstance(model.encoder, Raw) or measured.get("spins", False):
        return ones, 0 * ones, None
    if isinstance(model.encoder, Standardise | Rescale):
        deviation = measured["deviation"] * ones
        slope = np.divide(1.0, deviation, out=np.zeros_like(ones), where=deviation > 0)
        return slope, -measured["mean"] * slope, None
    raise TypeError(
        f"a page cannot encode with {type(model.encoder).__name__}, which mixes features; train"
        " with --encoder standardise, rescale, raw or binarise"
    )


def _largest_input(slope: np.ndarray, offset: np.ndarray, cut: np.ndarray | None) -> float:
    """Up to which encoded inputs are told apart: 1 for spins, else a few deviations."""
    return 1.0 if cut is not None or (np.all(slope == 1) and not offset.any()) else 4.0


def _matrix(couplings, n: int) -> np.ndarray:
    """The couplings as [source, target]."""
    return np.asarray(couplings.rows(jnp.arange(n)), np.float64)


def counting(learner: Steered) -> tuple[float, np.ndarray, int, int]:
    """The scale of a count, the fields at which it grows, and its step and base before scaling."""
    if not isinstance(learner.teaching, ByError):
        return 1.0, np.zeros(0), 1, 0
    activity = learner.teaching.activity
    steps = activity.steps()
    if steps is None:
        return 1.0, np.zeros(0), 1, 0
    levels = np.sort(-np.asarray(activity.levels(), np.float64))
    if steps.base == 0:
        return float(steps.height), levels, 1, 0
    return float(steps.height) / 2, levels, 2, -len(levels)


def _steering(learner: Steered, model: Model) -> np.ndarray:
    """The field that steers towards each class, `[classes, n]`."""
    state, classes = model.epoch.state, len(model.classes)
    if isinstance(learner.teaching, ByLabel):
        goal = class_goal(jnp.arange(classes), classes)
        return np.asarray(state.feedback(goal.weigh(goal.clamped)), np.float64)
    push = np.asarray(state.feedback(jnp.eye(classes) - 1 / classes), np.float64)
    return push * learner.margin / max(np.abs(push).max(), 1e-30)


def _exponent(most: float, largest: float) -> int:
    """The finest power of two of which a number of units up to `most` makes the largest."""
    return int(np.floor(np.log2(most / max(float(largest), 2.0**-20))))


def _whole(values: np.ndarray, exponent: int) -> np.ndarray:
    return np.floor(values * 2.0**exponent + 0.5).astype(np.int64)
