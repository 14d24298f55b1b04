"""`basinet export`: a trained network leaves the library."""

from pathlib import Path
from typing import Annotated

import typer

from basinet._closest import close
from basinet.cli.learner_from import LearnerFrom
from basinet.cli.show import as_json, download_bar, line

FORMS = ("page",)
"""What a network can be exported to."""


def export(
    run: Annotated[Path, typer.Argument(help="The folder of a run, or a model file.")],
    to: Annotated[str, typer.Option(help=f"What it becomes: {', '.join(FORMS)}.")] = "page",
    out: Annotated[
        Path | None,
        typer.Option(help="The file; without it, named after the run and in its folder."),
    ] = None,
    learner_from: LearnerFrom = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write a trained network into a file that needs no library.

    A page is one HTML file in which the network can be drawn to, steered and released, without a
    server and without a network, also on a phone. Its weights are whole numbers of 16 bits.

    Example: `basinet export runs/digits-steered-1 --to page --out demo.html`
    """
    del learner_from  # it is known since the words were parsed
    if to not in FORMS:
        raise ValueError(f"--to is {to!r}{close(to, FORMS)}; expected one of {', '.join(FORMS)}")
    from basinet.data import load
    from basinet.exchange import write_page
    from basinet.runs import RunFolder
    from basinet.saving import load_model

    folder = RunFolder(run)
    if run.is_dir():
        described, model = folder.read_run(), folder.read_model()
        with download_bar() as progress:
            data = load(described.data, label=described.label, progress=progress)
    else:
        model, data = load_model(run), None
    path = _place(run) if out is None else out
    title = "" if data is None else f"A network that settles: {Path(data.name).name}"
    size = write_page(model, path, data, title)
    if json:
        as_json({"page": str(path), "bytes": size})
    else:
        line(f"page {path} ({size / 1e6:.1f} MB): open it in a browser")


def _place(run: Path) -> Path:
    return run / "page.html" if run.is_dir() else run.with_suffix(".html")
