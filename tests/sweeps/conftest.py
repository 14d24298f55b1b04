"""A small table and a sweep over it, and sweeps over sums that can be read back."""

from pathlib import Path

import numpy as np
import pytest
from sums import Sum

from basinet.sweeps import Axis, Sweep, from_plain


@pytest.fixture(scope="session")
def trees(tmp_path_factory) -> Path:
    """A CSV file of three kinds that four features tell apart."""
    rng = np.random.default_rng(0)
    y = np.arange(45) % 3
    x = rng.normal(size=(45, 4)) + 2 * np.eye(4)[y]
    rows = [",".join([f"{v:.4f}" for v in row] + ["abc"[k]]) for row, k in zip(x, y, strict=True)]
    path = tmp_path_factory.mktemp("data") / "trees.csv"
    path.write_text("\n".join(["p,q,r,s,kind", *rows]) + "\n")
    return path


@pytest.fixture(scope="session")
def plain(trees) -> dict:
    """A sweep of six small training runs, as plain values."""
    run = {"data": str(trees), "epochs": 2, "batch_size": 6, "settings": {"hidden": 12}}
    axes = {"learner": {"teaching": {"margin": [0.1, 0.9, 2.0]}}}
    return {"run": run, "axes": axes, "seeds": 2, "stack": 8}


@pytest.fixture(scope="session")
def sweep(plain) -> Sweep:
    return from_plain(plain)


@pytest.fixture
def known(monkeypatch):
    """Sweeps over sums can be read back, as those over the package's tasks can."""
    monkeypatch.setattr("basinet.sweeps.store.to_toml", repr)
    monkeypatch.setattr("basinet.sweeps.store.refuse_other_contents", lambda file: None)
    names = {"Sum": Sum, "Sweep": Sweep, "Axis": Axis}
    read = lambda path: eval(path.read_text(), names)  # noqa: E731
    monkeypatch.setattr("basinet.sweeps.store.read_sweep", read)
