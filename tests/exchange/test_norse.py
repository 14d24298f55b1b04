"""What norse, a simulator of spiking neurons on torch, makes of an exported network.

Norse is no extra of this package: `pip install norse torch`, where it is wanted. Networks of one
layer: what nirtorch 2.6 makes of two that hear of one another has an output of the wrong size.
"""

import numpy as np
import pytest

from basinet import Classifier, Steered, data
from basinet.exchange import labels, run_nir, stimulus, write_nir
from basinet.learners import ByError, Layers, Unconnected

norse = pytest.importorskip("norse.torch")
nir = pytest.importorskip("nir")

NETWORKS = {
    "one layer": Steered(hidden=120),
    "phases": Steered(hidden=120, teaching=ByError(), wiring=Layers(within=Unconnected())),
}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:nirtorch.load:DeprecationWarning")
@pytest.mark.parametrize("name", NETWORKS)
def test_norse_gives_the_same_labels_as_the_library(name, tmp_path):
    import torch

    digits = data.load("digits")
    clf = Classifier(NETWORKS[name], epochs=2, encoder="rescale", random_state=0)
    model = clf.fit(digits.x_train, digits.y_train).model_
    write_nir(model, tmp_path / "network.nir")
    graph = nir.read(tmp_path / "network.nir")
    given = stimulus(graph, model.encode(digits.x_test))
    cells = norse.from_nir(graph, dt=graph.metadata["dt"])
    state, course = None, []
    with torch.no_grad():
        for x in torch.tensor(given, dtype=torch.float32):
            said, state = cells(x, state)
            course.append(said.numpy())
    found = {"output": np.array(course)}
    np.testing.assert_array_equal(labels(graph, found), labels(graph, run_nir(graph, given)))
    answers = model.scores(digits.x_test).argmax(axis=1)
    assert np.mean(labels(graph, found) == answers) > 0.99
