"""The table at the end of a sweep: the points of the largest means."""

from typing import Any

from basinet.cli.quantities import last_part, spell
from basinet.cli.show import line
from basinet.cli.sweep.options import SHOWN


def print_points(show: str, points: list[dict[str, Any]]) -> None:
    """Print the first points: the values of the axes, the mean, its error and the seeds."""
    names = [name for name in points[0] if name not in ("mean", "error", "seeds")]
    heads = [*map(last_part, names), show, "error", "seeds"]
    cells = [
        [
            *(spell(point[name]) for name in names),
            f"{point['mean']:.4f}",
            "" if point["error"] is None else f"{point['error']:.4f}",
            str(point["seeds"]),
        ]
        for point in points[:SHOWN]
    ]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    for row in [heads, *cells]:
        line("  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)))
    if len(points) > SHOWN:
        line(f"and {len(points) - SHOWN} more points")
