"""What `basinet train` shows while it trains, and what it writes at the end."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from basinet.cli.progress import run_bar
from basinet.cli.show import Pace, line, messages, remark

if TYPE_CHECKING:
    from basinet.data import Dataset
    from basinet.model import Model
    from basinet.runs import RunFolder


def say_tasks(history: list[dict[str, Any]]) -> None:
    """Say what is left of each task, where there are several."""
    from basinet.continual import accuracy_matrix, backward_transfer

    matrix = accuracy_matrix(history)
    if matrix is None or len(matrix) < 2:
        return
    for task, row in enumerate(matrix, 1):
        line(f"after task {task}  " + "  ".join(f"{right:.3f}" for right in row[:task]))
    line(f"backward transfer {backward_transfer(matrix):+.4f}")
    told = accuracy_matrix(history, "told")
    if told is not None:
        right = "  ".join(f"{value:.3f}" for value in told[-1])
        line(f"told which task  {right}  backward transfer {backward_transfer(told):+.4f}")


def shown(models: Iterable["Model"], epochs: int, done: int) -> Iterator["Model"]:
    """Pass the models on and show each finished epoch: a live bar on a terminal, else a line."""
    if not messages.is_terminal:
        pace = Pace()
        for model in models:
            last = model.epoch.number == epochs
            pace.remark(_epoch_line(model, epochs), last=last)
            yield model
        return
    with run_bar("epoch", epochs, done) as move:
        for model in models:
            move(model.history[-1]["epoch"], _metrics(model))
            yield model


def _epoch_line(model: "Model", epochs: int) -> str:
    entry = model.history[-1]
    return f"epoch {entry['epoch']}/{epochs}  {_metrics(model)}  {entry['seconds']:.1f} s"


def _metrics(model: "Model") -> str:
    """Held-out accuracy first, then what the learner itself wants to be seen."""
    entry = model.history[-1]
    shown = [f"accuracy {entry['accuracy']:.4f}"]
    shown += [f"{name} {entry[name]:.3f}" for name, *_ in model.learner.shown]
    return "  ".join(shown)


def written_report(folder: "RunFolder", data: "Dataset") -> str | None:
    """Write the report; without matplotlib say how to get it, since the run itself is whole."""
    try:
        from basinet.reporting import write_report
    except ImportError as error:
        remark(f"no report: {error}")
        return None
    with messages.status("relaxing, probing and drawing for the report"):
        write_report(folder, data)
    return str(folder.report)
