"""Draw the moving picture of the README: `python docs/make_animation.py`.

It is the trial of `make_images.py`, sweep by sweep: what the network sees and what steers it, its
neurons as cells, strong in the sweep in which they flip, and what the readout says.
"""

import io

import numpy as np
from make_images import IMAGES, Watched, watched
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from PIL import Image

from basinet._files import write_atomically
from basinet.data import load
from basinet.viz import style

SHADES = {
    -1: style.PALE_VERMILION,
    1: style.PALE_BLUE,
    -2: style.VERMILION,
    2: style.BLUE,
    0: style.GRID,
}
"""By the state of a neuron; twice the state where it has just flipped."""
COLUMNS = 32
DOTS = 110
SECONDS = (0.55, 2.8)
"""A sweep, and the first sweep of rest, which is the last that is shown."""


def main() -> None:
    """Look at the trial and write it."""
    data = load("digits")
    seen = watched(data)
    picture = data.x_test[0].reshape(8, 8)
    write_atomically(IMAGES / "relaxation.gif", animated(seen, picture))


def animated(seen: Watched, picture: np.ndarray) -> bytes:
    """Return the trial as a GIF, up to the first sweep in which nothing flips."""
    spins = seen.spins
    flips = np.zeros_like(spins)
    flips[1:] = (spins[1:] != spins[:-1]) & (spins[:-1] != 0)
    moving = [sweep for sweep, some in enumerate(flips.any(axis=1)) if some]
    end = max([seen.released_at, *moving]) + 1
    shades = (spins * (1 + flips))[: end + 1]
    frames = [_frame(shades[: sweep + 1], seen, picture) for sweep in range(len(shades))]
    strip = Image.fromarray(np.concatenate([np.asarray(frame) for frame in frames]))
    colours = strip.quantize(96)
    images = [frame.quantize(palette=colours, dither=Image.Dither.NONE) for frame in frames]
    wait = [round(1000 * SECONDS[0])] * (len(images) - 1) + [round(1000 * SECONDS[1])]
    content = io.BytesIO()
    images[0].save(content, "GIF", save_all=True, append_images=images[1:], duration=wait, loop=0)
    return content.getvalue()


@style.house_style()
def _frame(shades: np.ndarray, seen: Watched, picture: np.ndarray) -> Image.Image:
    """Return the picture of the last of the sweeps that are given."""
    sweep = len(shades) - 1
    own, shown = seen.labels
    on = sweep < seen.released_at
    figure = style.blank(7.6, 3.0)
    left, middle, right = figure.subplots(1, 3, width_ratios=[1.0, 1.28, 1.0])
    left.imshow(picture, cmap="gray_r", interpolation="nearest")
    words = f"and is steered to an {shown}" if on else "nothing steers it now"
    _headed(left, f"it sees a {own}", words, style.GOLD if on else style.MUTED)
    middle.imshow(_cells(shades[-1]), interpolation="nearest")
    flipped = int((np.abs(shades[-1]) == 2).sum())
    still = "at rest" if sweep and not flipped else f"{flipped} of {shades.shape[1]} neurons flip"
    _headed(middle, f"sweep {sweep + 1}", still if sweep else "from silence")
    _readout(right, seen.evidence[sweep], shown)
    canvas = FigureCanvasAgg(style.finish(figure))
    figure.set_dpi(DOTS)
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3].copy())


def _headed(axes: Axes, title: str, words: str, colour: str = style.MUTED) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_anchor("N")
    axes.set_title(title, loc="left", color=style.INK, fontsize=11, pad=20, fontweight="bold")
    axes.annotate(words, (0, 1), (0, 6), "axes fraction", "offset points", color=colour, fontsize=9)


def _cells(shades: np.ndarray) -> np.ndarray:
    rows = -(-len(shades) // COLUMNS)
    cells = np.ones((rows * COLUMNS, 3))
    for value, colour in SHADES.items():
        cells[: len(shades)][shades == value] = to_rgb(colour)
    return cells.reshape(rows, COLUMNS, 3)


def _readout(axes: Axes, evidence: np.ndarray, shown: int) -> None:
    says = int(evidence.argmax()) if np.ptp(evidence) else None
    height = evidence - evidence.min()
    height = height / height.max() if height.max() else height
    colours = [style.BLUE if label == says else style.PALE_BLUE for label in range(len(evidence))]
    axes.barh(range(len(evidence)), height, color=colours, height=0.75)
    _headed(axes, "it says " + ("nothing" if says is None else str(says)), "evidence of each digit")
    axes.set_xlim(0, 1.05)
    axes.set_ylim(len(evidence) - 0.4, -0.6)
    axes.set_yticks(
        range(len(evidence)), [str(label) for label in range(len(evidence))], fontsize=8
    )
    axes.tick_params(length=0, colors=style.MUTED)


if __name__ == "__main__":
    main()
