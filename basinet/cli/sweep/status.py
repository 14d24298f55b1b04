"""`basinet sweep status` and `collect`: what is done, and the table of it."""

from basinet.cli.learner_from import LearnerFrom
from basinet.cli.show import as_json, line
from basinet.cli.sweep.options import SHOWN, Folder, Json


def status(folder: Folder, learner_from: LearnerFrom = None, json: Json = False) -> None:
    """Say how many runs are done, failed and missing, and why some failed."""
    del learner_from
    from basinet.sweeps import Store, index, plan

    store = Store(folder)
    todo = plan(store.read_sweep(), store)
    rows = index.look(store).to_pylist()
    errors = [(row["name"], row["error"]) for row in rows if row.get("error")]
    done = todo.total - len(todo.missing) - len(todo.impossible)
    counts = {
        "runs": todo.total,
        "done": done,
        "missing": len(todo.missing),
        "impossible": todo.impossible,
        "stored": len(rows),
        "failed": [{"run": name, "error": error} for name, error in errors],
    }
    if json:
        as_json(counts)
        return
    line(f"{done} of {todo.total} runs are done, {len(todo.missing)} missing")
    if len(rows) > done:
        line(f"{len(rows) - done} more results are here that the sweep no longer asks for")
    for name, error in errors[:SHOWN]:
        line(f"failed      {store.folder(name)}: {error}")
    for error in todo.impossible[:SHOWN]:
        line(f"impossible  {error}")
    more = max(len(errors) - SHOWN, 0) + max(len(todo.impossible) - SHOWN, 0)
    if more:
        line(f"and {more} more; --json lists all")


def collect(folder: Folder, learner_from: LearnerFrom = None, json: Json = False) -> None:
    """Make the table of all results again from the folders of the runs."""
    del learner_from
    from basinet.sweeps import Store, index

    store = Store(folder)
    store.read_sweep()
    table = index.collect(store, afresh=True)
    if json:
        as_json({"index": str(store.index), "runs": table.num_rows, "columns": table.column_names})
    else:
        line(f"{table.num_rows:,} results with {table.num_columns} columns in {store.index}")
