"""Balance of excitation and inhibition: targets of rates, and two ways to reach them.

After arXiv 2504.12480 (Srinivasan, Plenz, Girvan), in our reading: `Homeostasis` changes inhibitory
synapses while an input plays, by what each unit knows of itself; `OneStep` scales the inhibition of
each unit at once, by its mean field.
"""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet._short import short
from basinet.rates.checks import check_number, check_whole, number


class Parts(eqx.Module):
    """A network of excitation and inhibition: r <- S(E r - I r + w u - theta).

    Matrices are `[source, target]`.

    Attributes:
        excitation: E >= 0.
        inhibition: I >= 0; where it is 0 at the beginning there is no synapse.
        inputs: w, `[features, n]`.
        threshold: theta, one for each unit.
        targets: rho, the rate that each unit should have on average, between 0 and 1.
    """

    excitation: Float[Array | np.ndarray, "n n"]
    inhibition: Float[Array | np.ndarray, "n n"]
    inputs: Float[Array | np.ndarray, "features n"]
    threshold: Float[Array | np.ndarray, " n"]
    targets: Float[Array | np.ndarray, " n"]


class AbstractTargets(eqx.Module):
    """How the rates that units should have are chosen."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def draw(self, units: int, rng: np.random.Generator) -> Float[np.ndarray, " n"]:
        """Return one rate between 0 and 1 for each unit."""


class Equal(AbstractTargets):
    """The same rate for all.

    Attributes:
        rate: between 0 and 1.

    Raises:
        ValueError: when it is not.
    """

    rate: float = number(0.5)

    def __check_init__(self) -> None:
        check_number("rate", self.rate)
        if self.rate >= 1:
            raise ValueError(f"rate is {self.rate!r}; it must be between 0 and 1")

    def draw(self, units: int, rng: np.random.Generator) -> Float[np.ndarray, " n"]:
        """Return that rate for each unit."""
        del rng
        return np.full(units, self.rate)


class BetaTargets(AbstractTargets):
    """Rates drawn from a Beta distribution, whose mean is a / (a + b).

    Attributes:
        a: above 0.
        b: above 0.

    Raises:
        ValueError: when a number is out of range.
    """

    a: float = number(4.0)
    b: float = number(6.0)

    def __check_init__(self) -> None:
        check_number("a", self.a)
        check_number("b", self.b)

    def draw(self, units: int, rng: np.random.Generator) -> Float[np.ndarray, " n"]:
        """Return one draw for each unit."""
        return np.clip(rng.beta(self.a, self.b, units), 1e-3, 1 - 1e-3)


class AbstractAdaptation(eqx.Module):
    """How inhibition comes to fit the rates that units should have."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def adapt(self, parts: Parts, inputs: Float[np.ndarray, "steps features"]) -> Parts:
        """Return the parts with other inhibition.

        Args:
            parts: the network.
            inputs: what it hears meanwhile, begun again where it is too short.
        """


class Static(AbstractAdaptation):
    """Inhibition stays as it was drawn."""

    def adapt(self, parts: Parts, inputs: Float[np.ndarray, "steps features"]) -> Parts:
        """Return the parts as they are."""
        del inputs
        return parts


class Homeostasis(AbstractAdaptation):
    """I_ij <- max(0, I_ij + rate (r_i - rho_i)) after each step, on synapses that exist.

    Local: every inhibitory synapse of a unit changes by that unit's own rate.

    Attributes:
        rate: delta, above 0.
        steps: how long the input plays, at least 1.

    Raises:
        ValueError: when a number is out of range.
    """

    rate: float = number(0.01)
    steps: int = eqx.field(default=3000, static=True)

    def __check_init__(self) -> None:
        check_number("rate", self.rate)
        check_whole("steps", self.steps)

    def adapt(self, parts: Parts, inputs: Float[np.ndarray, "steps features"]) -> Parts:
        """Return the parts with the inhibition after the last step."""
        heard = inputs[np.arange(self.steps) % len(inputs)]
        found = _adapted(parts, jnp.asarray(heard, jnp.float32), jnp.asarray(self.rate))
        return eqx.tree_at(lambda it: it.inhibition, parts, np.asarray(found))


class OneStep(AbstractAdaptation):
    """The inhibition of unit i times one number, from the mean field, without any run.

    Omega_i = (sum_j E_ij rho_j + w_i <u> - theta_i - S^-1(rho_i)) / sum_j I_ij rho_j, at least 0:
    with it every unit rests at rho when the input is <u> and all others are at theirs.
    """

    def adapt(self, parts: Parts, inputs: Float[np.ndarray, "steps features"]) -> Parts:
        """Return the parts with scaled inhibition."""
        rho = np.asarray(parts.targets, float)
        driven = rho @ np.asarray(parts.excitation, float) - np.asarray(parts.threshold, float)
        driven = driven + inputs.mean(axis=0) @ np.asarray(parts.inputs, float)
        held = rho @ np.asarray(parts.inhibition, float)
        wanted = driven - np.log(rho / (1 - rho))
        scale = np.divide(wanted, held, out=np.ones_like(held), where=held > 0)
        inhibition = np.asarray(parts.inhibition) * np.maximum(scale, 0)
        return eqx.tree_at(lambda it: it.inhibition, parts, inhibition)


def inhibited(
    inhibition: Float[Array, "n n"],
    synapses: Float[Array, "n n"],
    rates: Float[Array, " n"],
    targets: Float[Array, " n"],
    rate: Float[Array, ""] | float,
) -> Float[Array, "n n"]:
    """Return the inhibition after one homeostatic step; see `Homeostasis`.

    Args:
        inhibition: I, `[source, target]`.
        synapses: 1 where there is a synapse, else 0.
        rates: r_i, the present rate of each target.
        targets: rho_i.
        rate: delta.
    """
    return jnp.maximum(0, inhibition + rate * synapses * (rates - targets))


@jax.jit
def _adapted(parts: Parts, inputs: Float[Array, "steps features"], rate: Array) -> Array:
    """The inhibition after homeostatic steps from rest."""
    excitation, inhibition, weights, threshold, targets = jax.tree.map(
        lambda value: jnp.asarray(value, jnp.float32), jax.tree.leaves(parts)
    )
    synapses = (inhibition > 0).astype(jnp.float32)
    fields = inputs @ weights - threshold

    def step(now: tuple[Array, Array], field: Array) -> tuple[tuple[Array, Array], None]:
        r, held = now
        r = jax.nn.sigmoid(r @ (excitation - held) + field)
        return (r, inhibited(held, synapses, r, targets, rate)), None

    first = jnp.full_like(targets, 0.5), inhibition
    return jax.lax.scan(step, first, fields)[0][1]
