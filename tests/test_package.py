"""The package as a notebook sees it: chapters, completion, types, short texts."""

import inspect
import subprocess
import sys

import pytest
from sklearn.base import clone

import basinet
from basinet import Classifier, ForwardForward, Modern, NetworkSwarm, Steered, Swarm
from basinet.learners import LEARNERS, PARTS
from basinet.settings import read_part, spell

CHAPTERS = ("analysis", "annealing", "associative", "core", "data", "draw", "learners")
CHAPTERS += ("memories", "phases", "rates", "reproductions", "runs", "search", "series", "sweeps")
CHAPTERS += ("exchange", "graphs", "theory", "viz", "worlds", "yardsticks")


def test_each_chapter_is_there_when_it_is_asked_for():
    """In a process that has touched none of them before."""
    code = "import sys, basinet\nfor name in sys.argv[1:]: print(getattr(basinet, name).__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code, *CHAPTERS],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert done.stdout.split() == [f"basinet.{chapter}" for chapter in CHAPTERS]
    assert set(CHAPTERS) <= set(dir(basinet))


def test_all_names_come_with_a_star_and_an_unknown_one_is_refused():
    names: dict = {}
    exec("from basinet import *", names)
    assert {*basinet.__all__} <= names.keys()
    assert {*basinet.__all__} == {*basinet._HOMES, "__version__"}
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        basinet.nothing  # noqa: B018


@pytest.mark.parametrize("kind", [Steered, Swarm, NetworkSwarm, ForwardForward, Modern])
def test_signatures_have_types(kind):
    parameters = inspect.signature(kind).parameters
    assert all("Any" not in str(p.annotation) for p in parameters.values())
    hidden = parameters.get("hidden")
    assert hidden is None or hidden.annotation == int | tuple[int, ...]


def test_what_is_as_by_default_is_not_written():
    clf = Classifier(Steered(hidden=100), epochs=3)
    assert repr(clf) == repr(clone(clf)) == "Classifier(epochs=3, learner=Steered(hidden=100))"
    again = clone(clf).set_params(learner__teaching__margin=2.0)
    assert "teaching=ByLabel(margin=2.0)" in repr(again)
    assert "Perceptron" not in repr(again)


@pytest.mark.parametrize("name", LEARNERS)
def test_what_is_written_of_a_part_makes_it_again(name):
    learner = LEARNERS[name]() if isinstance(LEARNERS[name], type) else LEARNERS[name]
    for field, part in vars(learner).items():
        if type(part).__name__ in PARTS:
            assert read_part(field, repr(part), PARTS) == part
            assert read_part(field, spell(part), PARTS) == part
