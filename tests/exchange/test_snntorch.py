"""What snnTorch, a simulator of spiking neurons on torch, makes of an exported network.

It is no extra of this package: `pip install snntorch nirtorch torch`, where it is wanted. Its
importer lets what enters a layer pass through the couplings of this layer once more, so that a
network whose neurons hear of one another is built of its neurons by nirtorch itself.
"""

import numpy as np
import pytest

from basinet import Classifier, Steered, data
from basinet.exchange import labels, run_nir, stimulus, write_nir
from basinet.learners import ByError, Layers, Unconnected

pytest.importorskip("snntorch")
nirtorch = pytest.importorskip("nirtorch")
nir = pytest.importorskip("nir")


def coupled(graph):
    """The network as nirtorch builds it of leaky neurons."""
    import snntorch

    def cells(node):
        forgets = 1 - graph.metadata["dt"] / node.tau
        threshold = float(node.v_threshold[0])
        return snntorch.Leaky(
            beta=float(forgets[0]),
            threshold=threshold,
            reset_mechanism="zero",
            reset_delay=False,
            init_hidden=True,
        )

    return nirtorch.nir_to_torch(graph, {nir.LIF: cells, nir.Affine: affine})


def affine(node):
    """A layer with its bias, which nirtorch's own lacks."""
    import torch

    made = torch.nn.Linear(*node.weight.shape[::-1])
    made.weight.data, made.bias.data = map(torch.tensor, (node.weight, node.bias))
    return made


def apart(graph):
    """The network as snnTorch's own importer makes it."""
    from snntorch.import_nir import import_from_nir

    return import_from_nir(graph)


PHASES = Steered(hidden=120, teaching=ByError(), wiring=Layers(within=Unconnected()))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("learner", "made"), [(Steered(hidden=120), coupled), (PHASES, apart)], ids=["coupled", "apart"]
)
def test_snntorch_gives_the_same_labels_as_the_library(learner, made, tmp_path):
    import torch

    digits = data.load("digits")
    clf = Classifier(learner, epochs=2, encoder="rescale", random_state=0)
    model = clf.fit(digits.x_train, digits.y_train).model_
    write_nir(model, tmp_path / "network.nir")
    graph = nir.read(tmp_path / "network.nir")
    given = stimulus(graph, model.encode(digits.x_test))
    here = labels(graph, run_nir(graph, given))
    cells = made(graph)
    state, course = None, []
    with torch.no_grad():
        for x in torch.tensor(given, dtype=torch.float32):
            said, state = cells(x) if state is None else cells(x, state)
            course.append(said.numpy())
    found = labels(graph, {"output": np.array(course)})
    assert np.mean(found == here) > 0.99
    assert np.mean(found == model.scores(digits.x_test).argmax(axis=1)) > 0.99
