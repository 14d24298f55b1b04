"""What is left of old tasks?"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from basinet.viz import style


@style.house_style()
def accuracy_matrix(
    accuracies: Float[np.ndarray, "learnt tasks"], names: Iterable[Any], transfer: float
) -> Figure:
    """Draw how well each task is answered after each was learnt.

    Read down a column: it shows what later tasks do to one. Redder is worse. Above the
    diagonal stands, grey, what was not learnt yet.

    Args:
        accuracies: shares of right answers, from 0 to 1; rows after which task, columns which.
        names: of the tasks, one for each column.
        transfer: the backward transfer, for the heading.

    Returns:
        A matrix with the accuracies written into its cells.

    Raises:
        ValueError: if the shapes disagree or a value is no share.
    """
    accuracies, named = np.asarray(accuracies, float), style.names_of(names)
    if accuracies.ndim != 2 or not 1 <= len(accuracies) <= accuracies.shape[1]:
        raise ValueError(
            f"accuracies has the shape {accuracies.shape}; expected [learnt tasks] with at most as"
            " many learnt as tasks"
        )
    if len(named) != accuracies.shape[1]:
        raise ValueError(f"{len(named)} names for {accuracies.shape[1]} tasks")
    if not ((accuracies >= 0) & (accuracies <= 1)).all():
        raise ValueError("an accuracy is not between 0 and 1")
    learnt, tasks = accuracies.shape
    cell = float(np.clip(6.0 / tasks, 0.25, 1.0))
    figure = style.blank(cell * tasks + 2.2, cell * learnt + 1.6)
    axes = figure.add_subplot()
    seen = np.tri(learnt, tasks, dtype=bool)
    wrong = np.ma.masked_array(1 - accuracies, ~seen)
    axes.imshow(wrong, cmap=style.REDS, vmin=0, vmax=1).set_gid("wrong")
    for (row, column), value in np.ndenumerate(accuracies):
        if cell >= 0.4:
            ink = style.INK if column <= row else style.GHOST
            axes.text(
                column, row, f"{value:.2f}", ha="center", va="center", fontsize=9, color=ink
            ).set_gid("accuracy")
    axes.set_xticks(range(tasks), named, rotation=30 if tasks > 4 else 0, ha="center")
    axes.set_yticks(range(learnt), [f"task {number}" for number in range(1, learnt + 1)])
    axes.tick_params(length=0)
    axes.set_xlabel("accuracy on")
    axes.set_ylabel("after")
    mean = float(np.mean(accuracies[-1, :learnt]))
    style.head(axes, f"{style.percent(mean)} at the end", f"backward transfer {transfer:+.3f}")
    return style.finish(figure)
