"""What all analyses refuse."""

import numpy as np
from jaxtyping import Real, Shaped


def check_states(states: Real[np.ndarray, "samples n"], least: int) -> None:
    """Refuse what is not a table of finite states.

    Args:
        states: one state a row.
        least: how many are needed.

    Raises:
        ValueError: with the shape or the value that was received.
    """
    if states.ndim != 2 or len(states) < least or not states.shape[1]:
        raise ValueError(
            f"states has shape {states.shape}; expected (samples, n) with at least {least}"
            " samples and one neuron"
        )
    if not np.isfinite(states).all():
        worst = states[~np.isfinite(states)][0]
        raise ValueError(f"states holds {worst}; every value must be a finite number")


def check_labels(labels: Shaped[np.ndarray, " samples"], samples: int) -> None:
    """Refuse labels that are not one for each state.

    Raises:
        ValueError: with the two numbers that disagree.
    """
    if labels.shape != (samples,):
        raise ValueError(
            f"labels has shape {labels.shape}, but there are {samples} states; expected one label"
            " for each"
        )


def check_couplings(couplings: Real[np.ndarray, "n n"]) -> None:
    """Refuse what is not a square matrix of finite couplings between two neurons or more.

    Raises:
        ValueError: with the shape or the value that was received.
    """
    if couplings.ndim != 2 or couplings.shape[0] != couplings.shape[1] or len(couplings) < 2:
        raise ValueError(
            f"couplings has shape {couplings.shape}; expected (n, n) with at least 2 neurons"
        )
    for row in couplings:
        if not np.isfinite(row).all():
            worst = row[~np.isfinite(row)][0]
            raise ValueError(f"couplings holds {worst}; every coupling must be a finite number")
