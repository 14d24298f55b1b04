"""What do the neurons do, sweep by sweep? A moving picture."""

import base64
import io
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Int8
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from basinet._files import write_atomically
from basinet.viz import _settling as settling
from basinet.viz import style
from basinet.viz._raster import STEERED_AND_FREE

_SHADES = {
    -1: style.PALE_VERMILION,
    1: style.PALE_BLUE,
    -2: style.VERMILION,
    2: style.BLUE,
    0: style.GRID,
}
_MOST = 200
"""Sweeps of a film."""


@dataclass(frozen=True, eq=False)
class Film:
    """A moving picture, which a notebook shows.

    Attributes:
        content: of a GIF file.
    """

    content: bytes

    def save(self, path: str | Path) -> None:
        """Write the film into a `.gif` file, whole or not at all.

        Raises:
            ValueError: when the name of the file ends otherwise.
            OSError: when it cannot be written.
        """
        path = Path(path)
        if path.suffix.lower() != ".gif":
            raise ValueError(f"{path}: a film is a .gif file")
        write_atomically(path, self.content)

    def __repr__(self) -> str:
        return f"Film({len(self.content):,} bytes of GIF)"

    def _repr_html_(self) -> str:
        """Return the film inside an image."""
        content = base64.b64encode(self.content).decode()
        return f'<img alt="neurons, sweep by sweep" src="data:image/gif;base64,{content}">'


def film(
    spins: Int8[np.ndarray, "sweeps n"],
    released_at: int,
    *,
    spans: tuple[str, str] = STEERED_AND_FREE,
    seconds: float = 0.6,
) -> Film:
    """Draw the neurons of a relaxation as cells of a square, one picture for each sweep.

    Neurons are pale in the colour of their state, and strong in the sweep in which they flip.

    Args:
        spins: the state in each sweep, +1, -1, or 0 for a neuron that is silent.
        released_at: the first row in which the stimulus is off, 0..sweeps.
        spans: what happens before `released_at`, and from then on.
        seconds: how long a sweep is shown.

    Raises:
        ValueError: if spins is not [sweeps n], or released_at is not 0..sweeps.
    """
    if spins.ndim != 2 or not spins.size or len(spins) > _MOST:
        raise ValueError(f"spins has shape {spins.shape}; expected [sweeps n], {_MOST} at most")
    if not 0 <= released_at <= len(spins):
        raise ValueError(f"released_at is {released_at}; expected 0..{len(spins)}")
    flips = settling.flips(spins)
    shades = np.sign(spins) * (1 + flips)
    frames = [
        _frame(row, f"sweep {number}", spans[number >= released_at], int(flips[number].sum()))
        for number, row in enumerate(shades)
    ]
    from PIL import Image

    images = [Image.fromarray(frame).quantize(64) for frame in frames]
    content = io.BytesIO()
    wait = [round(1000 * seconds)] * (len(images) - 1) + [round(3000 * seconds)]
    images[0].save(content, "GIF", save_all=True, append_images=images[1:], duration=wait, loop=0)
    return Film(content.getvalue())


@style.house_style()
def _frame(shades: np.ndarray, title: str, note: str, flips: int) -> np.ndarray:
    """One picture as red, green and blue bytes."""
    side = math.ceil(math.sqrt(len(shades)))
    cells = np.ones((side * side, 3))
    for value, colour in _SHADES.items():
        cells[: len(shades)][shades == value] = to_rgb(colour)
    figure = style.blank(4.4, 4.6)
    axes = figure.add_subplot()
    axes.imshow(cells.reshape(side, side, 3), interpolation="nearest")
    axes.set_axis_off()
    style.head(axes, title, f"{note.split(':', maxsplit=1)[0]}; {flips:,} flips")
    canvas = FigureCanvasAgg(style.finish(figure))
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()
