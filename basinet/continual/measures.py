"""What is left of old tasks: the accuracy of each after each, and what the later ones did to it."""

from typing import Any

import numpy as np
from jaxtyping import Float


def accuracy_matrix(
    history: list[dict[str, Any]], of: str = "tasks"
) -> Float[np.ndarray, "learnt tasks"] | None:
    """Return the accuracy of every task (columns) after each was learnt (rows).

    Args:
        history: of a run with tasks; of each epoch the `task` and the accuracy of all `tasks`.
        of: `tasks`, answered among all classes, or `told`, among those of the task.

    Returns:
        A row for each task that was begun, from its last epoch; None where there are no tasks.
    """
    last = {int(entry["task"]): entry[of] for entry in history if of in entry}
    return np.array([last[task] for task in sorted(last)], float) if last else None


def backward_transfer(matrix: Float[np.ndarray, "learnt tasks"]) -> float:
    """Return by how much old tasks changed on average: mean over j < T of A_Tj - A_jj.

    Negative where they were forgotten (Lopez-Paz and Ranzato, arXiv 1706.08840, equation 3).

    Raises:
        ValueError: when fewer than two tasks were learnt.
    """
    learnt = len(matrix)
    if learnt < 2:
        raise ValueError(f"{learnt} task was learnt; there is no transfer to an older one")
    return float(np.mean(matrix[-1, : learnt - 1] - np.diagonal(matrix)[: learnt - 1]))


def final_accuracy(matrix: Float[np.ndarray, "learnt tasks"]) -> float:
    """Return the mean accuracy at the end over the tasks that were learnt."""
    return float(np.mean(matrix[-1, : len(matrix)]))
