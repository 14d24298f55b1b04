"""A stage while it runs: what is said to it at which tick decides its state, bit for bit.

Nothing here knows of clocks, people or networks.
"""

import hashlib
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from basinet.live.checks import Refused
from basinet.live.frames import PAUSED, encode
from basinet.live.stages.stage import Stage
from basinet.settings import describe, make
from basinet.worlds import AbstractWorld, Poke, beginning
from basinet.worlds.evolve import advance, lifted

_HANDS = 2**31 - 1
"""What the key of hands is folded with."""

_OPENING = 2**32 - 1
"""What the key of the first act of an opening is folded with: the number of no message."""


class Course:
    """The state of a stage, and what changes it.

    Attributes:
        stage: what is shown.
        seed: of everything random since the last beginning.
        clock: the ticks since the course was opened, whatever began anew meanwhile.
        pace: ticks in a second that are wished for.
        paused: whether none is.
        shown: the number of the picture that was taken last, None where there is none.
    """

    def __init__(self, stage: Stage, seed: int):
        self.stage, self.seed = stage, seed
        self.clock, self.accepted = 0, 0
        self.pace, self.paused = stage.pace, False
        self.world = stage.world
        self._begin()

    def _begin(self) -> None:
        self._ready = lifted(self.world)
        self._key = jax.random.key(self.seed)
        self.state = beginning(self.world, self._key)
        self.shown: int | None = None
        for number, said in enumerate(self.stage.opening):
            name, arguments = self.stage.action(said)
            self._act(name, arguments, jax.random.fold_in(self._hands(), _OPENING - number))

    def apply(self, kind: str, value: Any) -> None:
        """Do what a message says, as `basinet.live.messages.read` returned it.

        Raises:
            Refused: when the world cannot have such fields; nothing has changed then.
        """
        if kind == "set":
            self._set(value)
        elif kind == "poke":
            at = jnp.asarray(value["at"], jnp.float32)
            made = Poke(at, jnp.float32(value["radius"]), jnp.float32(value["strength"]))
            self.state = _poke(self._ready, self.state, made)
        elif kind == "act":
            name, arguments = value
            self._act(name, arguments, jax.random.fold_in(self._hands(), self.accepted))
        elif kind == "pace":
            self.pace = value
        elif kind == "pause":
            self.paused = value
        elif kind == "reset":
            self.seed = value
            self._begin()
        self.accepted += 1

    def _hands(self) -> Any:
        return jax.random.fold_in(jax.random.key(self.seed), _HANDS)

    def _act(self, name: str, arguments: dict[str, Any], key: Any) -> None:
        self.state = self.stage.acts[name].done(self._ready, self.state, key, **arguments)
        if name in ("sample", "draw"):
            self.shown = arguments.get("number")

    def _set(self, values: dict[str, Any]) -> None:
        try:
            self.world = make(self.world, values, self.stage.parts)
        except (ValueError, TypeError) as error:
            raise Refused(" ".join(str(error).split())[:300]) from error
        if self.stage.restarts(values):
            self._begin()
        else:
            self._ready = lifted(self.world)

    def advance(self, ticks: int) -> None:
        """Let the world go on."""
        if ticks:
            self.state = advance(self._ready, self.state, self._key, ticks)
            self.clock += ticks

    def advance_to(self, clock: int) -> None:
        """Let the world go on up to a tick that is not past."""
        while self.clock < clock:
            self.advance(min(clock - self.clock, 1_000_000))

    def warm(self) -> None:
        """Compile all that is needed before the first frame."""
        jax.block_until_ready(advance(self._ready, self.state, self._key, 0))
        self.frame()

    def look(self) -> tuple[dict[str, float], Any]:
        """Return what is seen of the state: observables in the world's order, and the picture."""
        seen, view = jax.device_get(_look(self._ready, self.state))
        return {name: float(seen[name]) for name in self.world.observables}, view

    def frame(self) -> bytes:
        """Return the frame of this moment."""
        return self.frame_and_scalars()[0]

    def frame_and_scalars(self) -> tuple[bytes, list[float]]:
        """Return the frame of this moment, and the observables in it."""
        seen, view = self.look()
        return encode(self.clock, seen, view, PAUSED if self.paused else 0), list(seen.values())

    def digest(self) -> str:
        """Return a checksum of the state."""
        found = hashlib.sha256()
        for leaf in jax.tree.leaves(jax.device_get(self.state)):
            found.update(np.ascontiguousarray(leaf).tobytes())
        return found.hexdigest()[:32]

    def fields(self) -> dict[str, Any]:
        """Return the fields that may be set, as plain values."""
        return describe(self.world, [control.field for control in self.stage.controls])


@eqx.filter_jit
def _look(world: AbstractWorld, state: Any) -> Any:
    return world.observe(state), world.view(state)


@eqx.filter_jit
def _poke(world: AbstractWorld, state: Any, poke: Poke) -> Any:
    return world.poke(state, poke)
