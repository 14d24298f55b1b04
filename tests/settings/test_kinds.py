"""Every value is checked when it is given, in every field of every learner and part."""

import dataclasses
import math

import equinox as eqx
import pytest

from basinet.core import StepOff
from basinet.learners import LEARNERS, PARTS
from basinet.learners.steered import Layers
from basinet.settings import make

WRONG = ("1e400", "True", "(1.0, 2.0)", float("nan"), {"a": 1}, None, 1j)


def made_of_all():
    """Every learner and part that needs no values, once."""
    entries = [*LEARNERS.values(), *PARTS.values()]
    kinds = {kind if isinstance(kind, type) else type(kind) for kind in entries}
    for kind in sorted(kinds, key=lambda kind: kind.__name__):
        if all(field.default is not dataclasses.MISSING for field in dataclasses.fields(kind)):
            yield kind


def is_odd(value, usual):
    """Whether a field holds what no field of its kind can mean."""
    number = isinstance(value, float) and not math.isfinite(value)
    truth = isinstance(value, bool) and not isinstance(usual, bool)
    nothing = value is None and isinstance(usual, eqx.Module)
    return number or truth or nothing or isinstance(value, dict | complex)


@pytest.mark.usefixtures("unchecked")
def test_no_field_takes_what_it_cannot_mean_or_fails_without_saying_so():
    said = []
    for kind in made_of_all():
        for field in dataclasses.fields(kind):
            for value in WRONG:
                try:
                    held = getattr(make(kind, {field.name: value}), field.name)
                except ValueError as error:
                    said.append(str(error))
                else:
                    assert not is_odd(held, field.default), (kind, field.name, value)
    assert len(said) > 500
    assert all(text.strip() and "\n" not in text for text in said)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (Layers, {"within": 3}, r"^within is 3; expected one of .*Unconnected.*in parentheses"),
        (Layers, {"input_to": 1}, r"^input_to is 1; expected a number, or a tuple"),
        (Layers, {"protect": "1e400"}, r"^protect is inf; expected one of .*Principal"),
        (StepOff, {"at": 2.5}, "goes off in sweep 2.5"),
    ],
)
def test_the_message_names_the_field_and_what_it_takes(kind, given, said):
    with pytest.raises(ValueError, match=said):
        make(kind, given)
