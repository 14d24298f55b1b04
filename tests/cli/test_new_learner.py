"""What the page 'adding a learner' says of a learner that is made known."""

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
