"""`basinet analyse non-gaussian`: receptive fields from a ring, and from its Gaussian twin."""

from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.interrupt import interruptible, leave
from basinet.cli.theory.output import (
    Column,
    FigurePath,
    Json,
    Table,
    prepare_figure,
    show,
    write_figure,
)
from basinet.cli.theory.progress import point_bar
from basinet.cli.theory.ranges import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from basinet.learners import Steered
    from basinet.pairs.twins import Fields, Seen
    from basinet.viz import Figure

_NAMES = ("non-Gaussian", "Gaussian twin")
_QUANTILES = (0.1, 0.5, 0.9, 1.0)


def non_gaussian(
    samples: Annotated[int, typer.Option(min=16, help="Fields that are learnt.")] = 5000,
    pixels: Annotated[int, typer.Option(min=4, max=10_000, help="Of the ring.")] = 40,
    lengths: Annotated[str, typer.Option(help="Two correlation lengths: the classes.")] = "2,8",
    gain: Annotated[float, typer.Option(help="How sharp edges are, above 0.")] = 3.0,
    neurons: Annotated[int, typer.Option(min=1, help="Of the steered network.")] = 200,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the fields.")] = 6,
    seed: Annotated[int, typer.Option(min=0, help="Source of everything random.")] = 0,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Train a steered network on non-Gaussian fields and on their Gaussian twin: does it localise?

    The same network learns to tell two correlation lengths apart on a ring of pixels, once with
    sharp edges and once with Gaussian pixels of equal covariance. Shown are quantiles over neurons
    of the inverse participation ratio of the input weights: 1 is a single pixel, 3/n random.

    Example: `basinet analyse non-gaussian --samples 20000 --figure fields.png`
    """
    prepare_figure(figure)
    import numpy as np

    from basinet.learners import Steered
    from basinet.pairs.twins import Fields, twins

    ends = numbers("--lengths", lengths)
    if len(ends) != 2:
        raise ValueError(f"--lengths is {lengths!r}; expected two unlike numbers, such as 2,8")
    both = twins(Fields(samples, pixels, (float(ends[0]), float(ends[1])), gain))
    found = _found(Steered(hidden=neurons), both, epochs, seed)
    quantiles = [np.quantile(v, _QUANTILES) for v in (found[0].before, *(f.after for f in found))]
    columns = [
        Column("quantile", "quantile", list(_QUANTILES)),
        Column("before", "before", quantiles[0]),
        Column("non_gaussian", _NAMES[0], quantiles[1]),
        Column("gaussian", _NAMES[1], quantiles[2]),
    ]
    facts = {
        "accuracy": {"non_gaussian": found[0].accuracy, "gaussian": found[1].accuracy},
        "kurtosis": {"non_gaussian": found[0].kurtosis, "gaussian": found[1].kurtosis},
        "random": 3 / pixels,
    }
    said = [
        f"{name}: accuracy {one.accuracy:.4f}, kurtosis of the pixels {one.kurtosis:.2f}"
        for name, one in zip(_NAMES, found, strict=True)
    ]
    write_figure(figure, lambda: _draw(found))
    show(Table("Inverse participation ratios of the input weights", columns, facts, said), json)


def _found(
    learner: "Steered", both: "Sequence[Fields]", epochs: int, seed: int
) -> "tuple[Seen, Seen]":
    """Train on both kinds of fields."""
    from basinet.pairs.twins import learnt, seen

    found: list[Seen] = []
    done, total = 0, epochs * len(both)
    try:
        with point_bar(total) as advance:
            for name, fields in zip(_NAMES, both, strict=True):
                model = None
                for model in interruptible(learnt(learner, fields, epochs=epochs, seed=seed)):
                    done += 1
                    advance(done, f"{name}, epoch {model.epoch.number}")
                assert model is not None
                found.append(seen(model, fields, seed))
    except KeyboardInterrupt:
        leave(f"stopped after {done} of {total} epochs")
    return found[0], found[1]


def _draw(found: "tuple[Seen, Seen]") -> "Figure":
    import numpy as np

    from basinet import viz

    lines = [viz.Line(name, np.sort(one.after)) for name, one in zip(_NAMES, found, strict=True)]
    lines.append(viz.Line("before", np.sort(found[0].before), dashed=True))
    return viz.curves(
        np.linspace(0, 1, len(found[0].after)),
        lines,
        title="How localised the input weights are",
        note="inverse participation ratio of each neuron",
        along="share of the neurons that are less localised",
    )
