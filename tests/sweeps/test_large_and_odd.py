"""Sizes are limited before anything is made of them, and odd values are named."""

import pytest

from basinet.folders import read
from basinet.sweeps import LARGEST, from_plain, read_sweep
from basinet.sweeps.space import search_from_plain

pytestmark = pytest.mark.usefixtures("unchecked")

RUN = {"run": {"data": "digits", "epochs": 1, "settings": {"hidden": 8}}}


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


ODD = {
    "a billion points": {"from": 0.0, "to": 1.0, "points": 10**9},
    "a billion steps": {"from": 0, "to": 10**9, "step": 1},
    "tiny steps": {"from": 0.0, "to": 1.0, "step": 1e-300},
    "ends too far apart": {"from": -1e308, "to": 1e308, "points": 3},
    "steps over all numbers": {"from": -1e308, "to": 1e308, "step": 1.0},
    "no step": {"from": 0, "to": 1, "step": 0},
    "a large number": {"from": 2**64, "to": 10**400, "points": 2},
    "nested a little": nested(10),
    "nested deeply": nested(900),
    "a table": [{"a": 1}],
    "lists of lists": [[1, [2]]],
    "nothing": None,
    "not a number": [float("nan")],
}


@pytest.mark.parametrize("values", ODD.values(), ids=ODD.keys())
def test_an_axis_that_cannot_be_is_refused_at_once(values):
    with pytest.raises(ValueError, match=r"axis|nested"):
        from_plain(RUN | {"axes": {"learner.margin": values}}, LARGEST)


@pytest.mark.parametrize(
    ("seeds", "said"), [(10**9, "at most 1,000,000"), ([[]], r"seeds has \[\]"), ([True], "True")]
)
def test_seeds_that_cannot_be_are_refused_at_once(seeds, said):
    with pytest.raises(ValueError, match=said):
        from_plain(RUN | {"axes": {}, "seeds": seeds}, LARGEST)


@pytest.mark.parametrize("depth", [200, 5000, 50_000])
@pytest.mark.parametrize("form", ["x = {}", "[axes]\nx = {}", "[run]\n[run.settings]\nhidden = {}"])
def test_a_file_nested_deeply_is_named(tmp_path, depth, form):
    path = tmp_path / "sweep.toml"
    path.write_text(form.format("[" * depth + "]" * depth))
    with pytest.raises(ValueError, match=r"sweep\.toml"):
        read_sweep(path)


@pytest.mark.parametrize(
    "space", [{"choices": [1, {}]}, {"choices": [1, [[]]]}, {"low": "a", "high": 2}, nested(900)]
)
def test_a_space_that_cannot_be_is_refused(space):
    with pytest.raises(ValueError, match=r"space|nested"):
        search_from_plain(RUN | {"space": {"learner.margin": space}})


def test_a_mark_at_the_begin_of_a_file_is_no_part_of_it(tmp_path):
    path = tmp_path / "run.toml"
    path.write_text("\ufeffepochs = 3\n", encoding="utf-8")
    assert read(path) == {"epochs": 3}
