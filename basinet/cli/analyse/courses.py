"""`basinet analyse courses`: whether two networks learn by the same dynamics."""

from typing import TYPE_CHECKING, Annotated

import typer

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
    from basinet.viz import Figure


def courses(
    run: First,
    run2: Second,
    patterns: Patterns = 200,
    steps: Annotated[int, typer.Option(min=10, help="Steps of each course.")] = 100,
    starts: Annotated[int, typer.Option(min=1, help="Initial weights, from the seed on.")] = 3,
    modes: Annotated[int, typer.Option(min=1, help="Eigenvalues that are compared.")] = 10,
    delays: Annotated[int, typer.Option(min=0, help="Later steps beside each.")] = 8,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Let the learners of two runs learn anew and compare the Koopman spectra of their courses.

    A small p says that the two are different dynamics; a p near 1 says no more than that they
    were not told apart. Each step is a pass over the patterns as one batch.

    Example: `basinet analyse courses runs/a runs/b --steps 200`
    """
    prepare_figure(figure)
    import numpy as np

    from basinet.analysis.koopman import refuse_short, spectrum
    from basinet.pairs import compared
    from basinet.pairs import courses as follow

    sizes = {"steps": steps, "starts": starts, "quantities": 20}
    refuse_short((steps, sizes["quantities"], starts), modes, delays)  # before anything takes long
    one, other, data = two_models(run, run2)
    x, y = data.x_train[:patterns], data.y_train[:patterns]
    followed = [follow(model, x, y, **sizes) for model in (one, other)]
    found = compared(*followed, modes=modes, delays=delays)
    spectra = [spectrum(each / np.abs(each).max(), modes, delays) for each in followed]
    spectra = [values[np.argsort(-np.abs(values))] for values in spectra]
    columns = [Column("mode", "mode", list(range(1, modes + 1)))]
    for key, run_, values in (("one", run, spectra[0]), ("other", run2, spectra[1])):
        columns.append(Column(f"{key}_size", f"|λ| of {run_.name}", np.abs(values)))
        columns.append(Column(f"{key}_angle", f"angle of {run_.name}", np.abs(np.angle(values))))
    facts = {"distance": found.distance, "p": found.p}
    said = [f"distance {found.distance:.4f}, p {found.p:.3f}"]
    write_figure(figure, lambda: _draw(spectra, (run.name, run2.name), found))
    show(Table("Koopman spectra", columns, facts, said), json)


def _draw(spectra, names: tuple[str, str], found) -> "Figure":
    from basinet import viz

    note = f"distance {found.distance:.4f}, p {found.p:.3f}"
    return viz.spectra(spectra, names, title="Koopman eigenvalues of learning", note=note)
