"""What theory says at a point of a sweep: each quantity gives one number.

Most speak of a random network with independent couplings J_ij ~ N(0, 1/N) and the self-coupling
J_D, as `basinet.theory` defines and qualifies them. Transitions, which take seconds, are found once
for each margin. Those of dense networks (`dense_overlap`, without a teacher `.._alone`, with
distinct neurons `.._distinct`) speak of memories at a load K/N^(P-1); those of patterns with
blanks (`multitask_overlap_1` and so on, the largest first) of a number of patterns, and their
temperature is that of `DenseHopfield(order=2)`, twice that of `theory.multitask`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np

from basinet import theory
from basinet._closest import close

PREFIX = "theory_"
"""How the columns of quantities begin."""


@dataclass(frozen=True)
class Quantity:
    """A number that theory gives.

    Attributes:
        value: computes it from the arguments by name.
        needs: the arguments without which it is not defined.
        takes: further arguments; where they are not given, the margin is 0 and there are
            infinitely many neurons.
    """

    value: Callable[..., Any]
    needs: tuple[str, ...] = ("self_coupling",)
    takes: tuple[str, ...] = ("margin",)


def _complexity(self_coupling: float, margin: float = 0.0, neurons: int | None = None) -> Any:
    return theory.complexity(self_coupling, margin, neurons)


def _symmetric(symmetry: float, self_coupling: float, margin: float = 0.0) -> Any:
    return theory.symmetric_complexity(symmetry, self_coupling, margin).complexity


def _overlap(self_coupling: float, margin: float = 0.0) -> Any:
    return 1 - 2 * theory.isolation(self_coupling, margin).radius


def _radius(self_coupling: float, margin: float = 0.0) -> Any:
    return theory.isolation(self_coupling, margin).radius


def _local(distance: float, self_coupling: float, margin: float = 0.0) -> Any:
    return theory.local_entropy(distance, self_coupling, margin).local_entropy


def _tuples(y: int, distance: float, self_coupling: float, margin: float = 0.0) -> Any:
    return theory.tuple_entropy(y, distance, self_coupling, margin).entropy


@cache
def _gap(margin: float = 0.0) -> Any:
    return theory.pair_gap(margin).self_coupling


@cache
def _exclusion(y: int, margin: float = 0.0) -> Any:
    return theory.tuple_exclusion(y, margin).self_coupling


@cache
def _overlap_gap(margin: float = 0.0) -> Any:
    return theory.overlap_gap_transition(margin).self_coupling


@cache
def _monotonicity(margin: float = 0.0) -> Any:
    return theory.monotonicity_transition(margin).self_coupling


def _open_chain(
    self_coupling: float,
    excitation: float,
    layers: int,
    margin: float = 0.0,
    neurons: int | None = None,
) -> Any:
    return theory.open_chain_complexity(self_coupling, excitation, layers, margin, neurons)


def _ring(
    self_coupling: float,
    excitation: float,
    layers: int,
    margin: float = 0.0,
    neurons: int | None = None,
) -> Any:
    return theory.ring_complexity(self_coupling, excitation, layers, margin, neurons)


def _dense(
    load: float,
    order: int,
    temperature: float = 0.0,
    quality: float = 1.0,
    examples: int = 1,
    **kind: bool,
) -> Any:
    given = {"quality": quality, "examples": examples, **kind}
    return theory.dense(load, order, temperature, **given).overlap


def _multitask(
    dilution: float,
    patterns: int,
    temperature: float = 0.0,
    quality: float = 1.0,
    examples: int = 1,
    *,
    place: int,
) -> Any:
    noise = (1 - quality**2) / (examples * quality**2)
    found = theory.multitask(dilution, patterns, temperature / 2, data_noise=noise).overlaps
    return found[place] if place < patterns else np.nan


def _capacity(order: int) -> Any:
    return theory.dense_capacity(order)


_LEARNING = ("temperature", "quality", "examples")
_CHAIN = ("self_coupling", "excitation", "layers")
_SIZED = ("margin", "neurons")

QUANTITIES: Mapping[str, Quantity] = {
    "complexity": Quantity(_complexity, takes=_SIZED),
    "moment_ratio": Quantity(theory.moment_ratio),
    "mean_stability": Quantity(theory.mean_stability),
    "free_fraction": Quantity(theory.free_fraction),
    "symmetric_complexity": Quantity(_symmetric, ("self_coupling", "symmetry")),
    "isolation_radius": Quantity(_radius),
    "isolation_overlap": Quantity(_overlap),
    "pair_entropy": Quantity(theory.pair_entropy, ("self_coupling", "distance")),
    "typical_entropy": Quantity(theory.typical_entropy, ("self_coupling", "distance")),
    "local_entropy": Quantity(_local, ("self_coupling", "distance")),
    "tuple_entropy": Quantity(_tuples, ("self_coupling", "distance", "y")),
    "pair_gap": Quantity(_gap, ()),
    "tuple_exclusion": Quantity(_exclusion, ("y",)),
    "overlap_gap_transition": Quantity(_overlap_gap, ()),
    "monotonicity_transition": Quantity(_monotonicity, ()),
    "open_chain_complexity": Quantity(_open_chain, _CHAIN, _SIZED),
    "ring_complexity": Quantity(_ring, _CHAIN, _SIZED),
    "bulk_complexity": Quantity(theory.bulk_complexity, ("self_coupling", "excitation")),
    "equivalent_self_coupling": Quantity(
        theory.equivalent_self_coupling, ("self_coupling", "excitation")
    ),
    "perceptron_capacity": Quantity(theory.perceptron_capacity, ()),
    "hopfield_overlap": Quantity(theory.hopfield_overlap, ("load",), ()),
    "dense_overlap": Quantity(_dense, ("load", "order"), _LEARNING),
    "dense_overlap_alone": Quantity(partial(_dense, teacher=False), ("load", "order"), _LEARNING),
    "dense_overlap_distinct": Quantity(
        partial(_dense, distinct=True), ("load", "order"), _LEARNING
    ),
    "dense_capacity": Quantity(_capacity, ("order",), ()),
    **{
        f"multitask_overlap_{place + 1}": Quantity(
            partial(_multitask, place=place), ("dilution", "patterns"), _LEARNING
        )
        for place in range(3)
    },
}
"""Every quantity under its name in a sweep."""


def check(names: Iterable[str], given: Iterable[str] | None = None, what: str = "") -> None:
    """Refuse quantities that do not exist, or that need an argument that is not given.

    Args:
        names: of quantities.
        given: the arguments that there are; None to check the names only.
        what: what gives them, for the message.

    Raises:
        ValueError: when there is none of a name, or an argument is lacking.
    """
    for name in names:
        if name not in QUANTITIES:
            raise ValueError(
                f"theory has no quantity {name!r}{close(name, QUANTITIES)}; it has"
                f" {', '.join(QUANTITIES)}"
            )
        lacking = [] if given is None else sorted(set(QUANTITIES[name].needs) - set(given))
        if lacking:
            raise ValueError(f"{name} needs {', '.join(lacking)}, which {what} does not have")


def arguments(names: Iterable[str]) -> set[str]:
    """Return every argument on which some of these quantities depend."""
    return {one for name in names for one in (*QUANTITIES[name].needs, *QUANTITIES[name].takes)}


def evaluate(names: Iterable[str], given: Mapping[str, Any]) -> dict[str, float | None]:
    """Return quantities as `theory_<name>`; None where one is infinite.

    Args:
        names: of quantities.
        given: arguments by name; those that a quantity does not take are left aside, and None
            for one that it may take stands for not given.

    Raises:
        ValueError: when an argument is outside its range.
    """
    found: dict[str, float | None] = {}
    for name in names:
        quantity = QUANTITIES[name]
        values = {one: given[one] for one in quantity.needs}
        values |= {one: given[one] for one in quantity.takes if given.get(one) is not None}
        value = float(quantity.value(**values))
        found[f"{PREFIX}{name}"] = value if np.isfinite(value) else None
    return found


def beside(names: Iterable[str], given: Mapping[str, Any]) -> dict[str, float | None]:
    """Return quantities beside a measurement, which is not lost where theory is not defined.

    Args:
        names: of quantities.
        given: arguments by name, as for `evaluate`.

    Returns:
        As `evaluate`, with None where an argument is outside the range of a formula.
    """
    found: dict[str, float | None] = {}
    for name in names:
        try:
            found |= evaluate([name], given)
        except ValueError:
            found[f"{PREFIX}{name}"] = None
    return found
