"""A trained steered network as a world: every neuron is an agent, every sweep a tick.

The field of neuron i is g (J s)_i + J_D s_i + d (W_in x)_i + f (W_back phi(c))_i, the last only
while class c is held: what steers the network when it learns, under a hand. All is computed anew
in each tick, so that a state that is called a fixed point is one.
"""

import math
from typing import Any, ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Key
from basinet.core import AbstractDynamics, Configuration, Network, Synchronous, align
from basinet.learners import Steered
from basinet.learners._limits import check_part, in_range, number
from basinet.learners.steered.protocol import class_goal
from basinet.worlds._base import AbstractWorld, Cells, Poke, Seen
from basinet.worlds.returning import Watch, comes_back_after, nothing_seen, watched

_NOBODY = -1


class Present(eqx.Module):
    """A network at a moment.

    Attributes:
        spins: -1 or +1, 0 before the first tick, `[n]`.
        before: the spins a tick ago.
        watch: whether the spins come back.
        inputs: what the network receives of a picture, encoded.
        picture: the picture as it is shown, from -1 to 1.
        held: the class towards which it is steered, -1 for none.
        time: the ticks so far.
    """

    spins: Float[Array, " n"]
    before: Float[Array, " n"]
    watch: Watch
    inputs: Float[Array, " inputs"]
    picture: Float[Array, " features"]
    held: Int[Array, ""]
    time: Int[Array, ""]


class Settling(AbstractWorld[Present]):
    """A steered network that a hand may steer; made of a trained model by `settling`.

    A poke turns over the spins of the neurons within its radius, where its strength is not 0; they
    stand in a square from -1 to 1.

    Attributes:
        learner: the settings of the network.
        wiring: its synapses.
        means: the mean state of each class at rest, `[classes, n]`; zeros where nobody knows.
        columns: pixels in a row of a picture.
        self_coupling: J_D >= 0, of all neurons.
        gain: g >= 0, of the couplings.
        drive: d >= 0, of the input.
        steering: f >= 0, of the class that is held.
        dynamics: the update rule.

    Raises:
        ValueError: when a field is out of range.
    """

    learner: Steered
    wiring: Any
    means: Float[Array, "classes n"]
    features: int = eqx.field(static=True)
    columns: int = eqx.field(static=True)
    self_coupling: float = number(0.5)
    gain: float = number(1.0)
    drive: float = number(1.0)
    steering: float = number(4.0)
    dynamics: AbstractDynamics = Synchronous()

    observables: ClassVar[dict[str, str]] = {
        "unstable": "share of the neurons that disagree with their field",
        "flipped": "share of the neurons that changed in the last sweep",
        "overlap": "with the mean state of the class that is nearest, 1 where it is that state",
        "period": "1 at a fixed point, p in a cycle of p sweeps, 0 while nobody knows",
    }

    def __check_init__(self) -> None:
        in_range(self, 0.0, 1e3, "self_coupling", "gain", "drive", "steering")
        check_part(
            self.dynamics, AbstractDynamics, "dynamics", "an update rule such as Synchronous()"
        )

    def init(self, key: Key) -> Present:
        """Return silence, before an empty picture."""
        del key
        n, zero = self.means.shape[1], jnp.zeros((), jnp.int32)
        silent = jnp.zeros(n)
        inputs = jnp.zeros(self.wiring.inputs.sources[0])
        return Present(
            spins=silent,
            before=silent,
            watch=nothing_seen(silent, self._numbers(zero)),
            inputs=inputs,
            picture=-jnp.ones(self.features),
            held=jnp.full((), _NOBODY, jnp.int32),
            time=zero,
        )

    def step(self, state: Present, key: Key) -> Present:
        """Return the network after one sweep."""
        network, external = self._network(), self._external(state)[None]
        now = network.place(state.spins[None])
        after = self.dynamics.sweep(network, external, now, key).spins[0]
        watch = watched(state.watch, after, self._numbers(state.held))
        return eqx.tree_at(
            lambda s: (s.spins, s.before, s.watch, s.time),
            state,
            (after, state.spins, watch, state.time + 1),
        )

    def observe(self, state: Present) -> Seen:
        """Return how many neurons disagree and changed, the nearest class, and the period."""
        unstable = jnp.mean(self._unstable(state).astype(jnp.float32))
        flipped = jnp.mean((state.spins != state.before).astype(jnp.float32))
        comes_back = comes_back_after(state.watch, self._numbers(state.held))
        period = jnp.where(unstable == 0, 1, jnp.where(comes_back > 1, comes_back, 0))
        return {
            "unstable": unstable,
            "flipped": flipped,
            "overlap": jnp.max(self.overlaps(state)),
            "period": period.astype(jnp.float32),
        }

    def view(self, state: Present) -> Cells:
        """Return the neurons, the picture, and for each class its evidence and its overlap."""
        bars = jnp.stack([self.evidence(state), self.overlaps(state)])
        columns = math.ceil(math.sqrt(state.spins.shape[0]))
        marked = self._unstable(state)
        return Cells(state.spins, marked, state.picture, bars, columns, self.columns)

    def poke(self, state: Present, poke: Poke) -> Present:
        """Return the network in which the neurons within reach were turned over."""
        n = state.spins.shape[0]
        side = math.ceil(math.sqrt(n))
        column, row = jnp.arange(n) % side, jnp.arange(n) // side
        places = 2 * (jnp.stack([column, row], axis=1) + 0.5) / side - 1
        near = jnp.linalg.norm(places - poke.at, axis=1) <= poke.radius
        return self.turned(state, near & (poke.strength != 0))

    def expected(self) -> dict[str, float]:
        """Return nothing."""
        return {}

    def flip(self, state: Present, share: Float[Array, ""] | float, key: Key) -> Present:
        """Return the network in which a share of the neurons, drawn at random, was turned over."""
        return self.turned(state, jax.random.uniform(key, state.spins.shape) < share)

    def turned(self, state: Present, which: Array) -> Present:
        """Return the network in which some neurons were turned over."""
        return disturbed(state, jnp.where(which, -state.spins, state.spins))

    def silence(self, state: Present) -> Present:
        """Return the network before its first sweep, with the same picture."""
        return disturbed(state, jnp.zeros_like(state.spins))

    def hold(self, state: Present, which: Int[Array, ""] | int) -> Present:
        """Return the network that is steered towards a class, or with -1 released."""
        return eqx.tree_at(lambda s: s.held, state, jnp.asarray(which, jnp.int32))

    def show(
        self, state: Present, inputs: Float[Array, " inputs"], picture: Float[Array, " features"]
    ) -> Present:
        """Return the network before another picture."""
        there = lambda s: (s.inputs, s.picture)  # noqa: E731
        return disturbed(eqx.tree_at(there, state, (inputs, picture)), state.spins)

    def evidence(self, state: Present) -> Float[Array, " classes"]:
        """Return what the readout says of each class."""
        # What the readout counts is that of the network as it was trained, under the input alone.
        network, sensed = self._network(), self._sensed(state)[None]
        field = network.couplings(state.spins[None]) + sensed
        return self.wiring.read(self.learner.teaching.count(state.spins[None], field))[0]

    def overlaps(self, state: Present) -> Float[Array, " classes"]:
        """Return the cosine of the state with the mean state of each class."""
        lengths = jnp.linalg.norm(self.means, axis=1) * jnp.linalg.norm(state.spins)
        return self.means @ state.spins / jnp.maximum(lengths, 1e-6)

    def _network(self) -> Network:
        def scaled(leaf: Any) -> Any:
            return self.gain * leaf if eqx.is_inexact_array(leaf) else leaf

        couplings = jax.tree.map(scaled, self.wiring.network.couplings)
        return Network(couplings, jnp.asarray(self.self_coupling, jnp.float32))

    def _sensed(self, state: Present) -> Float[Array, " n"]:
        return self.drive * self.learner.external(self.wiring, state.inputs[None])[0]

    def _external(self, state: Present) -> Float[Array, " n"]:
        goal = class_goal(jnp.maximum(state.held, 0)[None], self.means.shape[0])
        push = self.wiring.feedback(goal.weigh(goal.clamped))[0]
        return self._sensed(state) + jnp.where(state.held >= 0, self.steering, 0.0) * push

    def _unstable(self, state: Present) -> Array:
        network = self._network()
        now = Configuration(state.spins[None], network.couplings(state.spins[None]))
        aligned = align(network.field(now, self._external(state)[None]), now.spins)[0]
        return (aligned != state.spins) | (state.spins == 0)

    def _numbers(self, held: Int[Array, ""]) -> Float[Array, " numbers"]:
        """What a return depends on beside the picture; NaN, which equals nothing, under chance."""
        rule = 0.0 if self.dynamics.is_deterministic() else jnp.nan
        told = (self.self_coupling, self.gain, self.drive, self.steering, rule, held)
        return jnp.stack([jnp.asarray(number, jnp.float32) for number in told])


def disturbed(state: Present, spins: Float[Array, " n"]) -> Present:
    """Return a state with other spins; whether they come back is looked for from now on."""
    watch = nothing_seen(spins, state.watch.under)
    return eqx.tree_at(lambda s: (s.spins, s.watch), state, (spins, watch))
