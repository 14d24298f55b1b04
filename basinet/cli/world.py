"""`basinet world`: many agents under a local rule, run without a browser."""

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet._files import refuse_unwritable
from basinet.cli.chosen_world import SHIPPED, Chosen, choose
from basinet.cli.show import remark
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
    from collections.abc import Mapping

    from basinet import viz
    from basinet.worlds import AbstractWorld, Evolution

_MOMENTS = 200
"""Observations in a run, unless told otherwise."""

_FRAMES = 150
"""Pictures in an animation, at most."""


def world(
    name: Annotated[
        str | None,
        typer.Argument(
            help="Which one; --list shows them. Or the folder of a run, a model or a saved memory.",
            show_default=False,
        ),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Show all worlds and their fields.")
    ] = False,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="A field of the world; repeatable."),
    ] = None,
    act: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME ARGUMENT=VALUE",
            help="What a hand does to a network or memory before the first tick; repeatable.",
        ),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option(
            help="Ticks to make, at least 2; else 2000, or 100 of a network or memory.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[
        int | None,
        typer.Option(help=f"Ticks between observations; else such that there are {_MOMENTS}."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Source of everything random.")] = 0,
    json: Json = False,
    figure: FigurePath = None,
    animation: Annotated[
        Path | None,
        typer.Option(help="A moving picture into this .gif, or .mp4 (ffmpeg, imageio-ffmpeg)."),
    ] = None,
) -> None:
    """Let a world go: what is observed, beside theory where there is any.

    Means are over the second half of the run. The same seed gives the same run.

    Example: `basinet world kuramoto --set coupling=3 --figure order.png`

    Example: `basinet world swarmalators --animation waves.gif`

    Example: `basinet world runs/digits-steered-1 --act "sample number=4" --act "hold class=3"`
    """
    if list_ or name is None:
        _show_all(json)
        return
    prepare_figure(figure)
    _prepare_animation(animation)
    if seed >= 2**32:
        raise ValueError(f"--seed is {seed}; expected a whole number from 0 to 4294967295")
    chosen = choose(name, dict(_assignment(text) for text in set_ or []), act or [], seed)
    if steps is None:
        steps = 2000 if chosen.start is None else 100
    found = _run(chosen, steps, every, seed)
    drawn: dict[str, Any] = {"title": chosen.name, "note": _note(chosen.changed)}
    write_figure(figure, lambda: _figure(chosen.world, found, drawn))
    _write_animation(animation, chosen.world, found, drawn)
    show(_table(chosen, found, steps, seed), json)


def _show_all(json: bool) -> None:
    from basinet.cli.fields import first_line
    from basinet.worlds import WORLDS

    kinds = list(WORLDS.values())
    columns = [
        Column("name", "name", list(WORLDS)),
        Column("what", "what", [first_line(kind) for kind in kinds]),
        Column("fields", "fields", [", ".join(f.name for f in fields(kind)) for kind in kinds]),
    ]
    how = (
        "`basinet info NAME` says what the fields of one mean",
        f"and networks and memories: {', '.join(SHIPPED)}, a run, a model file, a saved memory",
    )
    show(Table("Worlds", columns, {}, how), json)


def _run(chosen: Chosen, steps: int, every: int | None, seed: int) -> "Evolution":
    """Run and look; refuse what left the realm of numbers."""
    import jax
    import numpy as np

    from basinet.worlds import evolve

    if steps < 2:
        raise ValueError(f"--steps is {steps}; expected at least 2 ticks")
    if every is None:
        every = max(1, steps // _MOMENTS)
    elif not 1 <= every <= steps // 2:
        raise ValueError(f"--every is {every}; expected 1 to {steps // 2}, half of the steps")
    key, begun = jax.random.key(seed), chosen.start
    found = evolve(chosen.world, key, steps=steps, every=every, start=begun, see=_both)
    for name, values in found.seen[0].items():
        wrong = ~np.isfinite(values)
        if wrong.any():
            raise FloatingPointError(
                f"{name} was no longer finite at tick {found.ticks[wrong][0]}; take a smaller dt"
                " or weaker forces"
            )
    return found


def _both(world: "AbstractWorld", state: Any) -> Any:
    """What is seen of a state: observables and picture."""
    return world.observe(state), world.view(state)


def _seen(chosen: "AbstractWorld", found: "Evolution") -> dict[str, Any]:
    """The observables in the order of the world, not in that of the alphabet."""
    return {name: found.seen[0][name] for name in chosen.observables}


def _table(chosen: Chosen, found: "Evolution", steps: int, seed: int) -> Table:
    world = chosen.world
    seen = _seen(world, found)
    half = len(found.ticks) // 2
    expected = world.expected()
    columns = [
        Column("observable", "observable", list(seen)),
        Column("first", "first", [float(values[0]) for values in seen.values()]),
        Column("last", "last", [float(values[-1]) for values in seen.values()]),
        Column("mean", "mean", [float(values[half:].mean()) for values in seen.values()]),
        Column("deviation", "deviation", [float(values[half:].std()) for values in seen.values()]),
        Column("theory", "theory", [expected.get(one, float("nan")) for one in seen]),
    ]
    facts = {
        "world": chosen.name,
        "fields": chosen.fields,
        "steps": steps,
        "seed": seed,
        "ticks": found.ticks,
        "course": seen,
    }
    remarks = [f"{one}: {world.observables[one]}" for one in seen]
    answer = chosen.answer(found)
    if answer:
        facts["answer"] = answer
        remarks.append(f"the answer at the end: {answer}")
    remarks.append(
        f"{steps} ticks, seed {seed}; mean and deviation over ticks {found.ticks[half]} to"
        f" {found.ticks[-1]}"
    )
    return Table(f"{chosen.name}: what was observed", columns, facts, remarks)


def _note(changed: "Mapping[str, Any]") -> str:
    """The fields that were changed, in a few words."""
    return ", ".join(
        f"{n} {v:g}" if isinstance(v, float) else f"{n} {v}" for n, v in changed.items()
    )


def _scene(chosen: "AbstractWorld", view: Any, moments: Any) -> "viz.Scene":
    import numpy as np

    from basinet import viz
    from basinet.worlds import Bars, Points, Settling

    if isinstance(view, Points):
        ground = None if view.ground is None else np.asarray(view.ground)[moments]
        xy, hue = np.asarray(view.xy)[moments], np.asarray(view.hue)[moments]
        return viz.Scatter(xy, hue, view.reach, ground)
    if isinstance(view, Bars):
        return viz.Row(np.asarray(view.height)[moments], np.asarray(view.kind)[moments])
    level, beside = np.asarray(view.level)[moments], np.asarray(view.beside)[moments]
    marked, nothing = np.asarray(view.marked)[moments], np.zeros(1, bool)
    framed = isinstance(chosen, Settling)  # of memories it is the pixels that are unknown
    marks = marked if framed else np.broadcast_to(nothing, level.shape)
    hidden = np.broadcast_to(nothing, beside.shape) if framed else marked
    return viz.Grid(level, view.columns, beside, view.beside_columns, marks, hidden)


def _curves(chosen: "AbstractWorld", found: "Evolution", moments: Any) -> "dict[str, viz.Curve]":
    from basinet import viz

    expected, seen = chosen.expected(), _seen(chosen, found)
    return {one: viz.Curve(values[moments], expected.get(one)) for one, values in seen.items()}


def _figure(chosen: "AbstractWorld", found: "Evolution", drawn: dict[str, Any]) -> Any:
    from basinet import viz

    everything = slice(None)
    scene = _scene(chosen, found.seen[1], everything)
    return viz.world(found.ticks, _curves(chosen, found, everything), scene, **drawn)


def _prepare_animation(path: Path | None) -> None:
    """Refuse an animation that could not be written, before anything is computed."""
    if path is None:
        return
    if path.suffix.lower() not in (".gif", ".mp4"):
        raise ValueError(f"--animation is {str(path)!r}; the name must end in .gif or .mp4")
    if not path.parent.is_dir():
        raise OSError(f"the folder {path.parent} of --animation does not exist; make it first")
    refuse_unwritable(path)
    from basinet import viz

    if path.suffix.lower() == ".mp4" and not viz.can_write_mp4():
        raise ValueError(
            "--animation into .mp4 needs the program ffmpeg, which is not there; install"
            " imageio-ffmpeg, which brings it, or write .gif"
        )


def _write_animation(
    path: Path | None, chosen: "AbstractWorld", found: "Evolution", drawn: dict[str, Any]
) -> None:
    if path is None:
        return
    import numpy as np

    from basinet import viz
    from basinet._files import replacing

    count = len(found.ticks)
    moments = np.unique(np.linspace(0, count - 1, min(count, _FRAMES)).round().astype(int))
    curves, scene = _curves(chosen, found, moments), _scene(chosen, found.seen[1], moments)
    with replacing(path) as temporary:
        viz.write_animation(temporary, found.ticks[moments], curves, scene, **drawn)
    remark(f"animation {path}")


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueError(f"--set {text!r} is not of the form FIELD=VALUE, such as coupling=2")
    return name.strip(), value.strip()
