"""`basinet sweep scaling`: thresholds by size, and the collapse of the curves."""

from pathlib import Path
from typing import Annotated

import typer

from basinet.cli.learner_from import LearnerFrom
from basinet.cli.show import as_json, line
from basinet.cli.sweep.drawing import fixed, write_figure
from basinet.cli.sweep.options import At, Folder, Json, Show


def scaling(
    folder: Folder,
    size: Annotated[str, typer.Option(help="The axis that is the size N.")] = "neurons",
    show: Show = None,
    level: Annotated[float, typer.Option(help="The level that defines each threshold.")] = 0.5,
    scale_height: Annotated[
        bool, typer.Option("--scale-height", help="Fit an exponent of the height too.")
    ] = False,
    at: At = None,
    out: Annotated[
        Path | None, typer.Option(help="A .png or .svg file; else scaling.png in the folder.")
    ] = None,
    learner_from: LearnerFrom = None,
    json: Json = False,
) -> None:
    """Find the threshold of each size, and the exponents with which the curves collapse.

    The sweep needs two axes: the size and what is varied. Errors are from a bootstrap over seeds.
    """
    del learner_from
    from basinet.sweeps import Store
    from basinet.sweeps.index import look
    from basinet.sweeps.scale import scale
    from basinet.sweeps.summary import summarise

    store = Store(folder)
    described = store.read_sweep()
    summary = fixed(summarise(described, look(store), show), at)
    found = scale(summary, size, level, scale_height=scale_height)
    path = folder / "scaling.png" if out is None else out
    write_figure(found.figure(), path)
    if json:
        as_json(found.plain() | {"figure": str(path)})
        return
    for N, one in zip(found.sizes, found.thresholds, strict=True):
        line(f"N = {N:<7} {found.axis} = {one.value:.4f} ± {one.error:.4f}")
    whole = found.collapse
    line(f"collapse    threshold {whole.threshold.value:.4f} ± {whole.threshold.error:.4f}")
    line(f"            1/nu      {whole.inverse_nu.value:.3f} ± {whole.inverse_nu.error:.3f}")
    if scale_height:
        line(f"            beta/nu   {whole.ratio.value:.3f} ± {whole.ratio.error:.3f}")
    line(f"            mean square distance {whole.quality:.2f} in units of the variance")
    line(f"figure      {path}")
