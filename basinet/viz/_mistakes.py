"""Which pictures are answered wrongly?"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Num
from matplotlib.figure import Figure

from basinet.viz import style

_IN_A_ROW = 8


@style.house_style()
def mistakes(
    pictures: Num[np.ndarray, "pictures height width *colours"],
    truth: Sequence[str],
    answers: Sequence[str],
) -> Figure:
    """Draw pictures with their class and the answer that was given instead.

    Args:
        pictures: grey values `[pictures, height, width]`, each drawn from its darkest to its
            lightest, or colours `[pictures, height, width, 3]` from 0 to 255 or from 0 to 1.
        truth: the name of the class of each.
        answers: the name of the class that was answered for each.

    Returns:
        Rows of pictures; above each stands the class and, behind an arrow, the answer.

    Raises:
        ValueError: if there are no pictures, they are not flat, or the names are not as many.
    """
    if pictures.ndim not in (3, 4) or not len(pictures):
        raise ValueError(
            f"pictures has shape {pictures.shape}; expected [pictures, height, width] or with a"
            " last axis of 3 colours"
        )
    if not len(truth) == len(answers) == len(pictures):
        raise ValueError(
            f"there are {len(pictures)} pictures, {len(truth)} classes and {len(answers)} answers;"
            " expected as many of each"
        )
    rows = -(-len(pictures) // _IN_A_ROW)
    figure = style.blank(0.95 * _IN_A_ROW, 1.15 * rows)
    grid = figure.subplots(rows, _IN_A_ROW, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    scale = 255.0 if pictures.ndim == 4 and pictures.max() > 1 else 1.0
    for axes, picture, own, given in zip(grid.flat, pictures, truth, answers, strict=False):
        axes.imshow(np.asarray(picture, float) / scale, cmap="gray_r", interpolation="nearest")
        axes.set_title(f"{own} \u2192 {given}", fontsize=8)
    return style.finish(figure)
