"""A small table and a run on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from commands import SMALL, Result, call, table


@pytest.fixture(scope="session")
def trees(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("data") / "trees.csv"
    path.write_text(table(60))
    return path


@pytest.fixture(scope="session")
def trained(trees, tmp_path_factory) -> tuple[Path, Result]:
    """A finished run on the table and what `train --json` said."""
    folder = tmp_path_factory.mktemp("runs") / "trees"
    return folder, call("train", "--data", trees, *SMALL, "--out", folder, "--json")


@pytest.fixture
def here(tmp_path: Path, monkeypatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def no_report(monkeypatch) -> None:
    """No page is drawn, which takes longer than such a run."""
    monkeypatch.setattr("basinet.reporting.write_report", lambda folder, data: None)


@pytest.fixture
def names() -> Callable[[Path], list[str]]:
    return lambda folder: sorted(entry.name for entry in folder.iterdir())
