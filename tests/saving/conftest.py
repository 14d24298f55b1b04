"""A small trained model and its file."""

import pytest
from model_files import LEARNER, X, Y

from basinet import Standardise
from basinet.model import begin, learn
from basinet.saving import save_model


@pytest.fixture(scope="session")
def model():
    *_, last = learn(begin(LEARNER, Standardise(), X, Y, 3), X, Y, epochs=2, batch_size=5)
    return last


@pytest.fixture
def file(model, tmp_path):
    path = tmp_path / "model.safetensors"
    save_model(model, path)
    return path
