"""`basinet memory recall`: pictures from a part of them."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.show import download_bar, remark
from basinet.cli.theory.output import (
    Column,
    FigurePath,
    Json,
    Table,
    prepare_figure,
    show,
    write_figure,
)

if TYPE_CHECKING:
    from basinet.associative import Associator
    from basinet.associative.pictures import Recalled, Trial
    from basinet.viz import Figure

MemoryText = Annotated[
    str,
    typer.Option(
        "--memory",
        help="Modern, DenseHopfield or Steered, with fields in parentheses: Modern(beta=128).",
    ),
]
_TWO = 2  # axes of a grey picture


def recall(
    data: Annotated[str, typer.Option(help="Pictures: a name or a path.")] = "digits",
    memory: MemoryText = "Modern",
    store: Annotated[int, typer.Option(min=1, help="Pictures stored: the first ones.")] = 100,
    cues: Annotated[
        int | None, typer.Option(min=1, help="Pictures asked for; all without it.")
    ] = None,
    hide: Annotated[
        str, typer.Option(help="What is hidden: none, lower, upper, left, right or middle.")
    ] = "lower",
    flip: Annotated[
        float, typer.Option(help="Fraction of pixels flipped, for memories of spins.")
    ] = 0.0,
    mask: Annotated[
        bool, typer.Option("--mask", help="Tell the memory which pixels are hidden.")
    ] = False,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Passes over the pictures, for Steered.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Source of everything random.")] = 0,
    json: Json = False,
    figure: FigurePath = None,
    descent: Annotated[
        Path | None, typer.Option("--descent", help="Draw the energies into this file.")
    ] = None,
) -> None:
    """Store pictures, show a part of each and count those that come back.

    Beside the memory stand the nearest pattern and, for black and white pictures, Hebb's rule and
    the pseudo-inverse. Memories of spins get the pictures in black and white. A picture came back
    when the stored one nearest to the answer is its own.

    Example: `basinet memory recall --data mnist --memory "Modern(beta=128)" --store 1000`
    """
    prepare_figure(figure)
    prepare_figure(descent)
    from basinet.associative import Associator
    from basinet.associative.reading import read_memory
    from basinet.data import Reading, load_quietly
    from basinet.learners import Steered

    chosen = read_memory(memory, "--memory")
    given: dict[str, Any] = {} if epochs is None else {"epochs": epochs}
    model = Associator(chosen, random_state=seed, **given)
    if descent is not None and isinstance(chosen, Steered):
        raise ValueError("--descent is for memories with an energy; Steered has none")
    with download_bar() as progress:
        dataset = load_quietly(Reading(data), progress=progress)
    task, shape = _task(dataset, chosen, store, cues, hide, flip, seed)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = [task.with_memory(model, told=mask)]
    for warning in told:
        remark(f"warning: {warning.message}")
    found += [task.with_yardstick(name) for name in task.yardsticks()]
    write_figure(figure, lambda: _completion(model, task, found, shape, mask))
    write_figure(descent, lambda: _descent(model, task, found[0], mask))
    show(_table(found, data, memory, len(task.pictures), hide, flip), json)


def _task(
    dataset: Any,
    chosen: Any,
    store: int,
    cues: int | None,
    hide: str,
    flip: float,
    seed: int,
) -> "tuple[Trial, tuple[int, int]]":
    """Return the pictures and their shape, refused where the data are no grey pictures."""
    from basinet.associative.pictures import trial
    from basinet.memories import Values

    shape = dataset.image_shape
    if shape is None or len(shape) != _TWO:
        raise ValueError(
            f"{dataset.name} holds no grey pictures; take mnist, fashion-mnist, digits"
        )
    if store > len(dataset.x_train):
        raise ValueError(f"--store is {store}; {dataset.name} has {len(dataset.x_train)} pictures")
    if not 0 <= flip < 0.5:
        raise ValueError(f"--flip is {flip}; it must be from 0 to below 0.5")
    spins = getattr(chosen, "values", Values.SPINS) is not Values.REALS
    if flip and not spins:
        raise ValueError("--flip is for memories of spins, such as DenseHopfield")
    pictures = dataset.x_train[:store]
    task = trial(pictures, shape, hide=hide, flipped=flip, spins=spins, cues=cues, seed=seed)
    return task, shape


def _table(
    found: "list[Recalled]", data: str, memory: str, stored: int, hide: str, flip: float
) -> Table:
    import numpy as np

    steps = [float("nan") if one.steps is None else float(np.mean(one.steps)) for one in found]
    columns = [
        Column("memory", "memory", [one.name for one in found]),
        Column("right", "right", [float(np.mean(one.right)) for one in found]),
        Column("overlap", "overlap", [one.overlap for one in found]),
        Column("exact", "exact", [one.exact for one in found]),
        Column("steps", "steps", steps),
        Column("at_rest", "at rest", [one.at_rest for one in found]),
    ]
    facts = {"data": data, "given": memory, "stored": stored, "hidden": hide, "flipped": flip}
    hidden = f"hidden: {hide}" + (f", {flip:.0%} of the pixels flipped" if flip else "")
    remark = f"{stored} pictures of {data} stored, {len(found[0].right)} asked for, {hidden}"
    return Table("Pictures that come back", columns, facts, [remark])


def _completion(
    model: "Associator",
    task: "Trial",
    all_found: "list[Recalled]",
    shape: tuple[int, int],
    mask: bool,
) -> "Figure":
    import numpy as np

    from basinet import viz
    from basinet.memories import AbstractMemory

    found = all_found[0]
    # Those that did not come back first, three of them at most, so that they are seen.
    wrong, right = np.flatnonzero(~found.right)[:3], np.flatnonzero(found.right)
    chosen = np.concatenate([right[: 12 - len(wrong)], wrong])
    rows = [("cue", task.cues)]
    if isinstance(model.memory_, AbstractMemory):
        rows.append(("one step", task.on_the_way(model, 1, told=mask)))
    rows += [("end", found.output), ("stored", task.wanted)]
    pictures = [(name, np.asarray(values, float)[chosen]) for name, values in rows]
    shares = [f"{one.name} {np.mean(one.right):.1%}" for one in all_found[1:]]
    return viz.completion(
        pictures,
        shape,
        right=found.right[chosen],
        title=found.name,
        note="; ".join([f"{np.mean(found.right):.1%} of {len(found.right)} come back", *shares]),
    )


def _descent(model: "Associator", task: "Trial", found: "Recalled", mask: bool) -> "Figure":
    import numpy as np

    from basinet import viz

    course = model.recall(task.cues, task.known if mask else None, energies=True)
    return viz.descent(np.asarray(course.energies), right=found.right, note=found.name)
