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
    beside: list[str] | None = None,
) -> None:
    """Write the figure that fits the axes.

    Args:
        described: the sweep.
        table: its results.
        path: a .png, .svg or .pdf file.
        show: the measured number; the sweep's own choice without it.
        threshold: a level to mark.
        at: `FIELD=VALUE` for each axis that is fixed.
        beside: numbers to draw as curves beside it; without it the sweep's own where it shows
            what it chose over one axis.

    Raises:
        ValueError: when a number was not measured, an axis does not exist or the axes do not fit.
        OSError: when the file cannot be written.
    """
    from basinet.sweeps.show import figure
    from basinet.sweeps.summary import summarise

    summary = fixed(summarise(described, table, show), at)
    long = [values for values in summary.axes.values() if len(values) > 1]
    own = described.beside if summary.name == described.show and len(long) <= 1 else ()
    names = own if beside is None else beside
    others = [fixed(summarise(described, table, name), at) for name in names]
    write_figure(figure(summary, threshold, others), path)


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
    """Write a figure as a .png, .svg or .pdf file.

    Raises:
        ValueError: when the name of the file ends otherwise.
        OSError: when it cannot be written.
    """
    from basinet._files import write_atomically
    from basinet.viz import to_pdf, to_png, to_svg

    writers = {".png": to_png, ".svg": to_svg, ".pdf": to_pdf}
    if path.suffix.lower() not in writers:
        raise ValueError(f"{path}: a figure is a .png, .svg or .pdf file")
    write_atomically(path, writers[path.suffix.lower()](figure))
