"""`basinet analyse cascade`: what follows from some firings on a line with delays."""

from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.theory.output import (
    Column,
    FigurePath,
    Json,
    Table,
    prepare_figure,
    show,
    write_figure,
)

if TYPE_CHECKING:
    from basinet.viz import Figure

_LARGEST = 500


def cascade(
    firings: Annotated[str, typer.Argument(help="External firings NODE@TIME, such as 0@0,1@0.")],
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Show the cascade that external firings cause where a node fires when two signals meet.

    Example: `basinet analyse cascade 0@0,1@0,2@0,3@0,4@1`
    """
    prepare_figure(figure)
    from basinet.analysis import cascades

    external = _read(firings)
    induced = cascades.induced(external)
    parts = cascades.triangles(external)
    columns = [
        Column("left", "left", [left for left, _, _ in parts]),
        Column("right", "right", [right for _, right, _ in parts]),
        Column("time", "time", [time for _, _, time in parts]),
    ]
    whole = cascades.is_chinampa(external)
    facts = {
        "external": len(external),
        "induced": len(induced),
        "profit": len(induced) - len(external),
        "chinampa": whole,
    }
    said = [
        f"{len(external)} external firings, {len(induced)} induced, profit {facts['profit']}",
        "a chinampa" if whole else "no chinampa: not connected, or an external firing is induced",
    ]
    write_figure(figure, lambda: _draw(external, induced))
    show(Table("Triangles of the cascade", columns, facts, said), json)


def _read(text: str) -> set[tuple[int, int]]:
    found = set()
    for word in text.split(","):
        node, at, time = word.strip().partition("@")
        if not at or not (node.isascii() and node.isdigit() and time.isascii() and time.isdigit()):
            raise ValueError(f"{word.strip()!r} is no firing; write NODE@TIME, such as 2@0")
        if max(int(node), int(time)) > _LARGEST:
            raise ValueError(f"{word.strip()} is too far out; nodes and times go to {_LARGEST}")
        found.add((int(node), int(time)))
    return found


def _draw(external, induced) -> "Figure":
    from basinet import viz

    return viz.cascade(sorted(external), sorted(induced - external))
