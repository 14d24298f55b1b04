"""What no estimator can use and no check of scikit-learn finds: masks, labels that are missing."""

from typing import Any

import numpy as np

_MISSING = ("NAType", "NaTType")
"""Names of pandas' kinds of what is missing."""


def refuse_blanks(what: str, y: Any) -> None:
    """Refuse labels that are missing.

    Args:
        what: how the labels are called.
        y: the labels, not checked yet.

    Raises:
        ValueError: when one is None, NaN or pandas' NA; the first is named.
    """
    labels = np.asarray(y) if hasattr(y, "__len__") and not isinstance(y, str) else np.empty(0)
    if labels.ndim != 1 or labels.dtype.kind not in "Of":
        return
    for row, label in enumerate(labels.tolist()):
        # Of what is missing, NaN is not like itself, and pandas' NA and NaT cannot be compared.
        if label is None or type(label).__name__ in _MISSING or label != label:  # noqa: PLR0124
            raise ValueError(f"{what}[{row}] is {label}; every sample needs a label")


def refuse_masked(*given: Any) -> None:
    """Refuse masks, which nothing later knows: what is masked would be learnt.

    Raises:
        ValueError: when a value is masked.
    """
    if any(np.ma.is_masked(one) for one in given):
        raise ValueError(
            "values are masked, and masks are not known here; fill what is masked, or leave its"
            " rows out"
        )
