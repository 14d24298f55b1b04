"""A step by a solver of diffrax (Kidger 2022, arXiv 2202.02435), which is an extra."""

from typing import Any

import jax.numpy as jnp

from basinet.rates.flow import AbstractFlow, AbstractMap
from basinet.rates.steppers import AbstractStepper, Dt, FieldOf


class Diffrax(AbstractStepper):
    """One step of length `dt` of a diffrax solver; its estimate of the error is not used.

    Every step begins anew: what a solver keeps from step to step is computed again, as the forcing
    may have jumped in between.

    Attributes:
        solver: of ordinary differential equations, such as `diffrax.Tsit5()`.

    Raises:
        ModuleNotFoundError: when diffrax is not installed.
        ValueError: when the solver is none of diffrax's.
    """

    solver: Any

    def __check_init__(self):
        diffrax = _diffrax()
        if not isinstance(self.solver, diffrax.AbstractSolver):
            raise ValueError(
                f"solver is {self.solver!r}; it must be a solver such as diffrax.Tsit5()"
            )

    def advance(self, flow: AbstractFlow, state: Any, field_of: FieldOf, dt: Dt) -> Any:
        """Return the state a time `dt` later."""
        term = _diffrax().ODETerm(lambda t, at, args: flow.velocity(at, field_of(at)))
        start, end = jnp.zeros_like(jnp.asarray(dt)), jnp.asarray(dt)
        kept = self.solver.init(term, start, end, state, None)
        return self.solver.step(term, start, end, state, None, kept, made_jump=False)[0]

    def check(self, flow: AbstractFlow) -> None:
        """Refuse maps, which have no time between their steps."""
        if isinstance(flow, AbstractMap):
            raise ValueError(
                f"Diffrax cannot step {type(flow).__name__}, which is a map; take Iterate()"
            )


def _diffrax() -> Any:
    try:
        import diffrax
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "Diffrax(solver) needs diffrax: pip install 'basinet[diffrax]'"
        ) from error
    return diffrax
