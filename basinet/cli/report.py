"""`basinet report`: the page that shows what a run has learnt."""

from pathlib import Path
from typing import Annotated

import typer

from basinet.cli.learner_from import LearnerFrom
from basinet.cli.show import as_json, download_bar, line


def report(
    run: Annotated[Path, typer.Argument(help="The folder of a run.")],
    learner_from: LearnerFrom = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write report.html into the folder of a run; it opens without a network.

    Example: `basinet report runs/digits-steered-1`
    """
    del learner_from  # it is known since the words were parsed
    from basinet.data import load_quietly
    from basinet.reporting import write_report
    from basinet.runs import RunFolder

    folder = RunFolder(run)
    described = folder.read_run()
    with download_bar() as progress:
        data = load_quietly(described.reading, progress=progress)
    write_report(folder, data)
    if json:
        as_json({"report": str(folder.report)})
    else:
        line(str(folder.report))
