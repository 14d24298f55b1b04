"""How does a prediction follow the truth?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from basinet.viz import style

_MOST = 4  # columns that are drawn


@style.house_style()
def forecast(
    truth: Float[np.ndarray, "steps columns"],
    answers: Float[np.ndarray, "steps columns"],
    *,
    names: Sequence[str] = (),
    title: str = "Prediction over the truth",
    note: str = "",
    along: str = "step of the held-out series",
) -> Figure:
    """Draw predictions over what they should have been, a panel for each of the first four columns.

    Args:
        truth: what was to be predicted.
        answers: what was.
        names: of the columns; none where there is one.
        title: what is drawn.
        note: a quieter word after it.
        along: what the horizontal axis shows.

    Raises:
        ValueError: when shapes do not fit or a value is not finite.
    """
    if truth.shape != answers.shape or not truth.size:
        raise ValueError(
            f"answers have shape {answers.shape} and the truth {truth.shape}; expected the same,"
            " (steps, columns)"
        )
    if not (np.isfinite(truth).all() and np.isfinite(answers).all()):
        raise ValueError("the truth or the answers hold a value that is not finite")
    shown = min(_MOST, truth.shape[1])
    figure = style.blank(7.8, 1.2 + 1.7 * shown)
    panels = figure.subplots(shown, 1, sharex=True, squeeze=False)[:, 0]
    steps = np.arange(len(truth))
    for column, axes in enumerate(panels):
        axes.plot(steps, truth[:, column], color=style.GHOST, linewidth=2.6, label="truth")
        (line,) = axes.plot(
            steps, answers[:, column], color=style.BLUE, linewidth=1.2, label="prediction"
        )
        line.set_gid("prediction")
        if names:
            axes.set_ylabel(names[column])
        axes.set_xlim(0, max(1, len(truth) - 1))
        style.quiet_sides(axes)
    panels[0].legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0.2)
    panels[-1].set_xlabel(along)
    style.head(panels[0], title, note)
    return style.finish(figure)
