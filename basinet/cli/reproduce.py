"""`basinet reproduce`: a published result, computed anew."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.engines import Address, Cpus, Engine, Gpus, choose_engine
from basinet.cli.interrupt import interruptible, leave
from basinet.cli.show import as_json, line, remark
from basinet.cli.theory.output import Column, Table, prepare_figure, show
from basinet.cli.theory.progress import point_bar

if TYPE_CHECKING:
    from basinet.reproductions import Claim, Job
    from basinet.sweeps import AbstractEngine

FOLDER = Path("reproductions")
"""Where the folders of reproductions are made, unless told otherwise."""


def reproduce(
    name: Annotated[
        str | None, typer.Argument(help="Which one; --list shows them.", show_default=False)
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show all, with their verdicts.")] = False,
    sources: Annotated[
        bool, typer.Option("--sources", help="Show the papers of each, or of one.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="The version of a minute or two.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder of data and figure; the same one goes on. Without it a folder of"
            f" {FOLDER}/."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Source of everything random.")] = 0,
    engine: Engine = "local",
    address: Address = None,
    cpus: Cpus = 1.0,
    gpus: Gpus = 0.0,
    json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Compute a published result anew: its figure, and what was measured beside its references.

    Every finished piece is kept in the folder: repeat the command to go on after a stop. With
    --engine ray pieces are done side by side, and found the same.

    Example: `basinet reproduce counting --quick`
    """
    if list_ or sources or name is None:
        _show_all(json, sources=sources, name=name)
        return
    from basinet.reproductions import Job, find

    reproduction = find(name)
    prepare_figure(Path("figure.png"))
    path = _folder(name, quick=quick, seed=seed) if out is None else out
    worker = choose_engine(engine, address, cpus, gpus, lambda *_: None)
    job = Job(name, reproduction, quick, seed, path)
    _carry_out(job, None if engine == "local" else worker, json)


def _folder(name: str, *, quick: bool, seed: int = 0) -> Path:
    parts = [name, *(["quick"] if quick else []), *([f"seed-{seed}"] if seed else [])]
    return FOLDER / "-".join(parts)


def _show_all(json: bool, *, sources: bool, name: str | None) -> None:
    """Show all reproductions, or one; JSON has everything, the screen what fits, or the sources."""
    from basinet.reproductions import REPRODUCTIONS, find

    chosen = dict(REPRODUCTIONS) if name is None else {name: find(name)}
    all_ = list(chosen.values())
    names = Column("name", "name", list(chosen))
    title = Column("title", "what", [one.title for one in all_], words=True)
    source = Column("source", "source", [one.source for one in all_], words=True)
    about = "Published results that are computed anew"
    if sources and not json:
        show(Table(about, [names, source]), json=False)
        return
    short, long = zip(*(one.minutes for one in all_), strict=True)
    quick, full = ([_verdict(_folder(n, quick=q)) for n in chosen] for q in (True, False))
    if json:
        times = Column("quick_minutes", "", short), Column("full_minutes", "", long)
        ends = Column("quick", "", quick), Column("full", "", full)
        show(Table(about, [names, title, source, *times, *ends]), json)
        return
    minutes = [f"{q:g} / {f:g}" for q, f in zip(short, long, strict=True)]
    last = [f or (q and f"{q} (quick)") for q, f in zip(quick, full, strict=True)]
    origins = Column("", "from", [_origin(one.source) for one in all_], words=True)
    verdicts = Column("", "last verdict", last, words=True)
    columns = [names, origins, Column("", "minutes", minutes), verdicts, title]
    how = (
        f"minutes of the quick and of the full version on two cores; the last verdict in {FOLDER}/",
        "`basinet reproduce NAME --quick` computes one, --sources says from where they are",
    )
    show(Table(about, columns, {}, how), json=False)


def _origin(source: str) -> str:
    """The papers of a source, as short as they can be found by."""
    papers = dict.fromkeys(re.findall(r"\b\d{4}\.\d{4,5}\b", source))
    return f"arXiv {', '.join(papers)}" if papers else re.split("[,:;]", source)[0]


def _verdict(folder: Path) -> str:
    """The last verdict in a folder; what cannot be read is said, and the others are listed."""
    from basinet.folders import one_line
    from basinet.reproductions import last_verdict

    begun = "begun" if (folder / "reproduction.json").is_file() else ""
    try:
        return last_verdict(folder) or begun
    except (OSError, ValueError) as error:
        remark(one_line(error))
        return "damaged"


def _carry_out(job: "Job", engine: "AbstractEngine | None", json: bool) -> None:
    """Do what is missing, write results and figure, and show the claims."""
    from basinet.reproductions import conduct, finish

    steps = conduct(job, engine)
    begun = next(steps)
    if begun.done:
        remark(f"{job.path}: {begun.done} of {begun.total} pieces are there already")
    done = begun.done
    try:
        with point_bar(begun.total, begun.done) as advance:
            advance(done, "")
            for progress in interruptible(steps):
                done = progress.done
                advance(done, progress.piece)
    except KeyboardInterrupt:
        if engine is not None:
            engine.stop()
        leave(f"stopped after {done} of {begun.total} pieces; repeat the command to go on")
    _show(job, finish(job), json)


def _show(job: "Job", claims: "list[Claim]", json: bool) -> None:
    from basinet.folders import read
    from basinet.reproductions import verdict

    results = job.path / "results.json"
    if json:
        as_json(read(results))
        return

    def each(name: str) -> list[Any]:
        return [getattr(claim, name) for claim in claims]

    # What has no reference has no source and no tolerance either.
    compared = [claim for claim in claims if claim.published is not None]
    sources = list(dict.fromkeys(claim.source for claim in compared))
    places = [sources.index(c.source) + 1 if c in compared else None for c in claims]
    tolerances = [c.tolerance if c in compared else None for c in claims]
    columns = [
        Column("quantity", "quantity", each("quantity")),
        Column("measured", "measured", each("measured")),
        Column("published", "reference", each("published")),
        Column("source", "from", places),
        Column("difference", "difference", each("difference")),
        Column("tolerance", "tolerance", tolerances),
        Column("verdict", "verdict", each("verdict")),
    ]
    show(Table(f"{job.reproduction.title} ({job.reproduction.source})", columns), json=False)
    for number, source in enumerate(sources, 1):
        line(f"from {number}   {source}")
    line()
    line(f"verdict  {verdict(claims)}")
    line(f"figure   {job.path / 'figure.png'}")
    line(f"results  {results}")
    line(f"again    {job.command()}")
