"""`basinet export`: a trained network leaves the library."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from basinet._closest import close
from basinet._files import refuse_unwritable
from basinet.cli.learner_from import LearnerFrom
from basinet.cli.show import as_json, download_bar, line

if TYPE_CHECKING:
    from basinet.model import Model

FORMS = {"page": ".html", "nir": ".nir"}
"""What a network can be exported to, and how the file's name ends."""


def export(
    run: Annotated[Path, typer.Argument(help="The folder of a run, or a model file.")],
    to: Annotated[str, typer.Option(help=f"What it becomes: {', '.join(FORMS)}.")] = "page",
    out: Annotated[
        Path | None,
        typer.Option(help="The file; without it, named after the run and in its folder."),
    ] = None,
    bits: Annotated[
        int | None, typer.Option(help="To which weights are rounded with --to nir, 2 to 16.")
    ] = None,
    learner_from: LearnerFrom = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write a trained network into a file that needs no library.

    A page is one HTML file in which the network can be drawn to, steered and released, without a
    server and without a network, also on a phone. Its weights are whole numbers of 16 bits.
    A nir file holds the same network as integrate-and-fire neurons, for simulators and chips that
    read the Neuromorphic Intermediate Representation; it needs the extra nir.

    Example: `basinet export runs/digits-steered-1 --to page --out demo.html`
    """
    del learner_from  # it is known since the words were parsed
    if to not in FORMS:
        raise ValueError(f"--to is {to!r}{close(to, FORMS)}; expected one of {', '.join(FORMS)}")
    if bits is not None and to != "nir":
        raise ValueError(f"--bits belongs to --to nir; the weights of a {to} have 16")
    if out is not None:
        refuse_unwritable(out)
    path = _place(run, FORMS[to]) if out is None else out
    size = _write_page(run, path) if to == "page" else _write_nir(run, path, bits)
    if json:
        as_json({to: str(path), "bytes": size})
        return
    hint = ": open it in a browser" if to == "page" else ""
    line(f"{to} {path} ({size / 1e6:.1f} MB){hint}")


def _write_page(run: Path, path: Path) -> int:
    from basinet.data import load_quietly
    from basinet.exchange import write_page
    from basinet.runs import RunFolder

    if not run.is_dir():
        return write_page(_model(run), path)
    described = RunFolder(run).read_run()
    with download_bar() as progress:
        data = load_quietly(described.reading, progress=progress)
    return write_page(_model(run), path, data, f"A network that settles: {Path(data.name).name}")


def _write_nir(run: Path, path: Path, bits: int | None) -> int:
    from basinet.exchange import write_nir

    return write_nir(_model(run), path, bits)


def _model(run: Path) -> "Model":
    from basinet.runs import RunFolder
    from basinet.saving import load_model

    return RunFolder(run).read_model() if run.is_dir() else load_model(run)


def _place(run: Path, ending: str) -> Path:
    return run / f"network{ending}" if run.is_dir() else run.with_suffix(ending)
