"""What a learner reports of its steps and people want to see while it learns."""

from typing import NamedTuple


class Quantity(NamedTuple):
    """A scalar among those that `step` reports, and how it is shown.

    Attributes:
        name: its name in the dictionary that `step` returns; it is never negative.
        title: what it is called above a figure.
        note: a line that explains it.
        share: whether it is a fraction from 0 to 1, shown as a percentage.
    """

    name: str
    title: str
    note: str
    share: bool = False
