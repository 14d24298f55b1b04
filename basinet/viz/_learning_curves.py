"""Does it learn, and what happens while it learns?"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from basinet.viz import style

_MEASURED = ("accuracy", "train_accuracy", "validation_accuracy")
_COLOURS = (style.BLUE, style.VERMILION)
_MARKED = 25  # up to so many epochs each one gets a dot


@style.house_style()
def learning_curves(
    history: Sequence[Mapping[str, Any]],
    quantities: Sequence[tuple[str, str, str, bool]] = (),
    *,
    chance: float | None = None,
) -> Figure:
    """Draw the accuracy and other quantities over the epochs.

    Args:
        history: one mapping a finished epoch, in order, with the keys `epoch` (from 1), those of
            the quantities and, if known, `accuracy` (on held-out samples), `validation_accuracy`,
            `train_accuracy` (each 0..1, or None where it was not measured) and `seconds` (duration
            of this epoch). That is what `clf.history_` and a run's `metrics.jsonl` hold.
        quantities: what is drawn below the accuracy, as (key, title, note, share): a number that
            is not negative or, where `share` is true, a share in 0..1. Where none are given and
            no accuracy was measured: all numbers that the history has.
        chance: accuracy of guessing, 0..1, drawn as a dashed line; None for no line.

    Returns:
        A panel for the accuracy, if there is one, and one for each quantity, one above the other,
        over one axis of epochs.

    Raises:
        ValueError: if the history is empty, lacks a key, holds a number that is not finite or a
            share outside 0..1, or if its epochs do not increase.
    """
    measured = any(key in record for record in history for key in _MEASURED)
    if not measured and not quantities:
        quantities = _numbers(history)
    _check(history, quantities, chance)
    ratios = [2.1] * measured + [1.0] * len(quantities)
    figure = style.blank(7.2, (3.2 if measured else 0.9) + 1.4 * len(quantities))
    panels = figure.subplots(
        len(ratios), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": ratios}
    )[:, 0]
    if measured:
        _draw_accuracy(panels[0], history, chance)
    below = panels[len(panels) - len(quantities) :]
    for number, (axes, quantity) in enumerate(zip(below, quantities, strict=True)):
        key, title, note, share = quantity
        write = style.percent if share else "{:.1f}".format
        _draw_quantity(axes, history, key, _COLOURS[number % len(_COLOURS)], write)
        style.head(axes, title, note)
        if share:
            style.percent_axis(axes.yaxis)
    _label_epochs(panels[-1], history)
    for axes in panels:
        style.quiet_sides(axes)
        if axes is not panels[-1]:
            axes.tick_params(axis="x", length=0)
    return style.finish(figure)


def _numbers(history: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str, bool]]:
    """All quantities that a history has, each with its own name for a title."""
    aside = {"epoch", "seconds"}
    return [
        (key, key.replace("_", " ").capitalize(), "", False)
        for key, value in (history[-1] if history else {}).items()
        if key not in aside and isinstance(value, int | float)
    ]


def _check(
    history: Sequence[Mapping[str, Any]],
    quantities: Sequence[tuple[str, str, str, bool]],
    chance: float | None,
) -> None:
    """Refuse a history that cannot be drawn, naming the epoch and the key."""
    if len(history) == 0:
        raise ValueError("history is empty; learning curves need at least one finished epoch")
    before = 0
    required = ("epoch", *(key for key, *_ in quantities))
    shares = {*_MEASURED, *(key for key, _, _, share in quantities if share)}
    nothing = not any(key in record for record in history for key in _MEASURED)
    if len(history) and not quantities and nothing:
        raise ValueError("history has nothing to draw beside its epochs")
    for row, record in enumerate(history):
        if missing := [key for key in required if key not in record]:
            raise ValueError(f"history[{row}] lacks {missing}; an epoch needs {list(required)}")
        for key in (*required, *_MEASURED, "seconds"):
            share = key in shares
            value = record.get(key)
            if value is None and key not in required:
                continue
            if value is None or not math.isfinite(value) or value < 0 or (share and value > 1):
                wanted = "a share in 0..1" if share else "a finite number, not negative"
                raise ValueError(f"history[{row}][{key!r}] is {value!r}; expected {wanted}")
        if record["epoch"] <= before:
            raise ValueError(f"history[{row}]: epoch {record['epoch']} follows epoch {before}")
        before = record["epoch"]
    if chance is not None and not 0 <= chance <= 1:
        raise ValueError(f"chance is {chance!r}; expected a share in 0..1, or None")


def _points(history: Sequence[Mapping[str, Any]], key: str) -> tuple[list[int], list[float]]:
    """The epochs at which a quantity was measured, and its values."""
    known = [record for record in history if record.get(key) is not None]
    return [record["epoch"] for record in known], [float(record[key]) for record in known]


def _draw(axes: Axes, points: tuple[list[int], list[float]], colour: str, name: str) -> None:
    """A quantity over the epochs: a line, with dots while there are few, found by its name."""
    dots = "o" if len(points[0]) <= _MARKED else ""
    width = 1.4 if colour == style.MUTED else 2.2
    (line,) = axes.plot(
        *points, color=colour, linewidth=width, marker=dots, markersize=2.2 * width, clip_on=False
    )
    line.set_gid(name)


def _label_ends(axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Write (value, text, colour) beside the panel, at the values but clear of each other."""
    low, high = axes.get_ylim()
    places = style.spread([value for value, _, _ in ends], 0.08 * (high - low))
    for (_, text, colour), place in zip(ends, places, strict=True):
        label = axes.annotate(
            text,
            (1, place),
            xytext=(5, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            color=colour,
            annotation_clip=False,
        )
        label.set_gid("end")


def _draw_accuracy(axes: Axes, history: Sequence[Mapping[str, Any]], chance: float | None) -> None:
    """Held-out accuracy, and quieter that on the training samples and that of guessing."""
    ends, shown = [], []
    for key, name, colour in (
        ("train_accuracy", "training", style.MUTED),
        ("validation_accuracy", "validation", style.VERMILION),
        ("accuracy", "held out", style.BLUE),
    ):
        epochs, values = _points(history, key)
        if epochs:
            _draw(axes, (epochs, values), colour, key)
            ends.append((values[-1], f"{name} {style.percent(values[-1])}", colour))
            shown += values
    if not shown:
        axes.text(0.5, 0.5, "not measured", transform=axes.transAxes, ha="center")
    low, high = _view(shown or [0.0, 1.0], chance)
    axes.set_ylim(low, high)
    note = "share of samples classified correctly"
    if chance is not None:
        line = axes.axhline(chance, color=style.GHOST, linewidth=1.2, linestyle=(0, (4, 3)))
        line.set_gid("chance")
        if low <= chance <= high:
            ends.append((chance, f"chance {style.percent(chance)}", style.MUTED))
        else:
            note += f"; chance ({style.percent(chance)}) is out of view"
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    style.percent_axis(axes.yaxis)
    style.head(axes, "Accuracy", note)
    _label_ends(axes, ends)


def _view(values: Sequence[float], chance: float | None) -> tuple[float, float]:
    """The range of accuracies to show: at least 4 per cent, and chance if it is not far away."""
    low, high = min(values), max(values)
    if chance is not None and low - 2 * max(high - low, 0.1) <= chance < low:
        low = chance
    pad = max(0.06 * (high - low), (0.04 - (high - low)) / 2)
    return max(low - pad, 0.0), min(high + pad, 1.0)


def _draw_quantity(
    axes: Axes,
    history: Sequence[Mapping[str, Any]],
    key: str,
    colour: str,
    write: Callable[[float], str],
) -> None:
    """One quantity on a scale from zero, its last value written at the end."""
    epochs, values = _points(history, key)
    _draw(axes, (epochs, values), colour, key)
    axes.set_ylim(0, 1.12 * max(values) or 1)
    axes.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
    _label_ends(axes, [(values[-1], write(values[-1]), colour)])


def _label_epochs(axes: Axes, history: Sequence[Mapping[str, Any]]) -> None:
    """Whole epochs on the shared axis, and how long they took altogether."""
    first, last = history[0]["epoch"], history[-1]["epoch"]
    room = max(0.02 * (last - first), 0.25)
    axes.set_xlim(first - room, last + room)
    step = next(s for k in range(9) for s in (10**k, 2 * 10**k, 5 * 10**k) if last - first < 11 * s)
    regular = [k for k in range(0, last + 1, step) if k - first > step / 2]
    axes.set_xticks([first, *regular])
    count = f"{len(history)} epochs" if len(history) > 1 else "one epoch"
    took = [record["seconds"] for record in history if record.get("seconds") is not None]
    said = f" in {_duration(float(sum(took)))}" if len(took) == len(history) else ""
    axes.set_xlabel(f"epoch  ({count}{said})")


def _duration(seconds: float) -> str:
    """A time as people say it, to two or three digits."""
    if seconds < 10:
        return f"{seconds:.2g} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
