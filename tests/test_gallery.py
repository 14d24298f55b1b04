"""Figures of the gallery: each script is short, and draws a figure."""

import ast
import hashlib

import pytest
from pages import ROOT

SCRIPTS = sorted((ROOT / "examples" / "gallery").glob("plot_*.py"))
FEW = ("chain", "perceptron_capacity", "blend", "maximum_cut")
"""Those that the fast tests draw; the slow ones draw all."""


def drawn(script):
    names = {"__name__": "__main__"}
    exec(compile(script.read_text(encoding="utf-8"), str(script), "exec"), names)
    return names["figure"]


def test_there_are_enough_and_no_two_are_the_same():
    assert len(SCRIPTS) >= 24
    assert len({hashlib.sha256(one.read_bytes()).digest() for one in SCRIPTS}) == len(SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_says_what_it_shows_and_is_short(script):
    tree = ast.parse(script.read_text(encoding="utf-8"))
    title, line, _, text = (ast.get_docstring(tree) or "").split("\n", 3)
    assert set(line) == {"="}
    assert len(line) == len(title)
    assert text.endswith((".", "?"))
    assert sum(not isinstance(part, ast.Import | ast.ImportFrom) for part in tree.body) <= 14
    last = tree.body[-1]
    assert isinstance(last, ast.Assign)
    assert isinstance(last.targets[0], ast.Name)
    assert last.targets[0].id == "figure"


@pytest.mark.parametrize("name", FEW)
def test_a_figure_is_drawn(name):
    figure = drawn(ROOT / "examples" / "gallery" / f"plot_{name}.py")
    assert type(figure).__name__ == "Drawing"
    assert figure.axes


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_every_figure_is_drawn(script):
    assert drawn(script).axes
