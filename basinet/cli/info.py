"""`basinet info`: what is installed, what it runs on, and what there is to learn with."""

from typing import Annotated, Any

import typer

from basinet.cli.fields import show_fields
from basinet.cli.learner_from import LearnerFrom
from basinet.cli.show import as_json, line

_TAGS = {
    "gradients": "gradients",
    "feedback_weights": "feedback weights",
    "local_in_space": "local in space",
    "local_in_time": "local in time",
    "online": "online",
    "broadcast": "broadcast",
    "weights": "weights",
}
"""The tags of a learner and how their columns are headed."""


def info(
    topic: Annotated[
        str | None,
        typer.Argument(
            help="learners: what each needs; or the name of a learner or part: its fields.",
            show_default=False,
        ),
    ] = None,
    learner_from: LearnerFrom = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show versions, devices and the data folder, the tags of the learners, or fields of one.

    Example: `basinet info learners --json`

    Example: `basinet info steered`
    """
    topic = topic or learner_from
    if topic is None:
        _show_installation(json)
    elif topic == "learners":
        _show_learners(json, learner_from)
    else:
        show_fields(topic, json)


def _show_installation(json: bool) -> None:
    from basinet.data import data_folder
    from basinet.runs import environment

    facts = environment() | {
        "data folder": str(data_folder()),
    }
    facts.pop("started")
    if json:
        as_json(facts)
        return
    widest = max(map(len, facts))
    for name, value in facts.items():
        line(f"{name:<{widest}}  {', '.join(value) if isinstance(value, list) else value}")


def _show_learners(json: bool, own: str | None) -> None:
    from basinet.learners import LEARNERS, tags_of
    from basinet.own import announced
    from basinet.settings import find_learner

    names = [*LEARNERS, *announced(), *([] if own is None else [own])]
    rows = {name: tags_of(find_learner(name)).plain() for name in dict.fromkeys(names)}
    if json:
        as_json({"learners": [{"name": name, **row} for name, row in rows.items()]})
        return
    table = [["learner", *_TAGS.values()]]
    table += [[name, *(_said(row[tag]) for tag in _TAGS)] for name, row in rows.items()]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        padded = (f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
        line("  ".join(padded).rstrip())


def _said(value: Any) -> str:
    return {True: "yes", False: "no", "": "nothing"}.get(value, str(value))
