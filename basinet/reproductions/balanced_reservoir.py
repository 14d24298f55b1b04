"""Inhibition that keeps each unit at a target rate makes a better reservoir, arXiv 2504.12480."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.rates import Balanced, Equal, Homeostasis
from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results
from basinet.series import Reservoir, delayed, narma10, nrmse

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = Program(
    "arXiv 2504.12480: better by up to 130 %; single values from an independent program, n = 200"
)

PUBLISHED = {
    ("memory", 0.0): (11.4, 0.5),
    ("memory", 0.5): (15.1, 0.3),
    ("narma", 0.0): (0.494, 0.046),
    ("narma", 0.4): (0.318, 0.034),
}
"""Mean and deviation of five seeds by task and target rate; 0 stands for static inhibition."""

SIGMAS = 3.0
"""Deviations of single networks within which a mean of some counts as the same."""

DELAYS, WASHOUT = 60, 200


class Settings(NamedTuple):
    """Units, networks, and target rates; 0 for static inhibition."""

    units: int
    networks: int
    targets: tuple[float, ...]
    steps: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a network for each task, target rate and number."""
    return [
        Piece(f"{task}-{target:g}-{k}", partial(_measure, task, target, settings, seed + k))
        for task in ("memory", "narma")
        for target in settings.targets
        for k in range(settings.networks)
    ]


def _measure(
    task: str, target: float, settings: Settings, seed: int, folder: Path
) -> dict[str, Any]:
    del folder
    network = Balanced(units=settings.units)
    if target:
        network = Balanced(units=settings.units, targets=Equal(target), adaptation=Homeostasis())
    learnt, steps = settings.steps, settings.steps + 1000
    if task == "memory":
        u = np.random.default_rng([seed, 33]).uniform(-1, 1, steps)
        y = delayed(u, DELAYS)
    else:
        heard, told = narma10(steps, seed)
        u, y = 4 * heard - 1, told[:, None]
    model = Reservoir(network, encoder="raw", washout=WASHOUT, random_state=seed)
    model.fit(u[:learnt, None], y[:learnt])
    answers = np.asarray(model.predict(u[learnt:, None], start=model.end_)).reshape(1000, -1)
    found = {"jacobian": float(model.jacobian_radius())}
    if task == "memory":
        pairs = zip(answers.T, y[learnt:].T, strict=True)
        return found | {"value": sum(np.corrcoef(one, other)[0, 1] ** 2 for one, other in pairs)}
    return found | {"value": float(nrmse(answers, y[learnt:]))}


def _mean(settings: Settings, found: Results, task: str, target: float, what: str) -> np.ndarray:
    values = [found[f"{task}-{target:g}-{k}"][what] for k in range(settings.networks)]
    return np.array([np.mean(values), np.std(values)])


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw memory and error against the target rate, in units of those of static inhibition."""
    from basinet import viz

    at = np.array(settings.targets)
    lines = []
    for task, words in (("memory", "memory capacity"), ("narma", "NARMA-10 error")):
        means = np.array([_mean(settings, found, task, target, "value") for target in at])
        scaled = means / means[0, 0]
        ends = np.array([scaled[:, 0] - scaled[:, 1], scaled[:, 0] + scaled[:, 1]])
        lines.append(viz.Line(words, scaled[:, 0], ends))
        if settings.units == FULL.units:
            theirs = [PUBLISHED.get((task, target), (np.nan,))[0] for target in settings.targets]
            lines.append(viz.Line(words, np.array(theirs) / means[0, 0], reference=True))
    jacobian = [_mean(settings, found, "memory", target, "jacobian")[0] for target in at]
    lines.append(viz.Line("radius of the Jacobian", np.array(jacobian), dashed=True))
    return viz.curves(
        at,
        lines,
        title="A reservoir whose inhibition adapts, relative to static inhibition",
        note=f"{settings.units} units, {settings.networks} networks; left: static",
        along=r"target rate $\rho$",
        upwards="over that of ours with static inhibition",
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State memory capacities and errors beside those of the other program."""
    return [
        Claim(
            f"{task}, {'static' if not target else f'target rate {target:g}'}",
            float(_mean(settings, found, task, target, "value")[0]),
            *PUBLISHED.get((task, target), (None, 0.0))[:1],
            SIGMAS * PUBLISHED.get((task, target), (None, 0.0))[1],
            SOURCE,
            settings.units == FULL.units,
        )
        for task in ("memory", "narma")
        for target in settings.targets
    ]


QUICK = Settings(200, 2, (0.0, 0.4, 0.5), 2000)
FULL = Settings(200, 5, (0.0, 0.3, 0.4, 0.5, 0.6), 2000)

REPRODUCTION = Reproduction(
    "memory and prediction of a reservoir whose inhibition adapts",
    SOURCE,
    QUICK,
    FULL,
    (1.0, 0.4),
    pieces,
    figure,
    claims,
)
