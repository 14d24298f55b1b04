"""The commands of memories: what they print is what the library computes."""

import numpy as np
import pytest
from commands import call
from numpy.testing import assert_allclose

from basinet import Associator, Modern, theory
from basinet.associative.pictures import visible
from basinet.data import load


def test_pictures_come_back_as_often_as_by_the_library(tmp_path):
    words = ("--memory", "Modern(beta=128)", "--store", "80", "--hide", "lower")
    drawn = ("--figure", tmp_path / "a.png", "--descent", tmp_path / "b.svg")
    result = call("memory", "recall", *words, *drawn, "--json")
    assert result.code == 0, result.err
    pictures = load("digits").x_train[:80]
    known = np.arange(64) < 32
    memory = Associator(Modern(beta=128.0)).fit(pictures)
    ours, nearest = result.json["rows"]
    assert ours["memory"] == "Modern"
    assert nearest["memory"] == "nearest pattern"
    assert ours["right"] == memory.exact_recall(np.where(known, pictures, 0), pictures)
    assert 0.8 < ours["right"] <= 1
    assert nearest["right"] == 1.0
    assert (tmp_path / "a.png").stat().st_size > 1000
    assert "<svg" in (tmp_path / "b.svg").read_text()


def test_yardsticks_stand_beside_memories_of_spins():
    words = ("--memory", "DenseHopfield(order=10)", "--store", "20", "--hide", "none", "--flip")
    rows = call("memory", "recall", *words, "0.1", "--json").json["rows"]
    assert [row["memory"] for row in rows] == [
        "DenseHopfield",
        "nearest pattern",
        "Hebb",
        "pseudo-inverse",
    ]
    assert rows[0]["exact"] > 0.8
    assert rows[1]["exact"] == 1.0
    assert rows[2]["exact"] < 0.5
    warned = call("memory", "recall", *words[:2], "--store", "32", "--hide", "none")
    assert warned.err.startswith("warning: some cues are equal")
    assert "rows 4, 31" in warned.err


def test_a_capacity_stands_beside_theory_and_yardsticks(tmp_path):
    words = (
        "--memory",
        "DenseHopfield(order=3)",
        "--units",
        "30",
        "--limit",
        "256",
        "--seeds",
        "1",
    )
    result = call("memory", "capacity", *words, "--json", "--figure", tmp_path / "a.pdf")
    assert result.code == 0, result.err
    found = result.json
    assert_allclose(found["theory"], theory.dense_capacity(3) * 900)
    rows = {row["memory"]: row["patterns"] for row in found["rows"]}
    assert rows["Hebb"] < rows["DenseHopfield"] < rows["nearest pattern"]
    assert (tmp_path / "a.pdf").stat().st_size > 1000


def test_theory_of_dense_networks_is_that_of_the_library(tmp_path):
    words = ("--load", "0.02,0.06", "--quality", "0.6", "--examples", "40", "--no-teacher")
    found = call("theory", "dense-memory", *words, "--json", "--figure", tmp_path / "a.svg").json
    wanted = theory.dense([0.02, 0.06], quality=0.6, examples=40, teacher=False).overlap
    assert [row["overlap"] for row in found["rows"]] == np.asarray(wanted).tolist()
    assert_allclose(found["capacity"], theory.dense_capacity(3))


def test_theory_of_several_patterns_is_that_of_the_library(tmp_path):
    words = ("--dilution", "0.3,0.65", "--figure", tmp_path / "a.svg")
    found = call("theory", "multitask", *words, "--json").json
    rows = [[row[f"overlap_{k}"] for k in (1, 2, 3)] for row in found["rows"]]
    assert_allclose(rows, theory.multitask([0.3, 0.65]).overlaps)
    assert_allclose(found["hierarchy_end"], 0.618034, atol=1e-6)


def test_theory_of_attention_names_the_attractors(tmp_path):
    words = ("--beta", "1,1.27,1.28", "--steps", "3000", "--transient", "3000")
    result = call("theory", "attention", *words, "--figure", tmp_path / "a.png")
    assert "cycle of 4" in result.out
    assert "cycle of 28" in result.out
    assert "chaos" in result.out


@pytest.mark.parametrize("name", ["recall", "capacity"])
def test_every_command_explains_itself_with_an_example(name):
    result = call("memory", name, "--help")
    assert result.code == 0
    assert "basinet memory" in result.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("recall", "--memory", "Hopfield"),
            "--memory is 'Hopfield' (did you mean DenseHopfield?)",
        ),
        (("recall", "--memory", "Modern(beta=0)"), "beta is 0"),
        (("recall", "--hide", "all"), "the hidden part is 'all'"),
        (("recall", "--store", "5000"), "--store is 5000; digits has"),
        (("recall", "--flip", "0.1"), "--flip is for memories of spins"),
        (("recall", "--data", "rice.csv"), "neither a known data set"),
        (("recall", "--epochs", "3"), "epochs is 3, but Modern stores in one pass"),
        (("capacity", "--dilution", "1"), "dilution is 1.0"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(words, message):
    result = call("memory", *words)
    assert result.code == 1
    assert message in result.err
    assert len(result.err.strip().splitlines()) == 1


def test_hidden_parts_are_where_they_are_said_to_be():
    seen = {part: visible(part, (4, 8)).reshape(4, 8) for part in ("lower", "left", "middle")}
    assert seen["lower"][:2].all()
    assert not seen["lower"][2:].any()
    assert not seen["left"][:, :4].any()
    assert (~seen["middle"]).sum() == 8
    assert not seen["middle"][1:3, 2:6].any()


def test_phases_stand_beside_the_boundary_of_theory(tmp_path):
    grid = "--units", 40, "--cues", 5, "--load", "0.01,0.2", "--temperature", "0.3,2.1"
    done = call("memory", "phases", *grid, "--json", "--figure", tmp_path / "phases.svg")
    assert done.code == 0
    rows = done.json["rows"]
    assert [(row["temperature"], row["load"]) for row in rows] == [
        (0.3, 0.01),
        (0.3, 0.2),
        (2.1, 0.01),
        (2.1, 0.2),
    ]
    assert rows[0]["overlap"] > 0.95
    assert rows[3]["overlap"] < 0.3
    assert rows[0]["boundary"] == pytest.approx(float(theory.dense_boundary(0.3)))
    assert rows[3]["boundary"] == 0
    assert "boundary" in (tmp_path / "phases.svg").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--memory", "DenseHopfield(order=2)"), "an order of at least 3"),
        (("--load", "0.1"), "--load needs at least two values"),
        (("--temperature", "0,1"), "--temperature begins at 0"),
    ],
)
def test_phases_that_cannot_be_are_refused_in_one_line(words, message):
    done = call("memory", "phases", *words)
    assert done.code != 0
    assert message in done.err
