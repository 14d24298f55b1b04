"""What the commands of a comparison show in the end: tables, a figure, and what failed."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from basinet.cli.show import as_json, line, remark

if TYPE_CHECKING:
    from basinet.compare import ComparisonFolder, Row

_SOME_FAILED = 3
_SHOWN = 10


def finish(folder: "ComparisonFolder", json: bool) -> None:
    """Write the tables and the figure, print them, and say what failed.

    Raises:
        Exit: with code 3 when cells failed.
    """
    from basinet._files import write_atomically
    from basinet.compare import markdown, summarise

    results, path = folder.results(), folder.path
    rows = summarise(results)
    whole = {"data": folder.data, "tags": folder.tags, "rows": [asdict(row) for row in rows]}
    text = markdown(rows, folder.tags)
    write_atomically(path / "comparison.json", dumps(whole, indent=2) + "\n")
    write_atomically(path / "comparison.md", text)
    drawn = _draw(folder.data, rows, path / "comparison.png")
    if json:
        as_json(whole | {"figure": drawn})
    else:
        line(text)
        line(f"table   {path / 'comparison.md'}")
        if drawn is not None:
            line(f"figure  {drawn}")
    failed = [result for result in results if result["error"]]
    for result in failed[:_SHOWN]:
        where = f"{result['learner']} at {result['fraction']:g}, seed {result['seed']}"
        remark(f"failed: {where}: {result['error']}")
    if failed:
        remark(f"{len(failed)} of {len(results)} cells failed; --retry-failed does them again")
        raise typer.Exit(_SOME_FAILED)


def _draw(data: str, rows: "list[Row]", file: Path) -> str | None:
    """Draw the rows, and return where; None with a remark where that cannot be done."""
    from basinet._files import write_atomically
    from basinet.compare import YARDSTICKS

    names = list(dict.fromkeys(row.learner for row in rows))
    if not names:
        return None
    try:
        import numpy as np

        from basinet.viz import Contender, comparison, to_png
    except ImportError as error:
        remark(f"no figure: {error}")
        return None
    contenders = []
    for name in names:
        own = sorted((row for row in rows if row.learner == name), key=lambda row: row.fraction)
        spread = [np.nan if row.spread is None else row.spread for row in own]
        contenders.append(
            Contender(
                name,
                np.array([row.fraction for row in own]),
                np.array([row.accuracy for row in own]),
                np.array(spread),
                own[-1].seconds,
                name in YARDSTICKS.values(),
            )
        )
    seeds = max(row.seeds for row in rows)
    note = "one seed" if seeds == 1 else f"mean and standard deviation of {seeds} seeds"
    figure = comparison(contenders, title=f"Learners on {data}", note=note)
    write_atomically(file, to_png(figure))
    return str(file)
