"""What `basinet anneal` is to do: from words and files to a problem, settings and a beginning."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from basinet._closest import close

if TYPE_CHECKING:
    from basinet.annealing import AbstractProblem, Settings
    from basinet.annealing.course import Beginning
    from basinet.annealing.moment import Moment

_NAMES = {
    "geometric": "Geometric",
    "linear": "Linear",
    "fowler-nordheim": "FowlerNordheim",
    "constant": "Constant",
}
_RULES = {"metropolis": "Metropolis", "heat-bath": "HeatBath"}
_ORDERS = {"in-turn": "InTurn", "at-random": "AtRandom"}
_ENDINGS = {"joined": "Joined", "separate": "Separate"}


@dataclass(frozen=True)
class Told:
    """What was said of a job, as JSON can hold it.

    Attributes:
        path: the file with the problem.
        problem: what it is read as.
        penalty: of an independent set.
        schedule: as text.
        rule: its name.
        order: its name.
        ending: its name.
        replicas: number of them.
        seed: of everything random.
    """

    path: str
    problem: str = "maxcut"
    penalty: float | None = None
    schedule: str = "geometric"
    rule: str = "metropolis"
    order: str = "in-turn"
    ending: str = "joined"
    replicas: int = 64
    seed: int = 0

    def words(self) -> list[str]:
        """Return the words of a command that say the same."""
        given = asdict(self)
        usual = asdict(Told(self.path))
        words = [given.pop("path")]
        for name, value in given.items():
            if value != usual[name]:
                words += [f"--{name}", str(value)]
        return words


@dataclass(frozen=True)
class Amount:
    """How long a job goes on.

    Attributes:
        seconds: the most time.
        sweeps: of each course; None to let the time decide.
        restarts: courses of so many sweeps, where one number is given.
        most: sweeps of all courses together.
    """

    seconds: float | None = None
    sweeps: tuple[int, ...] | None = None
    restarts: int | None = None
    most: int | None = None


@dataclass(frozen=True, eq=False)
class Job:
    """A problem, how it is annealed, and where that is.

    Attributes:
        told: what was said.
        problem: what is optimised.
        settings: how.
        beginning: where courses begin.
        after: where it goes on; None at the beginning.
    """

    told: Told
    problem: "AbstractProblem"
    settings: "Settings"
    beginning: "Beginning"
    after: "Moment | None" = None


def new_job(told: Told, amount: Amount, start: Path | None, fixed: Sequence[str]) -> Job:
    """Return a job that begins.

    Raises:
        ValueError: when a word or a file is not what it should be.
        OSError: when a file cannot be read.
    """
    from basinet.annealing.anneal import begin
    from basinet.annealing.files import read_problem
    from basinet.annealing.keeping import read_state

    if told.penalty is not None and told.problem != "mis":
        raise ValueError(f"--penalty belongs to --problem mis, and the problem is {told.problem}")
    if amount.seconds is None and amount.sweeps is None:
        amount = replace(amount, seconds=5.0)
    settings = _settings(told, amount)
    problem = read_problem(Path(told.path), told.problem, told.penalty)
    state = None if start is None else read_state(start)
    if state is not None and len(state) != problem.ising.n:
        raise ValueError(
            f"{start} holds {len(state):,} numbers, and {told.path} has {problem.ising.n:,}"
            " variables; expected as many"
        )
    beginning = begin(problem, state, _fixed(fixed, problem))
    return Job(told, problem, settings, beginning)


def resumed_job(path: Path, amount: Amount) -> Job:
    """Return a job that goes on from a file that `--out` wrote.

    Raises:
        ValueError: when the file holds none, or its problem has changed.
        OSError: when a file cannot be read.
    """
    from basinet.annealing.files import read_problem
    from basinet.annealing.keeping import load, read_about

    about = read_about(path)
    given = {name: value for name, value in asdict(amount).items() if value is not None}
    try:
        told = Told(**about["told"]["job"])
        before = Amount(**{k: _tuple(v) for k, v in about["told"]["amount"].items()})
        if "sweeps" in given or "seconds" in given:
            before = replace(before, most=None, restarts=None)
        if not isinstance(told.path, str):
            raise TypeError(f"its problem is {told.path!r:.40}")
        settings = _settings(told, replace(before, **given))
    except (KeyError, TypeError, AttributeError) as error:
        said = " ".join(str(error).split())[:200]
        raise ValueError(f"{path} is damaged: {said}; begin anew without --resume") from error
    problem = read_problem(Path(told.path), told.problem, told.penalty)
    moment, beginning = load(path, problem.ising)
    return Job(told, problem, settings, beginning, moment)


def about(job: Job) -> dict[str, Any]:
    """Return what `resumed_job` needs to know, as JSON can hold it."""
    settings = job.settings
    sweeps = settings.sweeps
    lengths = None
    if sweeps is not None:
        lengths = tuple(sweeps) if isinstance(sweeps, Sequence) else (sweeps,)
    amount = Amount(settings.seconds, lengths, settings.restarts, settings.most)
    return {"job": asdict(job.told), "amount": asdict(amount)}


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _settings(told: Told, amount: Amount) -> "Settings":
    from basinet import annealing
    from basinet.settings import read_part

    def part(option: str, text: str, names: dict[str, str]) -> Any:
        kinds = {name: getattr(annealing, name) for name in names.values()}
        if text not in names and text.split("(", maxsplit=1)[0] not in kinds:
            known = ", ".join(names)
            hint = close(text.partition("(")[0], [*names, *kinds])
            raise ValueError(f"{option} is {text!r}{hint}; expected one of {known}")
        return read_part(option, names.get(text, text), kinds)

    sweeps = amount.sweeps
    one = sweeps[0] if sweeps and len(sweeps) == 1 else None
    return annealing.Settings(
        schedule=part("--schedule", told.schedule, _NAMES),
        sweeps=sweeps if one is None else one,
        restarts=amount.restarts,
        seconds=amount.seconds,
        most=amount.most,
        replicas=told.replicas,
        seed=told.seed,
        rule=part("--rule", told.rule, _RULES),
        order=part("--order", told.order, _ORDERS),
        ending=part("--ending", told.ending, _ENDINGS),
    )


def _fixed(texts: Sequence[str], problem: "AbstractProblem") -> dict[int, int]:
    """The variables that stay, from `VARIABLE=VALUE`, numbers from 1."""
    import numpy as np  # help must come at once

    fixed: dict[int, int] = {}
    n, values = problem.ising.n, [int(v) for v in problem.variables(np.array([-1, 1], np.int8))]
    for text in texts:
        variable, equals, value = text.partition("=")
        try:
            number, wanted = int(variable), int(value)
        except ValueError:
            number, wanted = 0, 0
        if not equals or not 1 <= number <= n or wanted not in values:
            raise ValueError(
                f"--fix {text!r} is not of the form VARIABLE=VALUE, such as 3=1, with variables"
                f" from 1 to {n} and the values {values[0]} and {values[1]}"
            )
        if fixed.get(number - 1, wanted) != wanted:
            raise ValueError(f"--fix gives variable {number} two values; leave out one of them")
        fixed[number - 1] = wanted
    return fixed
