"""The learners of the page 'adding a learner' and of the skeleton keep what learners promise."""

import inspect
import runpy

import pages
import pytest
import test_contract as contract
from pages import ROOT

PROMISES = [
    check
    for name, check in inspect.getmembers(contract, inspect.isfunction)
    if name.startswith("test_") and list(inspect.signature(check).parameters) == ["learner"]
]
PLACES = {
    "page": lambda: pages.defined(ROOT / "docs" / "adding-a-learner.md", 2)["RandomFeatures"],
    "skeleton": lambda: runpy.run_path(str(ROOT / "examples" / "your_own_learner.py"))[
        "NearestPrototype"
    ],
}


@pytest.fixture(scope="module")
def learners():
    return {place: find()() for place, find in PLACES.items()}


def test_the_promises_are_found():
    assert len(PROMISES) >= 8


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("promise", PROMISES, ids=lambda check: check.__name__)
def test_the_learner_keeps_every_promise(learners, place, promise):
    promise(learners[place])
