"""Is a course chaotic? The 0-1 test of Gottwald and Melbourne, from a series alone."""

import numpy as np
from jaxtyping import Float

_ANGLES = 50


def zero_one(series: Float[np.ndarray, " steps"], seed: int = 0) -> float:
    """Return K, near 1 for a chaotic course and near 0 for a regular one.

    For 50 angles c in (pi/5, 4 pi/5) the series drives a walk in the plane; K is the median over
    them of the correlation of its mean square displacement with time, up to a tenth of the steps,
    the oscillating part subtracted (Gottwald and Melbourne 2009).

    A series that is sampled too finely looks regular: of an ordinary differential equation take
    a sample every quarter of a typical period or so.

    Args:
        series: at least 100 steps, finite.
        seed: of the angles.

    Raises:
        ValueError: when the series is too short or not finite.
    """
    if len(series) < 100 or not np.isfinite(series).all():
        raise ValueError(
            f"the series has {len(series)} steps; expected at least 100 finite numbers"
        )
    spread = series.std()
    if spread <= 1e-9 * max(1.0, float(np.abs(series).max())):
        return 0.0  # at rest
    values = (series - series.mean()) / spread
    angles = np.random.default_rng(seed).uniform(np.pi / 5, 4 * np.pi / 5, _ANGLES)
    return float(np.median([_growth(values, c) for c in angles]))


def _growth(values: Float[np.ndarray, " steps"], angle: float) -> float:
    """The correlation of the displacement with time for one angle."""
    steps = np.arange(1, len(values) + 1)
    p, q = (np.cumsum(values * wave(angle * steps)) for wave in (np.cos, np.sin))
    most = len(values) // 10
    number = np.arange(1, most + 1)
    kept = len(values) - most
    displacement = np.array(
        [
            np.mean((p[n : n + kept] - p[:kept]) ** 2 + (q[n : n + kept] - q[:kept]) ** 2)
            for n in number
        ]
    )
    oscillating = values.mean() ** 2 * (1 - np.cos(number * angle)) / (1 - np.cos(angle))
    displacement = displacement - oscillating
    if displacement.std() == 0:
        return 0.0
    return float(np.corrcoef(number, displacement)[0, 1])
