"""Processes that do a command of the library and are killed before their k-th file-system event.

Usage: python crashing.py, which reads requests from standard input, one JSON object a line: `at`,
the number of the event before which the process is killed (0 for never); `place`, the folder in
which the command runs; `job`, the folder in it whose events count; `words`; `full`, whether instead
the disk is full from that event on; and `made_up`, whether the results of a sweep and its like
follow from their names, and nothing is learnt. It answers each with how the process ended, how many
events it counted and what it said. Each request has a process of its own, forked from this one,
which has imported everything and computed nothing.

An event is one that touches the folder: a file that is opened for writing, renamed or removed, a
folder that is made, a write that is brought to the disk.
"""

import errno
import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path

EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"}
SECONDS, PATIENCE = 120, 900
"""Of the processor, and by the clock, that a process may take: the machine may be busy."""


def main() -> None:
    warm_up()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as counted:
            child = os.fork()
            if not child:
                begin(said.fileno())
                do(request, counted.fileno())
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            said.seek(0)
            counted.seek(0)
            answer = {
                "code": status,
                "events": int(counted.read() or 0),
                "said": said.read().decode(errors="replace"),
            }
            print(json.dumps(answer), flush=True)


def warm_up() -> None:
    """Import what commands do, and say at once what takes theory seconds."""
    import importlib
    import pkgutil

    import jax  # noqa: F401
    import numpy as np
    import optuna
    import pyarrow.parquet  # noqa: F401

    import basinet

    for found in pkgutil.walk_packages(basinet.__path__, "basinet."):
        if not found.name.endswith(("dwave", "on_ray", "__main__", "watched")):
            importlib.import_module(found.name)
    from basinet.phases import drawing, results

    results.transitions = drawing.transitions = lambda: (0.0601, 0.0731)
    # What these import they import when they are used.
    with tempfile.TemporaryDirectory() as folder:
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        storage = optuna.storages.RDBStorage(f"sqlite:///{folder}/study.db")
        optuna.create_study(storage=storage).ask().suggest_float("a", 0, 1)
        storage.engine.dispose()
    from basinet import viz

    numbers = np.array([0.1, 0.3])
    viz.to_png(viz.study(numbers, numbers > 0, {"a": numbers}, name="b", logarithmic=[]))


def begin(said: int) -> None:
    """Make the streams those of a new process, which no mistake lets live for long."""
    empty = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((empty, 0), (said, 1), (said, 2)):
        os.dup2(ours, theirs)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    signal.alarm(PATIENCE)


def make_results_up() -> None:
    """Let tasks and points have results at once: it is only asked whether they are kept."""
    from basinet.compare import Cell
    from basinet.phases import points
    from basinet.sweeps.task import Outcome, name_of
    from basinet.sweeps.training_task import Training

    def carry_out(task, others):
        found = []
        for one in (task, *others):
            number = int(name_of(one), 16) % 997 / 997
            names = ("accuracy", "best_accuracy", "best_epoch", "epochs_to_reach", "patterns")
            measured = dict.fromkeys(names, number) | {"parameters": 7, "seconds_to_reach": None}
            history = [{"epoch": 1, "accuracy": number, "seconds": 0.1}]
            found.append(Outcome(one, measured, 0.1, None, history))
        yield found

    Training.carry_out = Cell.carry_out = carry_out
    points.SearchKind.measure = lambda kind, settings, value, data: points.Reach(
        value, settings.instances, settings.instances if value else 0, 3.5 if value else None
    )
    points.LearningKind.measure = lambda kind, settings, value, data: points.Learning(
        value, (0.5 + value / 10,) * settings.seeds, (1.0,) * settings.seeds
    )


def do(request: dict, counted: int) -> None:
    """Do a command, count its events, and be killed before the one that is asked for."""
    os.chdir(request["place"])
    if request["made_up"]:
        make_results_up()
    folder, last = str(Path(request["job"]).absolute()), request["at"]
    count, wrote = 0, os.pwrite

    def event(*, takes_space: bool = True) -> None:
        nonlocal count
        count += 1
        wrote(counted, str(count).encode(), 0)
        if request["full"]:
            if takes_space and 0 < last <= count:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        elif count == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def is_inside(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        return str(Path(os.fsdecode(path)).absolute()).startswith(folder)

    def watch(name: str, arguments: tuple) -> None:
        if name == "open":
            path, _, flags = arguments
            writing = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writing and is_inside(path):
                event()
        elif (name in EVENTS and any(map(is_inside, arguments))) or (
            name == "sqlite3.connect" and is_inside(str(arguments[0]).removeprefix("file:"))
        ):
            event(takes_space=name == "os.mkdir")

    def fsync(handle: int) -> None:
        event()  # what a killed process has written the system keeps, and need not wait for

    def pwrite(*arguments) -> int:
        event()
        return wrote(*arguments)

    os.fsync, os.pwrite = fsync, pwrite
    sys.addaudithook(watch)
    from basinet.cli import main as command

    command(request["words"])
    sys.exit()


if __name__ == "__main__":
    main()
