"""Learners and encoders as text and back."""

import dataclasses
import json
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basinet import Binarise, Raw, Standardise, Steered
from basinet.core import AbstractDynamics, RandomSubset, Synchronous
from basinet.core.recipes import Excited, FanIn
from basinet.learners import LEARNERS, PARTS, Clean, Linear
from basinet.learners.steered import ByError, ByLabel, Grid, Layers, ThreeValuedError
from basinet.settings import describe, make, name_of, read_encoder, spell
from basinet.settings import learner as learner_of_name

# Learners compute with 32 bits, and refuse what these cannot hold.
numbers = st.just(0.0) | st.floats(1e-30, 1e6)
shares = st.just(0.0) | st.floats(1e-30, 1)
sizes = st.integers(1, 10**6)


fields_of_steered = st.fixed_dictionaries(
    {
        "hidden": sizes | st.tuples(sizes) | sizes.map(lambda size: (size, size)),
        "self_coupling": numbers,
        "excitation": numbers,
        "input_gain": st.floats(1e-30, 1e6),
        "feedback_gain": numbers,
        "sweeps": st.integers(3, 100),
        "margin": numbers,
        "readout_margin": numbers,
        "rate": numbers,
        "input_rate": numbers,
        "readout_rate": numbers,
        "decay": shares,
        "fraction": st.none() | st.floats(1e-30, 1),
    }
)


def steered(values):
    """A learner from any values that the ranges of its fields allow."""
    values = dict(values)
    fraction = values.pop("fraction")
    taught = ByLabel(**{name: values.pop(name) for name in ("margin", "readout_margin")})
    dynamics = RandomSubset(fraction) if fraction else Synchronous()
    return Steered(**values, dynamics=dynamics, teaching=taught)


@given(fields_of_steered)
@settings(max_examples=60, deadline=None)
def test_a_learner_that_was_described_is_made_again(values):
    learner = steered(values)
    described = describe(learner)
    assert described.keys() == {field.name for field in fields(Steered)}
    assert make(Steered, json.loads(json.dumps(described))) == learner


@given(fields_of_steered)
@settings(max_examples=60, deadline=None)
def test_every_field_can_be_given_as_text(values):
    """As on the command line: `--set hidden=400`."""
    learner = steered(values)
    as_text = {name: str(value) for name, value in describe(learner).items()}
    assert make(Steered, as_text) == learner


@given(st.floats(1e-30, 1))
@settings(max_examples=30, deadline=None)
def test_a_part_is_spelled_as_it_is_constructed(fraction):
    part = RandomSubset(fraction)
    assert make(Steered, {"dynamics": spell(part)}).dynamics == part


@given(numbers, shares.map(lambda share: 0.99 * share), shares)
@settings(max_examples=30, deadline=None)
def test_dots_reach_the_fields_of_parts_however_deep(margin, after, floor):
    values = {
        "teaching.margin": margin,
        "teaching.schedule": "Linear(after=0.5)",
        "teaching.schedule.after": after,
        "teaching.schedule.floor": str(floor),
        "hidden": 30,
    }
    taught = ByLabel(margin=margin, schedule=Linear(after, floor))
    learner = Steered(hidden=30, teaching=taught)
    for order in (values, dict(reversed(values.items()))):
        assert make(Steered, order) == learner
    # The same as text of a part with something of it changed.
    assert make(Steered, {"hidden": 30, "teaching": spell(taught), "teaching.margin": 7.0}) == (
        Steered(hidden=30, teaching=dataclasses.replace(taught, margin=7.0))
    )


def test_what_is_made_from_a_learner_keeps_what_is_not_given():
    reference = LEARNERS["error-steered"]
    made = make(reference, {"teaching.noise": "Clean", "teaching.error": "ThreeValuedError"})
    assert isinstance(reference, Steered)
    taught = ByError(noise=Clean(), error=ThreeValuedError())
    assert made == dataclasses.replace(reference, teaching=taught)
    assert make(reference, {}) == reference == learner_of_name("error-steered")
    assert learner_of_name("error-steered", hidden=7) == dataclasses.replace(reference, hidden=7)


@pytest.mark.parametrize("name", LEARNERS)
def test_a_learner_has_the_name_by_which_it_was_made(name):
    assert name_of(learner_of_name(name)) == name
    if name in ("steered", "error-steered"):
        assert name_of(learner_of_name(name, hidden=7, rate=0.0)) == name


def test_the_spelling_is_the_one_of_python():
    assert spell(RandomSubset(fraction=0.85)) == "RandomSubset(fraction=0.85)"
    assert spell(Synchronous()) == "Synchronous()"


@given(st.integers(1, 20), st.integers(1, 5), st.integers(1, 5), numbers)
@settings(max_examples=20, deadline=None)
def test_parts_inside_parts_are_spelled_too(synapses, rows, columns, strength):
    within = Excited(strength=strength, base=FanIn(synapses))
    wiring = Layers(within=within, neighbours=Grid(rows, columns), input_to=(0,))
    learner = Steered(hidden=(30,) * (rows * columns), sweeps=30, wiring=wiring)
    assert make(Steered, describe(learner)) == learner


@pytest.mark.parametrize("name", [n for n, p in PARTS.items() if issubclass(p, AbstractDynamics)])
def test_a_part_without_parentheses_has_its_defaults(name):
    assert make(Steered, {"dynamics": name}).dynamics == PARTS[name]()


def test_what_is_not_given_has_its_default():
    assert make(Steered, {}) == Steered()


def test_numpy_numbers_are_described_as_plain_ones():
    described = describe(Steered(hidden=np.int64(40), decay=np.float32(0.5)))
    assert (type(described["hidden"]), type(described["decay"])) == (int, float)


@pytest.mark.parametrize("encoder", [Standardise(), Raw(), Binarise(), Binarise(-0.3)])
def test_an_encoder_is_read_as_it_is_spelled(encoder):
    assert read_encoder(spell(encoder)) == encoder


@pytest.mark.parametrize(
    ("name", "encoder"),
    [("standardise", Standardise()), ("raw", Raw()), ("binarise", Binarise()), ("Raw", Raw())],
)
def test_an_encoder_is_read_by_its_name(name, encoder):
    assert read_encoder(name) == encoder


def test_fields_of_a_part_may_stand_in_their_order_as_in_python():
    made = make(Steered, {"dynamics": "RandomSubset(0.85)"})
    assert made.dynamics == RandomSubset(fraction=0.85)
    assert read_encoder("Binarise(0.5)") == Binarise(threshold=0.5)
    with pytest.raises(ValueError, match="Binarise has the field threshold, and 2 values are"):
        read_encoder("Binarise(0.5, 1)")
    with pytest.raises(ValueError, match="RandomSubset has the field fraction, and"):
        make(Steered, {"dynamics": "RandomSubset(0.5, 0.6)"})
