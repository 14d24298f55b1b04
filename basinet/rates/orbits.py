"""Numbers told as orbits: each feature starts a damped, coupled oscillator and is seen moving.

After "dynamical alignment" (arXiv 2508.10064): whether orbits contract or expand decides how many
spikes a network of spiking units sends. Here they are made for every row alone; the paper divides
by the largest value of a batch, so that its rows depend on their company.
"""

from typing import NamedTuple

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import Field
from basinet.core import Dense
from basinet.rates.checks import check_whole, number
from basinet.rates.circuit import Circuit
from basinet.rates.flow import AbstractFlow
from basinet.rates.forcing import Constant
from basinet.rates.recording import record
from basinet.rates.steppers import RungeKutta4
from basinet.rates.stepping import Ending

_DT = 0.01
_ROWS = 1024
"""Rows that are encoded together, so that memory beyond the result does not grow with them."""


class Places(NamedTuple):
    """Where oscillators are, `[batch, units]` each."""

    x: Float[Array, "batch units"]
    y: Float[Array, "batch units"]
    z: Float[Array, "batch units"]


class Orbits(AbstractFlow):
    """Oscillators of three variables whose volumes shrink at the same rate everywhere.

    x' = y,  y' = -2 x - x^3 / 10 - d y + z / 10 + field,  z' = -x - d z + x y / 10.

    The divergence is -2 d in every place, so the three Lyapunov exponents add up to it.

    Attributes:
        units: number of them.
        damping: d: above 0 volumes shrink, below they grow.
    """

    units: int = eqx.field(static=True)
    damping: float | Float[Array, ""] = 1.0

    def rest(self, batch: int) -> Places:
        """Return zeros."""
        nothing = jnp.zeros((batch, self.units))
        return Places(nothing, nothing, nothing)

    def emit(self, state: Places) -> Float[Array, "batch units"]:
        """Return x."""
        return state.x

    def velocity(self, state: Places, field: Field) -> Places:
        """Return the three derivatives."""
        x, y, z = state
        return Places(
            y,
            -2 * x - 0.1 * x**3 - self.damping * y + 0.1 * z + field,
            -x - self.damping * z + 0.1 * x * y,
        )


class OrbitEncoder(eqx.Module):
    """Rows of numbers as short series: what `ReservoirClassifier` and recurrent networks hear.

    A feature v starts at (v, v / 5, -v) and is seen `frames` times, at equal distances up to
    `time`, by Runge-Kutta steps of 0.01.

    Attributes:
        damping: d of `Orbits`; the paper goes from -1.5 (expanding) to 10.
        frames: how often each orbit is seen, at least 1.
        time: how long it is followed, above 0; each frame ends on a whole step.

    Raises:
        ValueError: when a number is out of range.
    """

    damping: float = number(1.0)
    frames: int = eqx.field(default=5, static=True)
    time: float = number(8.0)

    def __repr__(self) -> str:
        return short(self)

    def __check_init__(self) -> None:
        check_whole("frames", self.frames)
        if not np.isfinite(self.damping):
            raise ValueError(f"damping is {self.damping}; it must be a finite number")
        if not (0 < self.time < np.inf and self._apart() >= 1):
            raise ValueError(
                f"time is {self.time}; {self.frames} frames need at least {self.frames * _DT:g}"
            )

    def __call__(
        self, x: Float[np.ndarray, "samples features"]
    ) -> Float[np.ndarray, "samples frames places"]:
        """Return x, y and z of every feature in every frame, float32, 3 numbers a feature.

        Raises:
            ValueError: when the values are no table of finite numbers, or an orbit leaves all
                bounds; the error names the row.
        """
        x = np.asarray(x, np.float32)
        if x.ndim != 2 or not np.isfinite(x).all():
            raise ValueError(
                f"x has shape {x.shape}; expected (samples, features) of finite numbers"
            )
        parts = [self._encoded(x[at : at + _ROWS], at) for at in range(0, len(x), _ROWS)]
        return np.concatenate(parts) if parts else np.zeros((0, self.frames, 3 * x.shape[1]))

    def _encoded(self, x: np.ndarray, first: int) -> np.ndarray:
        value = jnp.asarray(x)
        units, every = x.shape[1], self._apart()
        circuit = Circuit(Orbits(units, self.damping), Dense(jnp.zeros((units, units))))
        start, nothing = Places(value, 0.2 * value, -value), Constant(jnp.zeros_like(value))
        found = record(
            circuit,
            RungeKutta4(),
            nothing,
            start,
            _places,
            dt=_DT,
            steps=self.frames * every,
            every=every,
        )
        out = np.flatnonzero(np.asarray(found.ending) == Ending.DIVERGED)
        if len(out):
            raise ValueError(
                f"the orbits of row {first + out[0]} left all bounds in step"
                f" {int(found.steps[out[0]])}; scale the features down, or take a larger damping"
                " or a shorter time"
            )
        return np.moveaxis(np.asarray(found.seen), 0, 1)

    def _apart(self) -> int:
        """The steps from one frame to the next."""
        return round(self.time / _DT / self.frames)


def _places(state: Places) -> Float[Array, "batch places"]:
    return jnp.concatenate(state, axis=1)
