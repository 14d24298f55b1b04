"""Finite-size scaling of a sweep over sizes and one other axis."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from basinet._closest import close
from basinet.analysis import Collapse, Estimate, collapse, scaled, threshold
from basinet.sweeps.summary import Summary


@dataclass(frozen=True)
class Scaling:
    """The thresholds of a sweep at each size, and the collapse of its curves.

    Attributes:
        axis: what was varied.
        sizes: N, increasing.
        summary: what was measured, sizes first.
        thresholds: where the mean crosses the level at each size.
        collapse: the exponents with which the curves collapse.
    """

    axis: str
    sizes: tuple[int, ...]
    summary: Summary
    thresholds: list[Estimate]
    collapse: Collapse

    def plain(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        sized = zip(self.sizes, self.thresholds, strict=True)
        return {
            "axis": self.axis,
            "thresholds": [{"size": N} | asdict(one) for N, one in sized],
            "collapse": asdict(self.collapse),
        }

    def figure(self) -> Any:
        """Return the curves as measured and collapsed, as a matplotlib figure."""
        from basinet.viz import collapse as draw

        x = np.array(self.summary.axes[self.axis], float)
        found = self.collapse
        return draw(
            self.sizes,
            x,
            self.summary.mean,
            self.summary.error,
            scaled(self.sizes, x, self.summary.mean, found),
            axis=self.axis,
            name=self.summary.name,
            threshold=(found.threshold.value, found.threshold.error),
            inverse_nu=(found.inverse_nu.value, found.inverse_nu.error),
            ratio=(found.ratio.value, found.ratio.error),
        )


def scale(
    summary: Summary, size: str, level: float, *, scale_height: bool = False, resamples: int = 100
) -> Scaling:
    """Find the threshold at each size and the exponents with which the curves collapse.

    Args:
        summary: over two axes of numbers, at least two seeds at each point.
        size: the name of the axis that is N.
        level: the level at which a curve's threshold is.
        scale_height: whether an exponent of the height is fitted; not for probabilities.
        resamples: bootstrap samples for each threshold; the collapse takes a third of them.

    Raises:
        ValueError: when there is no such axis, it is not one of two, values are no numbers, or
            there are too few seeds.
    """
    if size not in summary.axes:
        said = f"there is no axis {size!r}{close(size, summary.axes)}"
        raise ValueError(f"{said}; the axes are {', '.join(summary.axes)}")
    if len(summary.axes) != 2:
        raise ValueError(
            f"scaling needs two axes, {size} and another, and there are"
            f" {', '.join(summary.axes)}; fix the rest with --at FIELD=VALUE"
        )
    (axis,) = (name for name in summary.axes if name != size)
    for name, values in summary.axes.items():
        if not all(isinstance(value, int | float) for value in values):
            raise ValueError(f"{name} is no number everywhere; scaling needs numbers")
    if summary.samples.shape[-1] < 2:
        raise ValueError("there is one seed; errors of thresholds need at least two")
    samples = summary.samples
    if list(summary.axes).index(size) == 1:
        samples = samples.swapaxes(0, 1)
    sizes, x = (np.array(summary.axes[name]) for name in (size, axis))
    rows, columns = np.argsort(sizes), np.argsort(x)
    samples = samples[np.ix_(rows, columns)]
    sizes, x = tuple(int(N) for N in sizes[rows]), x[columns].astype(float)
    ordered = Summary(summary.name, {size: sizes, axis: tuple(map(float, x))}, samples)
    thresholds = [threshold(x, curve, level, resamples=resamples) for curve in samples]
    few = max(resamples // 3, 2)
    whole = collapse(sizes, x, samples, scale_height=scale_height, resamples=few)
    return Scaling(axis, sizes, ordered, thresholds, whole)
