"""Weights of samples: by what the part of each in every change is multiplied."""

from dataclasses import replace

import numpy as np
from jaxtyping import Float

from basinet._closest import close
from basinet.data.errors import DataError
from basinet.data.samples import Samples


def checked_weights(what: str, values: np.ndarray) -> Float[np.ndarray, " samples"]:
    """Return numbers that can weight samples.

    Args:
        what: where they are from, for messages.
        values: one for each sample; a column or a row of them.

    Raises:
        DataError: one is no number, is missing, negative, or too large for float32.
    """
    if values.dtype.kind not in "biuf":
        raise DataError(f"{what} has the type {values.dtype}; expected weights, which are numbers")
    flat = values.reshape(-1) if values.ndim == 2 and 1 in values.shape else values
    if flat.ndim != 1:
        raise DataError(f"{what} has the shape {values.shape}; expected a weight for each sample")
    with np.errstate(over="ignore", invalid="ignore"):
        wrong = ~np.isfinite(flat.astype(np.float32)) | (flat < 0)
    if wrong.any():
        row = int(wrong.argmax())
        said = "missing" if np.isnan(flat[row]) else f"{flat[row]:g}"
        raise DataError(
            f"{what}: the weight of sample {row + 1} is {said}; expected finite numbers of at least"
            " 0"
        )
    return flat.astype(np.float64)


def with_weights(where: object, samples: Samples, name: str) -> Samples:
    """Return the samples of a table with a column of it as their weights.

    Args:
        where: the file, for messages.
        samples: with the column among their features.
        name: of the column.

    Raises:
        DataError: it is no column of weights, or there is no other one.
    """
    names = samples.names or ()
    if name not in names:
        aside = [line for line in samples.odd if line.startswith(f"column {name!r} ")]
        said = f"; {aside[0]}" if aside else close(name, names)
        raise DataError(f"{where}: there is no column {name!r} of weights{said}")
    if name in samples.categories:
        text = samples.categories[name][0]
        raise DataError(f"{where}: column {name!r} holds texts such as {text!r}; expected weights")
    if len(names) == 1:
        raise DataError(f"{where}: there are no features beside the weights, column {name!r}")
    kept = np.array([other != name for other in names])
    weights = checked_weights(f"{where}: column {name!r}", samples.x[:, names.index(name)])
    return replace(samples.columns(kept), weights=weights)
