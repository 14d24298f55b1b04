"""Contrastive learners that `benchmarks/contrastive.py` measures: references and variants."""

from dataclasses import replace

from basinet.learners import AbstractLearner, Silence
from basinet.learners.contrastive import (
    BlockPhases,
    ClampedOutputs,
    ContinuousPhases,
    Contrastive,
    CrossEntropy,
    HardTanh,
    Inertia,
    InPlacePhases,
    LearntWeights,
    NegativeNudge,
    Plain,
    PositiveNudge,
    RandomNudge,
    RandomPhases,
    Rectified,
    Sigmoid,
    SymmetricNudge,
)

DIGITS = Contrastive(hidden=128, rate=2e-3)
"""The reference on the digits."""

MNIST = Contrastive(units=Rectified(), rate=5e-4, noise=Silence(0.2))
"""The reference on MNIST, 500 hidden units."""

PLAIN = replace(DIGITS, descent=Plain(), rate=(0.01, 0.005), nudging=PositiveNudge())
"""Steps in proportion to what is seen, for phases that store nothing; for pixels from 0 to 1."""

VARIANTS: dict[str, AbstractLearner] = {
    "reference: symmetric nudge, stored, Adam": DIGITS,
    "positive nudge": replace(DIGITS, nudging=PositiveNudge()),
    "negative nudge": replace(DIGITS, nudging=NegativeNudge()),
    "nudge of random sign": replace(DIGITS, nudging=RandomNudge()),
    "clamped outputs (CHL)": replace(DIGITS, nudging=ClampedOutputs()),
    "cross-entropy of the outputs": replace(DIGITS, cost=CrossEntropy()),
    "learnt backward weights": replace(DIGITS, backward=LearntWeights()),
    "units from -1 to 1": replace(DIGITS, units=HardTanh(), bias=0.0),
    "rectified units": replace(DIGITS, units=Rectified()),
    "smooth sigmoid": replace(DIGITS, units=Sigmoid(), bias=0.0),
    "two hidden layers": replace(DIGITS, hidden=(128, 64)),
    "inertia": replace(PLAIN, descent=Inertia(0.9), rate=(0.01, 0.005)),
    "plain steps, five times as large": replace(PLAIN, rate=(0.05, 0.025)),
    "plain steps": PLAIN,
    "the same, in place": replace(PLAIN, phases=InPlacePhases()),
    "the same, in place, symmetric nudge": replace(
        PLAIN, phases=InPlacePhases(), nudging=SymmetricNudge()
    ),
    "the same, continuous in time": replace(PLAIN, phases=ContinuousPhases()),
    "the same, blocks of 3": replace(PLAIN, phases=BlockPhases(3)),
    "the same, random phases": replace(PLAIN, phases=RandomPhases()),
}
"""One part at a time in the place of the reference's, on the digits."""

PLAIN_MNIST = replace(PLAIN, hidden=500)

ON_MNIST: dict[str, AbstractLearner] = {
    "reference: rectified, symmetric nudge, stored, Adam": MNIST,
    "positive nudge": replace(MNIST, nudging=PositiveNudge()),
    "nudge of random sign": replace(MNIST, nudging=RandomNudge()),
    "clamped outputs (CHL)": replace(MNIST, nudging=ClampedOutputs()),
    "cross-entropy of the outputs": replace(MNIST, cost=CrossEntropy()),
    "learnt backward weights": replace(MNIST, backward=LearntWeights()),
    "plain steps": PLAIN_MNIST,
    "the same, in place": replace(PLAIN_MNIST, phases=InPlacePhases()),
    "the same, continuous in time": replace(PLAIN_MNIST, phases=ContinuousPhases()),
    "the same, blocks of 3": replace(PLAIN_MNIST, phases=BlockPhases(3)),
    "the same, random phases": replace(PLAIN_MNIST, phases=RandomPhases()),
    "random phases, a fifth of the step": replace(
        PLAIN_MNIST, phases=RandomPhases(), rate=(0.002, 0.001)
    ),
    "stored, a fifth of the step": replace(PLAIN_MNIST, rate=(0.002, 0.001)),
    "random phases, a fiftieth of the step": replace(
        PLAIN_MNIST, phases=RandomPhases(), rate=(2e-4, 1e-4)
    ),
    "stored, a fiftieth of the step": replace(PLAIN_MNIST, rate=(2e-4, 1e-4)),
}
"""The same with 500 hidden units on MNIST."""

SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
RATES = (0.002, 0.01, 0.05)
"""Of random phases: probability of a nudged one, and the step of the first layer."""
