"""Where dense Hebbian networks cease to retrieve, without iterating near the end of retrieval."""

import numpy as np
from numpy.typing import NDArray

from basinet.theory._arguments import Numbers, Reals, Value, plain, real
from basinet.theory._dense_equations import DenseModel, averages, dense_model

_RETRIEVED = 0.3
"""The overlap above which an archetype counts as retrieved."""

_POINTS, _ZOOMS, _HALVINGS = 401, 4, 60


def dense_boundary(
    temperature: Numbers,
    order: int = 3,
    *,
    quality: float = 1.0,
    examples: int = 1,
    teacher: bool = True,
    distinct: bool = False,
) -> Value:
    """Return the largest load at which an archetype is retrieved, m > 0.3 from m = 1.

    The load is a function of the field h on the archetype: the noise follows from n = m + rho beta
    h (1 - q), the load from the noise, and the boundary is the largest load over h. Status:
    replica-symmetric estimate. Error 1e-7 relative; 0 where there is no retrieval at any load.

    Args:
        temperature: T >= 0.
        order: P, at least 3.
        quality: r, above 0 and at most 1.
        examples: M, at least 1.
        teacher: whether examples are averaged by archetype.
        distinct: whether the P neurons of a term are distinct.

    Raises:
        ValueError: when an argument is outside its range.
    """
    heat = real("temperature", temperature, 0.0)
    model = dense_model(order, quality, examples, teacher, distinct)
    found = [_largest(model, float(one)) for one in heat.ravel()]
    return plain(np.reshape(np.array(found), heat.shape))


def _largest(model: DenseModel, heat: float) -> float:
    """Return the largest load at one temperature, by a grid of fields that closes in on it."""
    most = model.order * float(1 + model.data_noise) ** ((model.order - 1) / 2)
    fields = np.linspace(0, most, _POINTS + 1)[1:]
    best = 0.0
    for _ in range(_ZOOMS):
        loads = _loads(model, fields, heat)
        at = int(np.argmax(loads))
        if loads[at] <= 0:
            return best
        best = float(loads[at])
        low, high = fields[max(at - 1, 0)], fields[min(at + 1, len(fields) - 1)]
        fields = np.linspace(low, high, 41)
    return best


def _loads(model: DenseModel, field: Reals, heat: float) -> NDArray[np.float64]:
    """Return the load at which h is the field of a state; 0 where none retrieves with it."""
    rho, wanted = model.data_noise, (field / model.order) ** (1 / (model.order - 1))

    def found(variance: Reals) -> tuple[Reals, Reals, Reals]:
        m, q, response = averages(field, variance, np.asarray(heat))
        return m, q, m + rho * field * response

    # More noise never makes n larger, so that the noise is found by halving.
    least = rho * field**2
    possible = found(least)[2] >= wanted
    low, high = np.log(np.maximum(least, 1e-12 * field**2)), np.log(1e8 * field**2)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        more = found(np.exp(middle))[2] >= wanted
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    m, q, _ = found(np.exp(low))
    load = np.maximum(np.exp(low) - least, 0) / model.noise(np.ones(()), q)
    return np.where(possible & (m > _RETRIEVED), load, 0.0)
