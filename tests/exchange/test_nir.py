"""Steered networks as spiking neurons: what spikes is what settles."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet import Classifier, data
from basinet.exchange import labels, run_nir, stimulus, to_nir, write_nir
from basinet.learners import (
    ByError,
    ByLabel,
    ForwardForward,
    Layers,
    LearntThresholds,
    OneState,
    Steered,
    TwoSided,
    Unconnected,
)
from basinet.model import begin

nir = pytest.importorskip("nir")
UNCOUPLED = Layers(within=Unconnected())
READ_SPINS = {
    "steered": Steered(hidden=120),
    "thresholds": Steered(hidden=60, teaching=ByLabel(thresholds=LearntThresholds())),
    "one state": Steered(hidden=60, teaching=ByError(activity=OneState()), self_coupling=2.0),
    "two layers": Steered(hidden=(40, 40), excitation=0.25, self_coupling=(0.5, 0.25)),
    "a chain": Steered(hidden=(30, 30, 30), excitation=1.0, self_coupling=0.0),
}
COUNTS_PHASES = {
    "a ramp": Steered(hidden=120, teaching=ByError(), wiring=UNCOUPLED),
    "two sides": Steered(hidden=60, teaching=ByError(activity=TwoSided(5)), wiring=UNCOUPLED),
}


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


@pytest.fixture(scope="module")
def models(digits):
    made = {}

    def of(name):
        if name not in made:
            learner = (READ_SPINS | COUNTS_PHASES)[name]
            clf = Classifier(learner, epochs=2, encoder="rescale", random_state=0)
            made[name] = clf.fit(digits.x_train, digits.y_train).model_
        return made[name]

    return of


def states(course, layers):
    """The spins after the last step, of all layers side by side."""
    return np.hstack([2 * course[f"layer_{k}"][-1] - 1 for k in range(layers)])


@pytest.mark.parametrize("name", READ_SPINS)
def test_every_network_that_settles_spikes_as_it_settles(name, models, digits, tmp_path):
    model = models(name)
    write_nir(model, tmp_path / "network.nir")
    graph = nir.read(tmp_path / "network.nir")
    course = run_nir(graph, stimulus(graph, model.encode(digits.x_test)))
    end = model.relax(digits.x_test)
    settled = np.asarray(end.outcome) == 0
    assert settled.mean() > 0.9
    assert_array_equal(
        states(course, len(model.learner.layers))[settled], np.asarray(end.spins)[settled]
    )
    answers = model.scores(digits.x_test).argmax(axis=1)
    assert_array_equal(labels(graph, course)[settled], answers[settled])


@pytest.mark.parametrize("name", COUNTS_PHASES)
def test_phases_in_which_a_neuron_is_up_are_its_spikes(name, models, digits, tmp_path):
    model = models(name)
    write_nir(model, tmp_path / "network.nir")
    graph = nir.read(tmp_path / "network.nir")
    course = run_nir(graph, stimulus(graph, model.encode(digits.x_test)))
    scores = model.scores(digits.x_test)
    assert_allclose(course["output"].sum(axis=0), scores, rtol=1e-4, atol=1e-2)
    assert np.mean(labels(graph, course) == scores.argmax(axis=1)) > 0.995


def test_texts_enter_as_they_are_encoded():
    x, y = np.array([[0, 0.5], [1, -1.0], [2, 0.1], [0, 0.0]]), np.array(["a", "b", "a", "b"])
    model = begin(Steered(hidden=6), data.OneHot(columns=(0,)), x, y, 0)
    graph = to_nir(model)
    course = run_nir(graph, stimulus(graph, model.encode(x)))
    assert model.features == 2
    assert course["output"].shape == (model.learner.sweeps, 4, 2)


def test_what_is_written_is_what_is_read(models, tmp_path):
    graph = to_nir(models("steered"))
    nir.write(tmp_path / "a.nir", graph)
    again = nir.read(tmp_path / "a.nir")
    assert set(again.edges) == set(graph.edges)
    read: dict[str, Any] = again.nodes
    for name, node in graph.nodes.items():
        for array in ("weight", "bias", "tau", "v_threshold", "v_reset"):
            if hasattr(node, array):
                assert_array_equal(getattr(read[name], array), getattr(node, array))
    assert again.metadata["encoder"] == "Rescale()"


@pytest.mark.parametrize(("bits", "overlap"), [(8, 0.99), (4, 0.95)])
def test_rounded_weights_lead_to_nearly_the_same_states(bits, overlap, models, digits):
    model = models("steered")
    graph = to_nir(model, bits)
    course = run_nir(graph, stimulus(graph, model.encode(digits.x_test)))
    weights = vars(graph.nodes["from_0_to_0"])["weight"].copy()
    np.fill_diagonal(weights, 0)  # the self-coupling, which is kept as it is
    assert max(len(np.unique(row)) for row in weights) <= 2**bits
    found = np.mean(states(course, 1) * np.asarray(model.relax(digits.x_test).spins))
    assert overlap < found < 1


def test_one_neuron_spikes_in_every_step_if_its_input_is_above_zero():
    cell = nir.LIF(*(np.array([value]) for value in (1e-3, 1.0, 0.0, 1.0, 0.0)))
    graph = nir.NIRGraph(
        {"input": nir.Input(np.array([1])), "cell": cell, "output": nir.Output(np.array([1]))},
        [("input", "cell"), ("cell", "output")],
        metadata={"dt": 1e-3},
    )
    course = run_nir(graph, np.tile([[1.5], [1.0], [0.2]], (4, 1, 1)))
    assert_array_equal(course["cell"][:, :, 0], np.tile([1.0, 0.0, 0.0], (4, 1)))


def test_what_has_no_such_form_is_named(models):
    model = models("steered")
    with pytest.raises(TypeError, match="no export knows ForwardForward"):
        to_nir(replace(model, learner=ForwardForward()))
    coupled = replace(model, learner=replace(model.learner, teaching=ByError()))
    with pytest.raises(TypeError, match=r"phases of neurons that hear of one another.*OneState"):
        to_nir(coupled)
    with pytest.raises(ValueError, match="bits is 17"):
        to_nir(model, 17)


def test_a_graph_that_is_not_ours_is_not_run_otherwise_than_it_means(models):
    one = np.ones(1)
    ends = {"input": nir.Input(np.array([1])), "output": nir.Output(np.array([1]))}
    edges = [("input", "cell"), ("cell", "output")]
    for cell, told, error, said in (
        (nir.IF(one, one, 0 * one), {"dt": 1e-4}, TypeError, "cell is IF; run_nir knows Input"),
        (nir.Affine(np.ones((1, 1)), one), {}, ValueError, "dt None; expected seconds above 0"),
    ):
        graph = nir.NIRGraph(ends | {"cell": cell}, edges, metadata=told)
        with pytest.raises(error, match=said):
            run_nir(graph, np.ones((2, 1, 1)))
    with pytest.raises(ValueError, match="have 3 numbers in a step, the graph takes 66"):
        run_nir(to_nir(models("steered")), np.ones((2, 1, 3)))
