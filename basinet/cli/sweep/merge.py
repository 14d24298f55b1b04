"""`basinet sweep merge`: the results of several sweeps in one folder."""

from pathlib import Path
from typing import Annotated

import typer

from basinet.cli.learner_from import LearnerFrom
from basinet.cli.show import as_json, line
from basinet.cli.sweep.options import Json


def merge(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where results are added.")],
    others: Annotated[list[Path], typer.Argument(metavar="OTHER...", help="Where they are.")],
    learner_from: LearnerFrom = None,
    json: Json = False,
) -> None:
    """Add the results of other sweeps to a sweep, whose axes grow by theirs.

    DIR may be new: it then becomes the folder of a sweep like the first of the others.
    """
    del learner_from
    from basinet.sweeps import Store, open_store, store, union
    from basinet.sweeps.index import collect

    described = [Store(other).read_sweep() for other in others]
    target = Store(folder)
    whole = target.read_sweep() if target.configuration.is_file() else described[0]
    for one in described:
        whole = union(whole, one)
    target = open_store(folder, whole)
    added = sum(store.merge(target, Store(other)) for other in others)
    rows = collect(target).num_rows
    if json:
        as_json({"sweep": str(folder), "added": added, "runs": rows})
    else:
        line(f"{added} results added; {folder} now has {rows}")
