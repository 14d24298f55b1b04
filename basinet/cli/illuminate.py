"""`basinet illuminate`: the best runs for each cost and settling time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.computing import say_what_computed, say_what_computes
from basinet.cli.engines import Address, Cpus, Engine, Gpus, choose_engine, engine_words
from basinet.cli.interrupt import interruptible, leave
from basinet.cli.learner_from import LearnerFrom, with_learner
from basinet.cli.progress import epoch_of, run_bar, stay
from basinet.cli.quantities import last_part, spell, table
from basinet.cli.reading import say
from basinet.cli.show import Pace, as_json, line, messages, remark

if TYPE_CHECKING:
    from basinet.sweeps import Outcome
    from basinet.sweeps.archives import Axis
    from basinet.sweeps.elites import Elite, Worth
    from basinet.sweeps.illuminating import Done, Illuminating

_NAMES = ("MAP-Elites", "random search")


def illuminate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A tune.toml.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder of the runs; else illuminate/ and the file's name.")
    ] = None,
    runs: Annotated[int | None, typer.Option(help="Runs of each of the two searches.")] = None,
    seeds: Annotated[int, typer.Option(help="New seeds with which elites are measured.")] = 3,
    engine: Engine = "local",
    address: Address = None,
    cpus: Cpus = 1.0,
    gpus: Gpus = 0.0,
    learner_from: LearnerFrom = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find the most accurate run for each number of synapses and each time to settle.

    MAP-Elites, and beside it random search with as many runs. Runs are chosen by a part of the
    training data that is not learnt; the best of each cell are measured again with new seeds, on
    this part and on the test part. Stopped with Ctrl-C or killed, the same command goes on where
    it was; with more --runs it goes on further.

    Example: `basinet illuminate space.toml --runs 60 --seeds 3 --out illuminate/digits`
    """
    from basinet.folders import hold
    from basinet.sweeps import check_data
    from basinet.sweeps.contents import refuse_other_contents
    from basinet.sweeps.illuminating import Illuminating, open_folder
    from basinet.sweeps.illumination import START, read_illumination
    from basinet.sweeps.index import collect

    if seeds < 1:
        raise ValueError(f"--seeds {seeds}; elites are measured with at least 1 new seed")
    wanted = read_illumination(file, learner_from, runs)
    refuse_other_contents(file)
    path = Path("illuminate") / file.stem if out is None else out
    progress = _Progress(wanted.search.show)
    worker = choose_engine(engine, address, cpus, gpus, progress.watch)
    words = ["basinet illuminate", str(file), *(["--out", str(out)] if out is not None else [])]
    words += [f"--runs {runs}"] * (runs is not None) + [f"--seeds {seeds}"] * (seeds != _SEEDS)
    words = with_learner([*words, *engine_words(engine, address, cpus, gpus)], learner_from)
    for summary, odd in check_data([wanted.base]):
        say(summary, odd)
    store = open_folder(path, wanted)
    with hold(path):
        remark(f"{path}: {wanted.search.trials} runs of each search, elites with {seeds} new seeds")
        say_what_computes()
        if engine == "local":
            say_what_computed(path)
        under_way = Illuminating(wanted, store, worker)
        try:
            total = 2 * wanted.search.trials - START
            stored = min(sum(1 for _ in store.names()), total)
            # One thread for both: a cluster that Ray begins ends with the thread that began it.
            done = interruptible(_searched_and_again(under_way, seeds))
            progress.follow(iter(lambda: next(done), None), total, stored)
            left = len(under_way.missing_again(seeds))
            progress.follow((one for one in done if one is not None), left)
        except KeyboardInterrupt:
            leave(f"stopped; go on with: {' '.join(words)}", worker.stop)
        collect(store)
        _finish(path, under_way, seeds, json)


_SEEDS = 3


def _searched_and_again(under_way: "Illuminating", seeds: int) -> Iterator["Done | None"]:
    """Yield the runs of both searches, then None, then those of the elites."""
    yield from under_way.search()
    yield None
    yield from under_way.again(seeds)


class _Progress:
    """Shows how many runs ended of the part of the work that is under way."""

    def __init__(self, show: str) -> None:
        self.show = show
        self.ended = 0
        self.move = stay

    def watch(self, outcomes: Sequence["Outcome"], share: float) -> None:
        """Show how far a run is; called from the thread that computes."""
        if share < 1.0:
            self.move(self.ended + share, epoch_of(outcomes))

    def follow(self, runs: Iterable["Done"], total: int, before: int = 0) -> None:
        """Show each run that ends."""
        pace, self.ended = Pace(), before
        with run_bar("runs", total, before) as self.move:
            for done in runs:
                self.ended = min(self.ended + 1, total)
                self.move(self.ended, done.part)
                if not messages.is_terminal:
                    found = done.outcome.measured.get(self.show)
                    said = done.outcome.error or f"{self.show} {_four(found)}"
                    pace.remark(f"{done.part} {self.ended} of {total}  {said}")


def _finish(path: Path, under_way: "Illuminating", seeds: int, json: bool) -> None:
    """Both searches' elites as a table or JSON, and the figure."""
    from basinet.sweeps.elites import duel, measured, plain, worth

    found = (under_way.elites, under_way.random)
    elites = [measured(under_way, each, seeds) for each in found]
    worths = [worth(each, best) for each, best in zip(found, elites, strict=True)]
    axes, show = found[0].archive.axes, under_way.wanted.search.show
    drawn = _draw(path, axes, dict(zip(_NAMES, elites, strict=True)), show)
    cells = duel(*elites)
    if json:
        searches = {
            name: asdict(worth_) | {"elites": [plain(elite, axes) for elite in best]}
            for name, worth_, best in zip(("map_elites", "random"), worths, elites, strict=True)
        }
        edges = {axis.name: axis.edges() for axis in axes}
        told = {"illumination": str(path), "show": show, "seeds": seeds, "edges": edges}
        as_json(told | searches | {"cells": cells, "figure": drawn})
        return
    _table(axes, elites[0], show)
    line()
    _compare(worths, show)
    line(
        f"{_measured(show)}, MAP-Elites is ahead in {cells['ahead']} cells, random search in"
        f" {cells['behind']}; {cells['equal']} are equal"
    )
    if drawn is not None:
        line(f"figure {drawn}")


def _measured(show: str) -> str:
    return "on the test part, with new seeds" if show == "accuracy" else "measured again"


def _table(axes: tuple["Axis", "Axis"], elites: Sequence["Elite"], show: str) -> None:
    """The elites of MAP-Elites, one a line."""
    names = [last_part(name) for name in elites[0].values]
    rows = [(axes[0].name, "settling", show, "again", "spread", "test", "in cell", *names)]
    for elite in elites:
        numbers = (f"{elite.cost:,.0f}", f"{elite.sweeps:.2f}", f"{elite.found:.4f}")
        again = (_four(elite.again), _four(elite.spread), _four(elite.test), f"{elite.stayed:.0%}")
        rows.append((*numbers, *again, *(spell(value) for value in elite.values.values())))
    table(rows)


def _compare(worths: Sequence["Worth"], show: str) -> None:
    """Both searches, one a line."""
    held = "test" if show == "accuracy" else "again"
    rows = [("search", "runs", "failed", "cells", f"best {show}", held, "sum", held)]
    for name, one in zip(_NAMES, worths, strict=True):
        counts = (str(one.runs), str(one.failed), f"{one.filled}/{one.cells}")
        sums = (f"{one.total:.3f}", f"{one.total_worth:.3f}")
        rows.append((name, *counts, _four(one.best), _four(one.best_worth), *sums))
    table(rows)


def _four(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else "-"


def _draw(
    path: Path,
    axes: tuple["Axis", "Axis"],
    elites: dict[str, list["Elite"]],
    show: str,
) -> str | None:
    """Write the heat maps of what elites are worth; without matplotlib say so."""
    from basinet._files import write_atomically
    from basinet.sweeps.elites import maps

    try:
        from basinet.viz import heat_maps, to_png

        sides: list[tuple[str, list[Any]]] = [
            (f"{axis.name} from", [_short(axis.name)(edge) for edge in axis.edges()[:-1]])
            for axis in axes
        ]
        figure = heat_maps(
            [("search", list(elites)), *sides],
            maps(axes, elites),
            name="test accuracy" if show == "accuracy" else show,
        )
    except (ImportError, ValueError) as error:
        remark(f"no figure: {error}")
        return None
    write_atomically(path / "archive.png", to_png(figure))
    return str(path / "archive.png")


def _short(name: str) -> Callable[[float], str]:
    """How an edge stands on an axis: sweeps with a digit, costs in thousands."""
    if name == "sweeps":
        return lambda edge: f"{max(edge, 0):.1f}"
    return lambda edge: f"{edge / 1000:.2g}k" if edge >= 1000 else f"{edge:.0f}"
