"""`basinet analyse fields`: how localised the input weights of a network have become."""

from typing import TYPE_CHECKING

from basinet.cli.analyse.given import First, one_model
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

_QUANTILES = (0.1, 0.5, 0.9, 1.0)


def fields(run: First, json: Json = False, figure: FigurePath = None) -> None:
    """Show the inverse participation ratios of the input weights, before and after learning.

    1 is a single input, 3/n what random weights have.

    Example: `basinet analyse fields runs/a`
    """
    prepare_figure(figure)
    import numpy as np

    from basinet.analysis.receptive import participation
    from basinet.pairs import input_fields, untrained

    model, _ = one_model(run)
    found = [participation(input_fields(each)) for each in (untrained(model), model)]
    rows = [np.quantile(values, _QUANTILES) for values in found]
    columns = [
        Column("quantile", "quantile", list(_QUANTILES)),
        Column("before", "before", rows[0]),
        Column("after", "after", rows[1]),
    ]
    write_figure(figure, lambda: _draw(*map(np.sort, found)))
    show(Table("Inverse participation ratios of the input weights", columns), json)


def _draw(before, after) -> "Figure":
    import numpy as np

    from basinet import viz

    ranks = np.linspace(0, 1, len(before))
    lines = [viz.Line("after learning", after), viz.Line("before", before, dashed=True)]
    return viz.curves(
        ranks,
        lines,
        title="How localised the input weights are",
        note="inverse participation ratio of each neuron",
        along="share of the neurons that are less localised",
    )
