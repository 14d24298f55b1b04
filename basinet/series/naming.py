"""From whole series to one vector each, from which a readout names their class."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from jaxtyping import Float

from basinet.rates.medium import Medium, quick
from basinet.rates.readout import AbstractReadout
from basinet.series.learning import Fitted, Progress, grouped, slopes_of
from basinet.series.streaming import pieces

Table = Float[np.ndarray, "_ _"]


def summaries(
    medium: Medium, inputs: Sequence[Table], segments: int
) -> tuple[Float[np.ndarray, "series parts"], Float[np.ndarray, "series n"]]:
    """Return for each series the mean state of each of its segments, and the last state.

    Args:
        medium: the network.
        inputs: scaled inputs of each series, which run side by side.
        segments: parts of equal length, up to a step; a series shorter than that repeats some.

    Returns:
        `[series, (segments + 1) n]`, and the last states.
    """
    lengths = np.array([len(one) for one in inputs])
    edges = lengths[:, None] * np.arange(segments + 1) // segments
    begins, ends = edges[:, :-1], np.maximum(edges[:, 1:], edges[:, :-1] + 1)
    begins, ends = np.minimum(begins, lengths[:, None] - 1), np.minimum(ends, lengths[:, None])
    sums = np.zeros((len(inputs), segments, medium.units))
    last = np.zeros((len(inputs), medium.units), np.float32)
    for piece in pieces(medium, list(inputs)):
        step = piece.first + np.arange(len(piece.states))
        inside = (begins[..., None] <= step) & (step < ends[..., None])
        sums += np.einsum("spt,tsn->spn", inside.astype(float), piece.states)
        last = piece.end
    means = sums / (ends - begins)[..., None]
    return np.concatenate([means.reshape(len(inputs), -1), last], axis=1), last


def learn_classes(
    fitted: Fitted,
    readout: AbstractReadout,
    x: Sequence[Table],
    targets: Float[np.ndarray, "series classes"],
    segments: int,
    after: Progress | None = None,
) -> Iterator[Progress]:
    """Learn which class each series belongs to, and yield after each group of series.

    Args:
        fitted: the network; its weights are not used.
        readout: what learns.
        x: features of each series.
        targets: +1 for the class of a series, -1 for the others.
        segments: as for `summaries`.
        after: where to go on.
    """
    units = fitted.medium.units
    now = after
    if now is None:
        nothing = readout.empty((segments + 1) * units, targets.shape[1])
        now = Progress(0, 0, 0, np.zeros((0, units), np.float32), nothing, [], np.zeros(units), 0)
    groups, medium = grouped(x), quick(fitted.medium)
    for turn in range(now.turn, readout.passes):
        for number in range(now.group, len(groups)):
            chosen = groups[number]
            inputs = [fitted.scaled(x[one]) for one in chosen]
            seen, last = summaries(medium, inputs, segments)
            gathered = readout.add(now.gathered, seen, targets[chosen.start : chosen.stop])
            slopes, moments = now.slopes, now.moments
            if not turn:
                slopes, moments = slopes + slopes_of(fitted.medium, last), moments + len(last)
            changed: dict[str, Any] = {"gathered": gathered, "slopes": slopes, "moments": moments}
            now = replace(now, group=number + 1, ends=[last], **changed)
            yield now
        now = replace(now, turn=turn + 1, group=0)
    yield now


def evidence(
    fitted: Fitted, x: Sequence[Table], segments: int
) -> Float[np.ndarray, "series classes"]:
    """Return the answer of the readout for each class, one row for each series."""
    found, medium = [], quick(fitted.medium)
    for group in grouped(x):
        inputs = [fitted.scaled(x[one]) for one in group]
        found.append(fitted.read(summaries(medium, inputs, segments)[0]))
    return np.concatenate(found)
