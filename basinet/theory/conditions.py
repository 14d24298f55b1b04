"""What makes a state a fixed point: one condition on the local stability of every neuron."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Conditions:
    """The n inequalities that a state must satisfy to be a fixed point.

    The stability of neuron i in the state s is Delta_i = s_i (sum_j J_ij s_j + f_i) + J_D,i, and
    s is a fixed point where Delta_i > kappa for all i; a tie is unstable. Make it with
    `conditions`, which checks the numbers.

    Attributes:
        couplings: `[n, n]`; J_ij is the influence of neuron j on neuron i, zero for i = j.
        self_coupling: J_D of each neuron, `[n]`.
        margin: kappa.
        external: the external field f, `[n]`.
    """

    couplings: NDArray[np.float64]
    self_coupling: NDArray[np.float64]
    margin: float
    external: NDArray[np.float64]

    @property
    def neurons(self) -> int:
        """The number n of neurons."""
        return self.couplings.shape[0]

    def stabilities(self, spins: NDArray) -> NDArray[np.float64]:
        """Return Delta of every neuron in states `[..., n]` of -1 and +1, from scratch."""
        states = np.asarray(spins, np.float64)
        return states * (states @ self.couplings.T + self.external) + self.self_coupling

    def hold(self, spins: NDArray) -> NDArray[np.bool_]:
        """Return for states `[..., n]` whether every neuron's stability exceeds the margin."""
        return np.all(self.stabilities(spins) > self.margin, axis=-1)


def conditions(
    couplings: NDArray,
    self_coupling: NDArray | float,
    margin: float = 0.0,
    external: NDArray | None = None,
) -> Conditions:
    """Return the conditions of a fixed point, in float64, after checking all numbers.

    Args:
        couplings: `[n, n]`; entry (i, j) is the influence of neuron j on neuron i. The diagonal
            must be zero: it is what `self_coupling` is for.
        self_coupling: J_D, one number or one for each neuron.
        margin: kappa >= 0.
        external: a field on each neuron, `[n]`; None for no field.

    Raises:
        ValueError: when a shape does not fit, a number is not finite, the margin is negative or
            the diagonal of the couplings is not zero.
    """
    matrix = _finite("couplings", couplings)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or matrix.size == 0:
        raise ValueError(
            f"couplings have the shape {matrix.shape}; expected [n, n] with one row for each"
            " target and one column for each source"
        )
    if np.any(np.diag(matrix) != 0):
        raise ValueError(
            "couplings have a diagonal that is not zero; set it to zero and give its values as"
            " self_coupling"
        )
    n = matrix.shape[0]
    own = _for_each("self_coupling", self_coupling, n)
    field = _for_each("external", 0.0 if external is None else external, n)
    if not (np.isfinite(margin) and margin >= 0):
        raise ValueError(f"margin is {margin!r}; it must be a finite number of at least 0")
    return Conditions(matrix, own, float(margin), field)


def _finite(name: str, values: NDArray | float) -> NDArray[np.float64]:
    array = np.asarray(values, np.float64)
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} contains NaN or infinity; every number must be finite")
    return array


def _for_each(name: str, values: NDArray | float, n: int) -> NDArray[np.float64]:
    array = _finite(name, values)
    if array.shape not in {(), (n,)}:
        raise ValueError(
            f"{name} has the shape {array.shape}; expected one number or one for each of the"
            f" {n} neurons"
        )
    return np.broadcast_to(array, (n,)).copy()
