"""`--learner-from`: a class in a file of one's own is trained, resumed, reported and compared."""

import sys

import pytest
from commands import call
from pages import ROOT

from basinet.runs import RunFolder

EXAMPLE = (ROOT / "examples" / "your_own_learner.py").read_text()
NAME = "prototypes:NearestPrototype"


@pytest.fixture
def file(here, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    path = here / "prototypes.py"
    path.write_text(EXAMPLE)
    yield path
    forget()


def forget():
    """As in a new process."""
    sys.modules.pop("prototypes", None)


def test_a_run_of_it_is_made_resumed_asked_and_reported(file, trees, here):
    own = ("--learner-from", "prototypes.py:NearestPrototype")
    words = ("train", *own, "--data", trees, "--set", "forgetting=0.25", "--out", "a")
    made = call(*words, "--epochs", 1)
    assert made.code == 0, made.err
    assert f"a: {NAME} on" in made.err
    assert f'learner = "{NAME}"' in (here / "a" / "run.toml").read_text()
    assert "NearestPrototype" in (here / "a" / "report.html").read_text()
    forget()
    for command in (("train", "--resume", "a", "--epochs", 2), ("evaluate", "a"), ("report", "a")):
        refused = call(*command)
        assert refused.code == 1
        assert "--learner-from prototypes.py:NearestPrototype" in refused.err
        assert "prototypes" not in sys.modules
    resumed = call("train", "--resume", "a", "--epochs", 2, "--no-report", *own)
    assert resumed.code == 0, resumed.err
    assert "not as it was" not in resumed.err
    model = RunFolder(here / "a").read_model()
    assert (model.epoch.number, model.learner.forgetting) == (2, 0.25)
    assert call("evaluate", "a", *own, "--json").json["accuracy"] > 0.5
    forget()
    file.write_text(EXAMPLE + "\n# changed\n")
    again = call("train", "--resume", "a", "--epochs", 3, "--no-report", *own)
    assert "the file of the learner is not as it was when the run began" in again.err


def test_its_fields_are_listed_with_defaults_and_its_tags_with_the_others(file):
    own = ("--learner-from", "prototypes.py:NearestPrototype")
    said = call("info", *own)
    assert said.code == 0, said.err
    assert "forgetting  = 0.0" in said.out
    assert "the fraction of what was learnt that is lost" in said.out
    assert NAME in call("info", "learners", *own).out


def test_it_is_compared_and_computed_anew_when_its_file_changes(file, trees):
    own = ("--learner-from", "prototypes.py:NearestPrototype")
    words = ("compare", "steered", *own, "--data", trees, "--epochs", 1, "--seeds", 1)
    words += ("--fractions", "1", "--out", "c", "--set", "steered.hidden=8")
    words += ("--set", f"{NAME}.forgetting=0.5", "--set", "backpropagation.hidden=2")
    done = call(*words)
    assert done.code == 0, done.err
    assert f"| {NAME}" in done.out
    assert "2 of them done" in call(*words).err or "4 of them done" in call(*words).err
    forget()
    file.write_text(EXAMPLE.replace("1e-3 *", "2e-3 *"))
    assert ", 1 to do" in call(*words).err


def test_a_sweep_leaves_the_learner_to_the_option(file, trees, here):
    own = ("--learner-from", "prototypes.py:NearestPrototype")
    (here / "s.toml").write_text(
        f'[run]\ndata = "{trees}"\nepochs = 1\n[axes]\n"learner.forgetting" = [0.0, 0.5]\n'
    )
    done = call("sweep", "s.toml", *own, "--out", "s")
    assert done.code == 0, done.err
    assert "0 to do" in call("sweep", "s.toml", *own, "--out", "s").err
    forget()
    refused = call("sweep", "status", "s")
    assert "--learner-from prototypes.py:NearestPrototype" in refused.err
    assert call("sweep", "status", "s", *own).out.startswith("2 of 2 runs are done")
    (here / "t.toml").write_text('[run]\nlearner = "steered"\n')
    two = call("sweep", "t.toml", *own)
    assert "[run] has the learner 'steered'" in two.err


def test_two_learners_are_one_too_many(file):
    own = ("--learner-from", "prototypes.py:NearestPrototype")
    assert "name one" in call("train", "steered", *own).err
