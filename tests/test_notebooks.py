"""Every notebook in `examples/notebooks/` runs at a small size and shows what it should."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import notebook
import pytest
from pages import ROOT

BOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))
SHOWS = {
    "first_network": {"page": 3, "picture": 3},
    "steer_and_watch": {"page": 3, "picture": 4},
    "your_own_data": {"page": 2, "picture": 1},
    "theory": {"page": 4, "picture": 1},
    "association": {"page": 1, "picture": 3},
    "sweeps": {"page": 2, "picture": 1},
    "your_own_wiring": {"page": 1, "picture": 2},
    "your_own_learner": {"page": 1, "picture": 2},
    "annealing": {"page": 1, "picture": 2},
    "time_series": {"page": 1, "picture": 2},
    "sweeps_on_a_cluster": {"page": 1, "picture": 1},
}
"""How many of its cells show a page (a table, a film, an estimator), and how many a picture."""

LONG = {"your_own_wiring", "your_own_learner", "sweeps_on_a_cluster"}
"""Those that compile several networks or begin a cluster; the slow tests run them."""


def test_there_is_a_promise_for_each_notebook():
    assert SHOWS.keys() == {book.stem for book in BOOKS}


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_notebook_is_whole_and_kept_without_outputs(book):
    content = json.loads(book.read_text(encoding="utf-8"))
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in content["cells"]}) == len(content["cells"])
    assert content["cells"][0]["source"][0].startswith("# ")
    small = [cell for cell in content["cells"] if "small" in cell["metadata"]]
    assert len(small) == 1
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.reads(book.read_text(encoding="utf-8"), 4))


@pytest.mark.parametrize(
    "book",
    [pytest.param(book, marks=pytest.mark.slow if book.stem in LONG else ()) for book in BOOKS],
    ids=lambda book: book.stem,
)
def test_a_notebook_runs_and_shows_its_pictures(book, tmp_path):
    if book.stem == "sweeps_on_a_cluster":
        pytest.importorskip("ray")
    words = [sys.executable, "-W", "ignore::UserWarning", notebook.__file__, str(book)]
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        words,
        cwd=tmp_path,
        env=os.environ | paths,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    lines = [line.partition(": ")[2] for line in done.stdout.splitlines()]
    found = {kind: lines.count(kind) for kind in SHOWS[book.stem]}
    assert found == SHOWS[book.stem], done.stdout


def ended_by_a_signal(**_):
    """What ends the tests (a limit of time) ends them.

    The client would end the kernel instead and say that it died; a kernel goes with its parent.
    """
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_notebook_runs_in_a_kernel(book, tmp_path):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    if book.stem == "sweeps_on_a_cluster":
        pytest.importorskip("ray")
    content = nbformat.reads(Path(book).read_text(encoding="utf-8"), 4)
    for cell in content.cells:
        cell.source = cell.metadata.get("small", cell.source)
    nbclient.NotebookClient(
        content,
        timeout=600,
        resources={"metadata": {"path": tmp_path}},
        on_cell_start=ended_by_a_signal,
    ).execute()
    kinds = {
        kind
        for cell in content.cells
        for output in cell.get("outputs", [])
        for kind in output.get("data", {})
    }
    assert "image/png" in kinds
