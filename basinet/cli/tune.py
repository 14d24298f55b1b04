"""`basinet tune`: search for good hyper-parameters."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.computing import say_what_computed, say_what_computes
from basinet.cli.engines import Address, Cpus, Engine, Gpus, choose_engine, engine_words
from basinet.cli.interrupt import interruptible, leave
from basinet.cli.learner_from import LearnerFrom, with_learner
from basinet.cli.progress import epoch_of, run_bar, stay
from basinet.cli.quantities import last_part, spell
from basinet.cli.reading import say
from basinet.cli.show import Pace, as_json, line, messages, remark

if TYPE_CHECKING:
    from basinet.sweeps import Outcome
    from basinet.sweeps.space import Search
    from basinet.sweeps.tuning import Trial


def tune(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A tune.toml.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder of the search; else tune/ and the file's name.")
    ] = None,
    trials: Annotated[int | None, typer.Option(help="How many trials in all.")] = None,
    storage: Annotated[
        str | None,
        typer.Option(help="Address of an Optuna storage; else an SQLite file in the folder."),
    ] = None,
    engine: Engine = "local",
    address: Address = None,
    cpus: Cpus = 1.0,
    gpus: Gpus = 0.0,
    learner_from: LearnerFrom = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Search for the fields with which a run is most accurate, or errs least, with Optuna.

    Runs that are hopeless after some epochs are given up. Stopped with Ctrl-C or killed, the same
    command goes on where it was; with more --trials it goes on further. With --engine ray the
    trials that the file chooses `at_once` are done at the same time.

    Example: `basinet tune tune.toml --trials 40 --out tune/digits`
    """
    from dataclasses import replace

    from basinet.folders import hold
    from basinet.sweeps import Store, check_data
    from basinet.sweeps.contents import refuse_other_contents
    from basinet.sweeps.index import collect
    from basinet.sweeps.space import read_search
    from basinet.sweeps.tuning import finished, open_study
    from basinet.sweeps.tuning import tune as search_on

    search = read_search(file, learner_from)
    refuse_other_contents(file)
    if trials is not None:
        search = replace(search, trials=trials)
    path = Path("tune") / file.stem if out is None else out
    progress = _Progress(search)
    worker = choose_engine(engine, address, cpus, gpus, progress.watch)
    words = ["basinet tune", str(file), *(["--out", str(out)] if out is not None else [])]
    words += [f"--trials {trials}"] * (trials is not None)
    words += [f"--storage {storage}"] * (storage is not None)
    words = with_learner([*words, *engine_words(engine, address, cpus, gpus)], learner_from)
    for summary, odd in check_data([search.base]):
        say(summary, odd)
    if engine == "ray" and search.at_once == 1:
        remark(f"one trial at a time; with at_once = 4 in {file} four are chosen and done together")
    study = open_study(path, search, storage)
    with hold(path):
        before = len(finished(study))
        remark(f"{path}: {search.trials} trials, {before} of them done")
        say_what_computes()
        if before < search.trials and engine == "local":
            say_what_computed(path)
        try:
            trials_ = interruptible(search_on(study, search, Store(path), worker))
            for _ in progress.follow(trials_, before):
                pass
        except KeyboardInterrupt:
            done = len(finished(study))
            leave(
                f"stopped after {done} of {search.trials} trials; go on with: {' '.join(words)}",
                worker.stop,
            )
        collect(Store(path))
        _finish(path, search, finished(study), json)


class _Progress:
    """Shows how many trials ended, the epoch of the one under way, and the best so far."""

    def __init__(self, search: "Search") -> None:
        self.search = search
        self.told = self.beside = 0  # trials that were told to the study, and others that ended
        self.best = ""
        self.move = stay

    def watch(self, outcomes: Sequence["Outcome"], share: float) -> None:
        """Show how far the trial under way is; called from the thread that computes."""
        place = min(self.told + self.beside + share, self.search.trials)
        self.move(place, "  ".join(filter(None, (epoch_of(outcomes), self.best))))
        self.beside += share == 1.0

    def follow(self, trials: Iterable["Trial"], before: int) -> Iterator["Trial"]:
        """Pass trials on and show each."""
        best: float | None = None
        pace = Pace()
        self.told = before
        with run_bar("trials", self.search.trials, before) as self.move:
            for trial in trials:
                self.told, self.beside = self.told + 1, max(self.beside - 1, 0)
                if trial.state == "complete" and _is_better(self.search, trial, best):
                    best = trial.found or 0.0
                    self.best = f"best {self.search.show} {best:.4f}"
                self.move(self.told + self.beside, self.best)
                if not messages.is_terminal:
                    last = self.told == self.search.trials
                    pace.remark(_trial_line(trial, self.search), last=last)
                yield trial


def _is_better(search: "Search", trial: "Trial", best: float | None) -> bool:
    sign = -1 if search.wants_small else 1
    return best is None or sign * (trial.found or 0.0) > sign * best


def _trial_line(trial: "Trial", search: "Search") -> str:
    values = "  ".join(f"{last_part(n)} {spell(v)}" for n, v in trial.values.items())
    states = {
        "complete": "",
        "pruned": f"  given up after epoch {trial.epochs}",
        "fail": "  failed",
    }
    found = "" if trial.found is None else f"  {search.show} {trial.found:.4f}"
    return f"trial {trial.number + 1}{found}  {values}{states[trial.state]}"


def _finish(path: Path, search: "Search", trials: list["Trial"], json: bool) -> None:
    """The best trial, how the others ended, and the figure."""
    complete = [trial for trial in trials if trial.state == "complete"]
    drawn = _draw(path, search, trials)
    states = {state: sum(t.state == state for t in trials) for state in ("pruned", "fail")}
    first, *others = complete or [None]
    best = first
    for trial in others:
        if trial is not None and best is not None and _is_better(search, trial, best.found):
            best = trial
    if json:
        as_json(
            {
                "search": str(path),
                "best": None if best is None else {"found": best.found, **best.values},
                "trials": [trial.__dict__ for trial in trials],
                "figure": drawn,
            }
        )
    else:
        if best is not None:
            line(f"best {search.show} {best.found:.4f} in trial {best.number + 1}")
            for name, value in best.values.items():
                line(f"  {name} = {spell(value)}")
        line(
            f"{len(complete)} trials complete, {states['pruned']} given up, {states['fail']} failed"
        )
        if drawn is not None:
            line(f"figure {drawn}")
    if best is None:
        raise ValueError("no trial was completed; try smaller rates, or a smaller space")


def _draw(path: Path, search: "Search", trials: list["Trial"]) -> str | None:
    """Write the figure of the study; without matplotlib, or with nothing to show, say so."""
    import numpy as np

    from basinet._files import write_atomically
    from basinet.sweeps.space import Between

    known = [trial for trial in trials if trial.found is not None]
    try:
        from basinet.viz import study, to_png

        figure = study(
            np.array([trial.found for trial in known], float),
            np.array([trial.state == "complete" for trial in known], bool),
            {name: [trial.values[name] for trial in known] for name in search.space},
            name=search.show,
            small=search.wants_small,
            logarithmic=[n for n, w in search.space.items() if isinstance(w, Between) and w.log],
        )
    except (ImportError, ValueError) as error:
        remark(f"no figure: {error}")
        return None
    write_atomically(path / "study.png", to_png(figure))
    return str(path / "study.png")
