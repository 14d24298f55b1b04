"""Text that is no field or no value of a learner is refused, with the name and what comes close."""

from dataclasses import fields

import pytest

from basinet import Steered
from basinet.learners import LEARNERS
from basinet.settings import learner as learner_of_name
from basinet.settings import make, read_encoder


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"margin": 1},
            r"Steered has no field 'margin' \(did you mean teaching\.margin\?\); its fields are",
        ),
        ({"teaching.marign": 1}, r"ByLabel has no field 'marign' \(did you mean margin\?\)"),
        ({"hidden.margin": 1}, "hidden is 1600, which has no field 'margin'"),
        ({"teachng.margin": 1}, r"no field 'teachng' \(did you mean teaching\?\)"),
        ({"teaching": "ByError()", "teaching.margin": 1}, "ByError has no field 'margin'"),
        ({"teaching.": 1}, "ByLabel has no field ''"),
        ({"teaching.margin.low": 1}, "margin is 0.9, which has no field 'low'"),
        ({"teaching.schedule": "Linear(floor=2)"}, "floor is 2"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_a_field_of_a_part_that_is_not_there_is_refused(values, words):
    with pytest.raises(ValueError, match=words):
        make(Steered, values)


def test_an_unknown_learner_is_refused_with_the_closest_and_all_known_ones():
    with pytest.raises(ValueError, match=r"no learner 'steerd' \(did you mean steered\?\)") as it:
        learner_of_name("steerd")
    assert all(name in str(it.value) for name in LEARNERS)


def test_a_part_that_needs_more_is_refused_with_what_it_needs():
    with pytest.raises(ValueError, match="Grid needs rows, columns"):
        make(Steered, {"wiring": "Layers(neighbours=Grid)"})
    with pytest.raises(ValueError, match="Grid needs columns"):
        make(Steered, {"wiring": "Layers(neighbours=Grid(rows=2))"})


@pytest.mark.parametrize(
    ("name", "close"),
    [("hiden", "hidden"), ("self_copling", "self_coupling"), ("readout_rates", "readout_rate")],
)
def test_an_unknown_field_is_named_with_the_closest_and_all_known_ones(name, close):
    with pytest.raises(ValueError, match=rf"no field '{name}' \(did you mean {close}\?\)") as it:
        make(Steered, {name: 1})
    assert all(field.name in str(it.value) for field in fields(Steered))


def test_an_unknown_field_that_is_like_no_other_has_no_guess():
    with pytest.raises(ValueError, match="no field 'qqq'; its fields are"):
        make(Steered, {"qqq": 1})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "many",
        "1 + 1",
        "2 ** 9",
        "0.5.5",
        "nan",
        "inf",
        "'text'",
        "1j",
        "--",
        "x.y",
        "margin",
        "Steered()",
        "RandomSubset(**{})",
        "RandomSubset(fraction=half)",
        "RandomSubset(fraction=0.5",
        "__import__('os').system('true')",
        "lambda: 1",
        "[1 for _ in (1, 2)]",
        "-" * 100_000 + "1",
        "(" * 1000,
    ],
)
@pytest.mark.parametrize("field", ["rate", "hidden", "dynamics", "teaching.margin"])
def test_what_is_not_a_value_is_refused(field, text):
    name = field.rpartition(".")[2]
    with pytest.raises(
        ValueError, match=rf"{name} is .*; expected (a number|one of .*RandomSubset)"
    ):
        make(Steered, {field: text})


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"hidden": "0"}, "hidden is 0"),
        ({"hidden": "2.5"}, "hidden is 2.5"),
        ({"hidden": "()"}, "hidden is an empty tuple"),
        ({"hidden": "RandomSubset(0.5)"}, r"^hidden is RandomSubset\(.*a whole number.*$"),
        ({"rate": "RandomSubset(0.5)"}, r"^rate is RandomSubset\(.*a number.*$"),
        ({"teaching.margin": "RandomSubset(0.5)"}, r"^margin is RandomSubset\(.*a number.*$"),
        ({"teaching.margin": "-1"}, "margin is -1"),
        ({"teaching.margin": "True"}, "margin is True"),
        ({"decay": "2"}, "decay is 2"),
        ({"rate": "1e400"}, "rate is inf"),
        ({"teaching.margin": "None"}, "margin is None"),
        ({"dynamics": "3"}, "dynamics is 3"),
        (
            {"wiring": "Layers(within=FanIn(x))"},
            r"^wiring is 'Layers\(within=FanIn\(x\)\)', where within.synapses is 'x'; exp.* as 100",
        ),
        (
            {"wiring": "Layers(within=Fan(3))"},
            r"where within is 'Fan\(3\)' \(did .* FanIn.*; expected one of",
        ),
        ({"dynamics": "RandomSubset(fraction=2)"}, "fraction is 2"),
        ({"dynamics": "RandomSubset(part=0.5)"}, "RandomSubset has no field 'part'"),
    ],
)
def test_a_value_out_of_range_is_refused_with_its_name(values, words):
    with pytest.raises(ValueError, match=words):
        make(Steered, values)


@pytest.mark.parametrize("text", ["pca", "3", "Synchronous()", ""])
def test_what_is_no_encoder_is_refused(text):
    with pytest.raises(ValueError, match="encoder is"):
        read_encoder(text)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"hidden": "-True"}, "hidden"),
        ({"rate": "(0.1, 0.2)"}, r"rate is \(0.1, 0.2\); it must be a number"),
        ({"dynamics": "RandomSubset(fraction=0.5, fraction=0.6)"}, "dynamics"),
        ({"sweeps": "3000000000"}, "sweeps is 3000000000; it must be at most 1000000"),
        ({"sweeps": "2147483647"}, "sweeps is 2147483647; it must be at most 1000000"),
        ({"dynamics": "RandomSubset(0.5, fraction=0.5)"}, "given its fraction twice"),
        ({"dynamics": "RandomSubst(fraction=0.5)"}, "did you mean RandomSubset"),
    ],
)
def test_values_that_would_fail_later_are_refused_when_they_are_given(given, said):
    with pytest.raises(ValueError, match=said):
        make(Steered, given)
