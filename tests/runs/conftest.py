from pathlib import Path

import numpy as np
import pytest

from basinet import Standardise, Steered
from basinet.core import RandomSubset
from basinet.data import Dataset
from basinet.runs import Run, RunFolder, create, execute


def blobs(seed=0):
    """Three clouds of points in five dimensions: 40 to learn and 20 held out."""
    rng = np.random.default_rng(seed)
    y = np.arange(60) % 3
    x = (rng.normal(size=(60, 5)) + 2 * np.eye(5)[y]).astype(np.float32)
    parts = x[:40], y[:40], x[40:], y[40:]
    return Dataset("blobs", *parts, None, None, Standardise())


@pytest.fixture(scope="session")
def data() -> Dataset:
    return blobs()


@pytest.fixture(scope="session")
def other_data() -> Dataset:
    return blobs(seed=1)


@pytest.fixture(scope="session")
def run() -> Run:
    learner = Steered(hidden=16, rate=0.1, dynamics=RandomSubset(0.9))
    return Run(learner, data="blobs", epochs=4, batch_size=7, seed=5)


@pytest.fixture(scope="session")
def finished(run, data, tmp_path_factory) -> RunFolder:
    """The folder of a run that nobody stopped."""
    folder = create(tmp_path_factory.mktemp("runs") / "whole", run, {"made": "here"})
    for _ in execute(run, folder, data):
        pass
    return folder


@pytest.fixture
def fresh(run, tmp_path: Path) -> RunFolder:
    """The folder of a run that has not begun to learn."""
    return create(tmp_path / "a", run, {})
