"""The learning step as one would first write it: a full product for every sweep.

`DenseSteered` learns what `Steered` learns, with four matrices and nothing clever: all sweeps are
made, each with one product of the states and all couplings, whether a neuron flipped or not, and
every synapse is visited in the update. It is what the fast step is measured against, and what it
is tested against.
"""

from typing import ClassVar, NamedTuple, Self

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import PRECISION, Field, Key, Labels, Spins
from basinet.core import Perceptron, StepOff, Synchronous, align
from basinet.core.recipes import AllToAll
from basinet.learners import AbstractLearner, Constant, Problem
from basinet.learners._base import Info
from basinet.learners._quantities import Quantity
from basinet.learners._tags import Tags
from basinet.learners.steered import (
    ByLabel,
    FreeState,
    InputClamped,
    NoThresholds,
    Steered,
    Wiring,
)
from basinet.learners.steered.protocol import balanced, balanced_targets


class Matrices(NamedTuple):
    """All synapses of a network with one layer, from source (row) to target (column).

    Attributes:
        recurrent: J, zero on the diagonal.
        inputs: W_in.
        feedback: W_back, fixed.
        readout: W_out.
    """

    recurrent: Float[Array, "n n"]
    inputs: Float[Array, "features n"]
    feedback: Float[Array, "classes n"]
    readout: Float[Array, "n classes"]

    @classmethod
    def of(cls, wiring: Wiring) -> Self:
        """Return the synapses of a wiring, however it stores them."""
        groups = wiring.network.couplings, wiring.inputs, wiring.feedback, wiring.readout
        return cls(*(group.rows(jnp.arange(sum(group.sources))) for group in groups))  # pyright: ignore[reportAttributeAccessIssue]


class DenseSteered(AbstractLearner[Matrices]):
    """`Steered` with one all-to-all layer, by full products and without an early stop.

    From the same weights a step gives those of `Steered.step` up to rounding, as long as no field
    is so close to zero, and no stability so close to the margin, that rounding decides.

    Attributes:
        settings: the hyper-parameters.

    Raises:
        ValueError: when they describe more than one layer, sparse or symmetric couplings, another
            update rule than the synchronous one, or another protocol than the reference.
    """

    tags: ClassVar[Tags] = Steered.tags
    shown: ClassVar[tuple[Quantity, ...]] = ()

    settings: Steered = Steered()

    def __check_init__(self):
        it, how = self.settings, self.settings.teaching
        plain = (
            len(it.layers) == 1,
            isinstance(it.wiring.within, AllToAll),
            isinstance(it.dynamics, Synchronous),
            isinstance(how, ByLabel)
            and isinstance(how.consolidate, FreeState)
            and isinstance(how.free_phase, InputClamped)
            and isinstance(how.release, StepOff)
            and how.release.at == 0
            and isinstance(how.thresholds, NoThresholds)
            and isinstance(how.schedule, Constant),
        )
        if not all(plain):
            raise ValueError(
                "the dense reference has one layer, all-to-all couplings, synchronous sweeps and"
                f" the protocol of Steered(); the settings are {it}"
            )

    def init(self, problem: Problem, key: Key) -> Matrices:
        """Return the random synapses of `Steered` with this key."""
        return Matrices.of(self.settings.init(problem, key))

    def step(
        self, state: Matrices, x: Float[Array, "batch features"], y: Labels, key: Key
    ) -> tuple[Matrices, Info]:
        """Return the synapses after one learning step, and the fraction of unstable neurons."""
        del key
        it, how, classes = self.settings, self._teaching(), state.readout.shape[1]
        sustained = _product(x, state.inputs)
        label = 2.0 * jax.nn.one_hot(y, classes) - 1.0
        steering = sustained + _product(balanced(label), state.feedback)

        # Of a silent network the guess is nothing, and its feedback is zero: the first of the
        # T - 1 steered sweeps has no feedback yet, as the warm-up sweep before it.
        spins = recurrent = jnp.zeros_like(sustained)
        spins, recurrent = self._sweeps(state, spins, recurrent, sustained, 2)
        spins, recurrent = self._sweeps(state, spins, recurrent, steering, it.sweeps - 2)
        spins, recurrent = self._sweeps(state, spins, recurrent, sustained, it.sweeps)

        field = recurrent + sustained
        drive = how.rule.drive(spins, field, how.margin)
        targets = balanced_targets(y, classes)
        read = _product(spins, state.readout)
        readout_drive = Perceptron().drive(targets, read, how.readout_margin)
        learnt = Matrices(
            _learnt(state.recurrent, spins, drive, it.rate, it.decay)
            * (1.0 - jnp.eye(spins.shape[1])),
            _learnt(state.inputs, x, drive, it.input_rate * it.input_gain, 0.0),
            state.feedback,
            _learnt(state.readout, spins, readout_drive, it.readout_rate, it.decay),
        )
        return learnt, {"unstable": jnp.mean((spins * field <= how.margin).astype(float))}

    def scores(
        self, state: Matrices, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return the readout field after T sweeps from silence with the input alone."""
        del key
        sustained = _product(x, state.inputs)
        silence = jnp.zeros_like(sustained)
        spins, _ = self._sweeps(state, silence, silence, sustained, self.settings.sweeps)
        return _product(spins, state.readout)

    def _teaching(self) -> ByLabel:
        assert isinstance(self.settings.teaching, ByLabel)  # as was checked
        return self.settings.teaching

    def _sweeps(
        self, state: Matrices, spins: Spins, recurrent: Field, external: Field, count: int
    ) -> tuple[Spins, Field]:
        """Return the spins, and the field from the others, after so many synchronous sweeps."""
        own = jnp.asarray(self.settings.self_coupling)

        def sweep(_: Array, now: tuple[Spins, Field]) -> tuple[Spins, Field]:
            spins, recurrent = now
            field = recurrent + own * spins + external
            spins = align(field, spins)
            return spins, _product(spins, state.recurrent)

        return jax.lax.fori_loop(0, count, sweep, (spins, recurrent))


def _product(
    spins: Float[Array, "batch source"], weights: Float[Array, "source target"]
) -> Float[Array, "batch target"]:
    return jnp.matmul(spins, weights, precision=PRECISION)


def _learnt(
    weights: Float[Array, "source target"],
    pre: Float[Array, "batch source"],
    post: Float[Array, "batch target"],
    rate: Float[Array, ""] | float,
    decay: Float[Array, ""] | float,
) -> Float[Array, "source target"]:
    """Return w (1 - decay rate / sqrt(K)) + rate / sqrt(K B) sum_batch post_i pre_j.

    K is the number of sources, B that of the patterns.
    """
    step = rate / weights.shape[0] ** 0.5
    change = _product(pre.T, post)
    return weights * (1 - step * decay) + step / pre.shape[0] ** 0.5 * change
