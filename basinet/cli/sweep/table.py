"""`basinet sweep show`: the table of a sweep again, without running anything."""

from basinet.cli.learner_from import LearnerFrom
from basinet.cli.show import as_json, line, remark
from basinet.cli.sweep.drawing import fixed
from basinet.cli.sweep.options import At, Folder, Json, Show
from basinet.cli.sweep.points import print_points


def show(
    folder: Folder,
    show: Show = None,
    at: At = None,
    learner_from: LearnerFrom = None,
    json: Json = False,
) -> None:
    """Print the points of a sweep with the largest means, as far as its runs are done."""
    del learner_from
    from basinet.sweeps import Store, plan
    from basinet.sweeps.index import look
    from basinet.sweeps.summary import rows, summarise

    store = Store(folder)
    described = store.read_sweep()
    todo = plan(described, store)
    if todo.missing:
        remark(f"{len(todo.missing):,} of {todo.total:,} runs are missing")
    points = rows(fixed(summarise(described, look(store), show), at))
    name = described.show if show is None else show
    if json:
        as_json({"sweep": str(folder), "show": name, "points": points})
    elif points:
        print_points(name, points)
    else:
        line("no run is done")
