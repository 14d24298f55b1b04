"""Where in the plane of rate and margin a perceptron rule comes to its end.

Spins x of some patterns are given. In each step every coupling J_ij that does not yet hold
neuron i of a pattern with the margin learns it: J_ij += rate / sqrt(N P) sum x_i x_j over the
patterns with x_i sum_j J_ij x_j <= margin, no neuron coupled to itself. For a given history of
these comparisons J is linear in the rate, so that each comparison is a straight line in the plane.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from basinet.analysis.boundary import box_dimension, edges, salt_and_pepper, zoomed

_AT_ONCE = 2**22  # couplings that are held in memory together, of all cells


@dataclass(frozen=True)
class Perceptron:
    """Neurons that learn given patterns.

    Attributes:
        neurons: N, at least 2.
        patterns: P random ones, at least 1.
        start: size of the random couplings at the start, times 1/sqrt(N); 0 for none. Without
            them the outcome depends on margin / rate alone.
        seed: of patterns and couplings.

    Raises:
        ValueError: when a number is out of range.
    """

    neurons: int = 24
    patterns: int = 12
    start: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.neurons < 2 or self.patterns < 1 or not 0 <= self.start < np.inf:
            raise ValueError(
                f"{self.neurons} neurons, {self.patterns} patterns and a start of {self.start};"
                " give at least 2 and 1, and a finite number of at least 0"
            )

    def converged(
        self, rates: Float[np.ndarray, " rows"], margins: Float[np.ndarray, " columns"], steps: int
    ) -> Bool[np.ndarray, "rows columns"]:
        """Return whether nothing is learnt any more in the last of some steps, for each pair."""
        rate, margin = (each.ravel() for each in np.meshgrid(rates, margins, indexing="ij"))
        some = max(1, _AT_ONCE // self.neurons**2)
        parts = range(0, len(rate), some)
        found = [self._ended(rate[i : i + some], margin[i : i + some], steps) for i in parts]
        return np.concatenate(found).reshape(len(rates), len(margins))

    def _ended(self, rate: np.ndarray, margin: np.ndarray, steps: int) -> np.ndarray:
        n, p = self.neurons, self.patterns
        drawn = np.random.default_rng(self.seed)
        x = np.where(drawn.standard_normal((p, n)) > 0, 1.0, -1.0)
        off = 1 - np.eye(n)
        J = np.repeat(
            (self.start / n**0.5 * drawn.standard_normal((n, n)) * off)[None], len(rate), 0
        )
        left = np.arange(len(rate))  # what has stopped never learns again
        for _ in range(steps):
            wrong = x * (x @ J) <= margin[left, None, None]
            learns = wrong.any(axis=(1, 2))
            left, J, wrong = left[learns], J[learns], wrong[learns]
            J += rate[left, None, None] / (n * p) ** 0.5 * (x.T @ (x * wrong)) * off
        ended = np.ones(len(rate), bool)
        ended[left] = False
        return ended

    def border(self, rate: float, low: float, high: float, steps: int) -> float:
        """Return a margin at which the outcome changes, to double precision, by bisection.

        Raises:
            ValueError: when the outcomes at both ends are the same.
        """
        one, other = self.converged(np.array([rate]), np.array([low, high]), steps)[0]
        if one == other:
            raise ValueError(
                f"at the rate {rate:g} {'all' if one else 'nothing'} has converged after {steps}"
                f" steps, at the margins {low:g} and {high:g}; give"
                f" {'fewer steps or a larger' if one else 'more steps or a smaller'} margin"
            )
        for _ in range(60):
            middle = (low + high) / 2
            if self.converged(np.array([rate]), np.array([middle]), steps)[0, 0] == one:
                low = middle
            else:
                high = middle
        return (low + high) / 2


@dataclass(frozen=True)
class Window:
    """A square window around a place on the border.

    Attributes:
        half_width: of the window.
        outcomes: whether learning has ended, over rates and margins.
        dimension: of the border by boxes; NaN where there is none.
        control: of the same outcomes at random places.
    """

    half_width: float
    outcomes: Bool[np.ndarray, "rows columns"]
    dimension: float
    control: float


def window(
    rule: Perceptron, centre: tuple[float, float], half_width: float, cells: int, steps: int
) -> Window:
    """Return the outcomes in a window of the plane, and how rough their border is.

    Args:
        rule: what learns.
        centre: rate and margin.
        half_width: of the window.
        cells: along each side.
        steps: that are made.

    Raises:
        ValueError: when double precision does not tell the cells apart.
    """
    outcomes = rule.converged(*zoomed(centre, half_width, cells), steps)
    mixed = salt_and_pepper(outcomes, rule.seed)
    return Window(half_width, outcomes, *(box_dimension(edges(o)) for o in (outcomes, mixed)))
