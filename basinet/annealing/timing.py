"""How long courses are where only the time is given."""

from collections.abc import Sequence

from basinet.annealing.moment import Reading
from basinet.annealing.schedule import LONGEST

_FIRST = 4
"""Parts of the first course, which tells how fast the machine is."""

_SHARES = (1 / 8,)
"""Of the time that is left, for the course that follows; the next one takes nearly all."""

_ALL = 0.95
"""Of the time that is left, so that the last course comes to its cold end in time."""


def length_by_time(
    courses: Sequence[int], readings: Sequence[Reading], left: float, part: int
) -> int:
    """Return the sweeps of the next course, a multiple of a part; 0 when none is worth while.

    Args:
        courses: sweeps of those before.
        readings: what was seen after each part of them.
        left: seconds.
        part: sweeps of a part.
    """
    if not courses:
        return _FIRST * part
    share = _SHARES[len(courses) - 1] if len(courses) <= len(_SHARES) else _ALL
    # The first part compiles.
    recent = readings[1:] if len(courses) == 1 else readings[-max(1, courses[-1] // part) :]
    begin = readings[0] if len(courses) == 1 else readings[-1 - len(recent)]
    rate = (readings[-1].sweeps - begin.sweeps) / max(readings[-1].seconds - begin.seconds, 1e-9)
    parts = int(min(share * left * rate, LONGEST) / part)
    if share < _ALL:
        return max(parts, _FIRST) * part
    return parts * part if parts >= _FIRST else 0
