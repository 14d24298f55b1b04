"""Which numbers the tasks of a sweep measure, so that a misspelt one is refused before any run."""

from collections.abc import Mapping

from basinet._closest import close
from basinet.sweeps import quantities
from basinet.sweeps.recalling import column
from basinet.yardsticks import ASSOCIATIVE

_RECALLED = ("overlap", "exact", "at_rest", "steps", *map(column, ASSOCIATIVE))

NUMBERS: Mapping[str, tuple[str, ...]] = {
    "run": ("accuracy", "best_accuracy", "best_epoch"),
    "settling": ("settled", "sweeps", "unstable"),
    "search": ("solved", "steps", "unstable", "overlap", "stability", "free"),
    "theory": (),
    "memory": ("patterns", *_RECALLED, "overlap_1", "overlap_2", "overlap_3"),
    "pictures": ("right", *_RECALLED),
    "series": ("test_error", "jacobian_radius", "capacity"),
}
"""What each kind of task measures in any case, by the table that describes it; worlds say so."""

_OF_MEASURES = {
    "evaluation": ("worst_class", "training_accuracy"),
    "relaxation": ("sweeps", "fixed_points"),
    "dimension": ("participation",),
    "size": ("parameters", "synapses"),
}
"""What each measure gives by names that are known before,"""

_BEGINNINGS = {
    "training": ("train_",),
    "representation": ("within_", "between_", "reciprocity_"),
}
"""or by names of which the rest depends on the learner."""


def check_shown(
    what: str,
    name: str,
    measures: tuple[str, ...],
    numbers: tuple[str, ...] = NUMBERS["run"],
) -> None:
    """Refuse a number that no task with these measures will have, as far as that is known before.

    Args:
        what: what wants the number, for the message.
        name: of the number.
        measures: names of measures and of quantities.
        numbers: what such a task measures in any case.

    Raises:
        ValueError: when it will not be measured; those that will are named.
    """
    known = [*numbers, "seconds"]
    known += [f"{quantities.PREFIX}{one}" for one in measures if one in quantities.QUANTITIES]
    known += [one for measure in measures for one in _OF_MEASURES.get(measure, ())]
    beginnings = tuple(one for each in measures for one in _BEGINNINGS.get(each, ()))
    if name in known or name.startswith(beginnings):
        return
    more = "".join(f", {one}..." for one in beginnings)
    raise ValueError(
        f"{what} is {name!r}{close(name, known)}, which is not measured; there are"
        f" {', '.join(known)}{more}"
    )
