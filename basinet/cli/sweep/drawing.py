"""The figure of a sweep, written into a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from basinet.cli.quantities import spell

if TYPE_CHECKING:
    from basinet.sweeps import Sweep
    from basinet.sweeps.summary import Summary


def draw(
    described: "Sweep",
    table: Any,
    path: Path,
    *,
    show: str | None = None,
    threshold: float | None = None,
    at: list[str] | None = None,
) -> None:
    """Write the figure that fits the axes: a measured number, at some values of them."""
    from basinet.sweeps.show import figure
    from basinet.sweeps.summary import summarise

    write_figure(figure(fixed(summarise(described, table, show), at), threshold), path)


def fixed(summary: "Summary", at: list[str] | None) -> "Summary":
    """The part of the grid at the values that --at names."""
    for text in at or []:
        name, equals, value = text.partition("=")
        if not equals:
            raise ValueError(f"--at {text!r} is not of the form FIELD=VALUE")
        stored = [v for v in summary.axes.get(name, ()) if value in (str(v), spell(v))]
        summary = summary.at(name, stored[0] if stored else value)
    return summary


def write_figure(figure: Any, path: Path) -> None:
    """Write a figure as a .png or an .svg file.

    Raises:
        ValueError: when the name of the file ends otherwise.
        OSError: when it cannot be written.
    """
    from basinet._files import write_atomically
    from basinet.viz import to_png, to_svg

    if path.suffix not in (".png", ".svg"):
        raise ValueError(f"{path}: a figure is a .png or an .svg file")
    write_atomically(path, to_png(figure) if path.suffix == ".png" else to_svg(figure))
