"""What each reproduction states: that it draws and claims what its pieces find, and is listed."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from basinet import data, viz
from basinet.reproductions import REPRODUCTIONS, Job, conduct, finish, verdict, width


def invented(name, settings, piece, place):
    """Results as a piece of a reproduction has them, of made-up numbers."""
    found = {
        "train": 0.8,
        "test": 0.7,
        "mean": 2.0,
        "error": 0.1,
        "exact": 2.1,
        "solved": place % 3,
        "instances": 2,
        "exponent": 0.1,
        "period": 4,
        "share": 0.5,
        "overlap": 0.9,
        "value": 3.0 + 0.1 * place,
        "jacobian": 0.8,
        "cut": 99.0,
        "published": 100.0,
        "pairs": [40 + place, 42 + place],
        "accuracies": [0.5, 0.5],
        "same": -1 / 9,
        "others": 0.02,
        "right": 1,
        "swarm": 0.9,
        "mlp": 0.9,
        "svc": 0.9,
        "boundary": 0.05,
        "diverged": False,
        "far": [1e-6],
        "constant": 0.1,
        "accuracy": 0.5,
    }
    epochs = getattr(settings, "epochs", 0) + 1
    course = [0.1 * k / epochs + 0.01 * place for k in range(epochs)]
    by_layer = [[value, value + 0.1, value + 0.2] for value in course]
    if name in {"symmetry", "forward-forward", "letting-go", "hierarchy", "error-steering"}:
        found |= dict.fromkeys(("test", "symmetry", "active", "hoyer"), course)
        found |= {"steered": course, "released": course, "flips": by_layer}
        found |= dict.fromkeys(("probe", "apart", "directions"), by_layer)
    if name == "kuramoto":
        found["orders"] = [0.5] * settings.starts
    if name == "old-tasks":
        found["matrix"] = [[0.9 - 0.1 * k] * settings.tasks for k in range(settings.tasks)]
    if name == "sorting":
        found |= {key: [2.0 + place] for key in ("swaps", "gratification", "error")}
        found["clusters"] = [0.5] * 101
    if name == "plain-pictures":
        found["course"] = course[1:]
    if name == "sudoku":
        found["pairs"] = 1620
    if name == "dense-memory":
        found["overlaps"] = [0.9 - 0.1 * place for _ in settings.loads]
    if name == "thresholds":
        search = getattr(settings, piece.partition("-")[0])
        middle = len(search.self_couplings) // 2
        found["solved"] = [
            [int(point >= middle + instance % 3 - 1) for instance in range(search.networks)]
            for point in range(len(search.self_couplings))
        ]
    return found


@pytest.mark.parametrize("name", REPRODUCTIONS)
def test_every_module_draws_and_states_what_its_pieces_find(name):
    """With invented results, so that it takes no time: names and shapes go together."""
    one = REPRODUCTIONS[name]
    for settings in (one.quick, one.full):
        pieces = [piece.name for piece in one.pieces(settings, 0)]
        assert len(set(pieces)) == len(pieces)
        found = {
            piece: invented(name, settings, piece, place) for place, piece in enumerate(pieces)
        }
        claims = one.claims(settings, found)
        assert claims
        assert len({claim.quantity for claim in claims}) == len(claims)
        assert all(np.isfinite(claim.measured) for claim in claims)
        if settings is one.quick:
            assert viz.to_svg(one.figure(settings, found))
    assert one.minutes[0] < 1.5


def test_all_quick_versions_together_take_a_quarter_of_an_hour_at_most():
    assert sum(one.minutes[0] for one in REPRODUCTIONS.values()) < 15


def test_the_page_lists_every_reproduction():
    page = (Path(__file__).parents[2] / "docs" / "reproductions.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|.*\|.*\|$", page, re.MULTILINE) == list(REPRODUCTIONS)


def test_published_accuracies_grow_with_the_width():
    for line in width.PUBLISHED.values():
        assert all(one < other for one, other in pairwise(line.values()))


@pytest.mark.slow
@pytest.mark.parametrize("name", REPRODUCTIONS)
def test_the_quick_version_of_each(name, tmp_path):
    try:
        data.load("entangled-mnist")
    except OSError:
        pytest.skip("the pictures are not there")
    one = Job(name, REPRODUCTIONS[name], quick=True, seed=0, path=tmp_path / "out")
    for _ in conduct(one):
        pass
    assert verdict(finish(one)) != "different"
