"""What a sweep can measure of a trained model: each measure gives a few named numbers."""

from collections.abc import Callable, Mapping

import numpy as np

from basinet._closest import close
from basinet.analysis import participation_ratio
from basinet.data import Dataset
from basinet.model import Model
from basinet.runs import evaluate
from basinet.runs.observe import SAMPLES, observe
from basinet.runs.size import parameters, synapses
from basinet.sweeps import quantities
from basinet.sweeps.task import Plain


def training(model: Model, data: Dataset) -> dict[str, Plain]:
    """Return the means over the last epoch that the learner reports, as `train_<name>`."""
    del data
    return {f"train_{name}": _known(value) for name, value in model.epoch.info.items()}


def evaluation(model: Model, data: Dataset) -> dict[str, Plain]:
    """Return the accuracy by class: of the `worst_class`, and on the `training_accuracy`."""
    result = evaluate(model, data.x_test, data.y_test)
    counts = result.confusion.sum(axis=1)
    right = np.diag(result.confusion)[counts > 0] / counts[counts > 0]
    learnt = evaluate(model, data.x_train, data.y_train)
    return {"worst_class": float(right.min()), "training_accuracy": learnt.accuracy}


def relaxation(model: Model, data: Dataset) -> dict[str, Plain]:
    """Return how held-out patterns settle: mean `sweeps` and share at `fixed_points`."""
    settling = evaluate(model, data.x_test, data.y_test).settling
    return {} if settling is None else {k: float(v) for k, v in settling._asdict().items()}


def representation(model: Model, data: Dataset) -> dict[str, Plain]:
    """Return `within_<layer>`, `between_<layer>` and `reciprocity_<layer>`, layers from 1."""
    seen = observe(model, data.x_test, data.y_test)
    return {
        f"{name}_{layer}": value
        for name, values in seen.items()
        for layer, value in enumerate(values, start=1)
    }


def dimension(model: Model, data: Dataset) -> dict[str, Plain]:
    """Return the `participation` ratio of the states of held-out patterns."""
    spins = np.asarray(model.relax(data.x_test[:SAMPLES]).spins)
    return {"participation": _known(float(participation_ratio(spins)))}


def size(model: Model, data: Dataset) -> dict[str, Plain]:
    """Return how many `parameters` answers need, and how many of these, `synapses`, are not 0."""
    del data
    return {"parameters": parameters(model), "synapses": synapses(model)}


MEASURES: Mapping[str, Callable[[Model, Dataset], dict[str, Plain]]] = {
    "training": training,
    "evaluation": evaluation,
    "relaxation": relaxation,
    "representation": representation,
    "dimension": dimension,
    "size": size,
}
"""Every measure under its name in a sweep."""


def check(names: tuple[str, ...], has_self_coupling: bool) -> None:
    """Refuse a measure that does not exist, or a quantity of theory that cannot be evaluated.

    Args:
        names: of measures and of quantities.
        has_self_coupling: whether the learner has one self-coupling, which theory needs.

    Raises:
        ValueError: when there is none of a name, or the quantity needs more than that.
    """
    given = ("self_coupling",) if has_self_coupling else ()
    for name in names:
        if name in quantities.QUANTITIES:
            quantities.check((name,), given, "this learner")
        elif name not in MEASURES:
            raise ValueError(
                f"there is no measure {name!r}{close(name, [*MEASURES, *quantities.QUANTITIES])};"
                f" the measures are {', '.join(MEASURES)}, and of"
                f" theory {', '.join(quantities.QUANTITIES)}"
            )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
