"""`basinet analyse common`: which neurons and subspaces two networks share."""

from typing import TYPE_CHECKING

from basinet.cli.analyse.given import First, Patterns, Second, two_models
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
    from basinet.pairs import Common
    from basinet.viz import Figure

_PAIRS = ["trained", "untrained", "shuffled"]


def common(
    run: First,
    run2: Second,
    patterns: Patterns = 500,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Match the neurons of two networks by their states at rest, beside two controls.

    The best of many partners correlates by chance, which the shuffled patterns show, and networks
    correlate before they learn, since their inputs are the same.

    Example: `basinet analyse common runs/a runs/b`
    """
    prepare_figure(figure)
    from basinet.pairs import common as measure

    one, other, data = two_models(run, run2)
    found = measure(one, other, data.x_test[:patterns])
    columns = [
        Column("pair", "pair", _PAIRS),
        Column("one_to_one", "one to one", found.one_to_one),
        Column("one_to_any", "one to any", found.one_to_any),
        Column("kernel", "linear CKA", found.kernel),
    ]
    rows = [
        {"partners": count, "explained": share}
        for count, share in zip(found.partners, found.explained, strict=True)
    ]
    said = [f"{row['partners']:3d} partners explain {row['explained']:.3f}" for row in rows]
    write_figure(figure, lambda: _draw(found))
    show(Table("What two networks share", columns, {"partners": rows}, said), json)


def _draw(found: "Common") -> "Figure":
    import numpy as np

    from basinet import viz

    level = np.full(len(found.partners), 0.0)
    lines = [viz.Line("held-out share explained", np.asarray(found.explained))]
    for name, value in zip(_PAIRS, found.one_to_one, strict=True):
        lines.append(viz.Line(f"one to one, {name}", level + value, dashed=True))
    return viz.curves(
        np.asarray(found.partners, float),
        lines,
        title="What two networks share",
        note="correlation one to one; variance explained by the best partners",
        along="neurons of the other network",
    )
