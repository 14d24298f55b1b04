"""The fields of the steered network: the range of each, and what is taken for a number."""

import dataclasses

import numpy as np
import pytest

from basinet.core import Hold
from basinet.learners.steered import ByLabel, Layers, Steered

OUT_OF_RANGE = {
    "hidden": [0, -3, 2.5, "40", (), (10, 0), True],
    "self_coupling": [-0.1, np.nan, np.inf, "1", None],
    "excitation": [-0.1, np.nan, np.inf],
    "input_gain": [0.0, -1.0, np.nan, np.inf],
    "feedback_gain": [-0.1, np.nan],
    "sweeps": [0, 1, -5, 3.5, "5"],
    "rate": [-0.1, np.nan, np.inf, True],
    "input_rate": [-0.1, np.nan],
    "readout_rate": [-0.1, np.nan],
    "decay": [-0.1, 1.1, np.nan],
    "dynamics": [None, "synchronous", 0.5],
    "wiring": [None, "chain"],
    "teaching": [None, "label", Layers()],
}
TEACHING_OUT_OF_RANGE = {
    "margin": [-0.1, np.nan, np.inf],
    "readout_margin": [-0.1, np.nan],
    "rule": [None, 0.5, "soft"],
    "consolidate": [None, "both"],
    "free_phase": [None, 0.0],
    "release": [None, 3, Hold()],
    "thresholds": [None, 0.5],
    "schedule": [None, 1.0],
}


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (kind, name, value)
        for kind, table in ((Steered, OUT_OF_RANGE), (ByLabel, TEACHING_OUT_OF_RANGE))
        for name, values in table.items()
        for value in values
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_a_value_out_of_range_is_refused_by_name(kind, name, value):
    with pytest.raises(ValueError, match=f"{name} is"):
        kind(**{name: value})


def test_the_range_of_every_field_is_tested():
    assert set(OUT_OF_RANGE) == {field.name for field in dataclasses.fields(Steered)}
    assert set(TEACHING_OUT_OF_RANGE) == {field.name for field in dataclasses.fields(ByLabel)}


@pytest.mark.usefixtures("unchecked")
def test_layers_tied_neuron_by_neuron_must_be_equal():
    with pytest.raises(ValueError, match=r"10 neurons .* 20"):
        Steered(hidden=(10, 20))


@pytest.mark.usefixtures("unchecked")
def test_a_self_coupling_for_each_layer_needs_as_many_values_as_layers():
    with pytest.raises(ValueError, match="self_coupling has 3 values for 2 layers"):
        Steered(hidden=(5, 5), self_coupling=(0.1, 0.2, 0.3))


@pytest.mark.usefixtures("unchecked")
def test_sweeps_must_leave_one_for_the_label():
    Steered(hidden=(5, 5), sweeps=3)
    with pytest.raises(ValueError, match="sweeps is 2"):
        Steered(hidden=(5, 5), sweeps=2)


def test_whole_numbers_and_numpy_scalars_are_taken_for_numbers():
    learner = Steered(hidden=np.int64(8), input_gain=1, rate=np.float32(0.5))
    assert (learner.hidden, learner.input_gain, learner.rate) == (8, 1.0, 0.5)
    assert type(learner.hidden) is int
    assert type(learner.input_gain) is type(learner.rate) is float
