"""Figures that show themselves."""

from typing import Any

from matplotlib.figure import Figure

_DOTS_PER_INCH = 96


class Drawing(Figure):
    """A matplotlib figure that a notebook shows, with pyplot or without."""

    def _repr_png_(self) -> tuple[bytes, dict[str, Any]]:
        """Return the picture, and how large it is to be shown."""
        from basinet.viz._export import to_png  # it needs the style, which makes figures

        width, height = (round(side * _DOTS_PER_INCH) for side in self.get_size_inches())
        return to_png(self), {"width": width, "height": height}
