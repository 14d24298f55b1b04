"""What the page 'adding a learner' says of a learner that is made known."""

import re

import pages
from commands import call
from pages import ROOT

from basinet.learners import LEARNERS
from basinet.runs import RunFolder

PAGE = ROOT / "docs" / "adding-a-learner.md"


def test_a_line_in_the_table_makes_it_a_command_whose_runs_are_resumed_and_reported(
    trees, here, monkeypatch
):
    assert '`"random-features": RandomFeatures`' in PAGE.read_text()
    learner = pages.defined(PAGE, 2)["RandomFeatures"]
    monkeypatch.setitem(LEARNERS, "random-features", learner)
    words = ("train", "random-features", "--data", trees, "--set", "margin=2", "--out", "a")
    result = call(*words, "--epochs", 1)
    assert result.code == 0, result.err
    assert "unsafe 0." in result.err
    assert call("train", "--resume", "a", "--epochs", 2).code == 0
    model = RunFolder(here / "a").read_model()
    assert (model.epoch.number, model.learner.margin) == (2, 2.0)
    assert "RandomFeatures on" in (here / "a" / "report.html").read_text()
    assert "random-features" in call("info", "learners").out


def test_a_line_in_the_table_brings_it_into_comparisons(trees, here, monkeypatch):
    learner = pages.defined(PAGE, 2)["RandomFeatures"]
    monkeypatch.setitem(LEARNERS, "random-features", learner)
    words = ("compare", "random-features", "--data", trees, "--epochs", 2, "--seeds", 1)
    words += ("--fractions", "1", "--set", "random-features.hidden=20", "--out", "c")
    done = call(*words, "--set", "backpropagation.hidden=2")
    assert done.code == 0, done.err
    tags = next(line for line in done.out.splitlines()[::-1] if "random-features" in line)
    assert [cell.strip() for cell in tags.split("|")[2:-1]] == [
        *("none", "no", "yes", "yes", "yes"),
        *("nothing", "no"),
    ]
    assert re.search(r"\| random-features +\| +1 \| +[01]\.\d{4} \|", done.out)
