"""`basinet analyse`: two runs side by side, and what is refused."""

import pytest
from commands import call


@pytest.fixture(scope="module")
def two(trees, tmp_path_factory):
    """Two runs that differ in their seeds, and one of another size."""
    folder = tmp_path_factory.mktemp("two")
    for name, words in {
        "a": ("--seed", "0"),
        "b": ("--seed", "1"),
        "wide": ("--set", "hidden=24"),
    }.items():
        done = call(
            *("train", "steered", "--data", trees, "--set", "hidden=16", "--epochs", "2"),
            *(*words, "--no-report", "--out", folder / name),
        )
        assert done.code == 0, done.err
    return folder


def test_a_path_has_a_barrier_and_ends_at_the_runs(two, tmp_path):
    figure = tmp_path / "path.svg"
    done = call(
        *("analyse", "path", two / "a", two / "b", "--points", 3, "--match", "--json"),
        *("--figure", figure),
    )
    assert done.code == 0, done.err
    rows, barriers = done.json["rows"], done.json["barriers"]
    assert [row["u"] for row in rows] == [0, 0.5, 1]
    for end in (0, -1):  # the order of its neurons changes no network
        assert rows[end]["error"] == rows[end]["error_matched"] == rows[end]["error_any_order"]
    assert min(barriers.values()) >= 0
    assert figure.read_text().startswith("<?xml")
    alone = call("analyse", "path", two / "a", two / "a", "--points", 3, "--json").json
    assert alone["barriers"] == {"error": 0}


def test_networks_of_unlike_wiring_are_refused(two):
    done = call("analyse", "path", two / "a", two / "wide")
    assert done.code != 0
    assert "differ in size" in done.err


def test_common_neurons_stand_beside_both_controls(two):
    done = call("analyse", "common", two / "a", two / "wide", "--patterns", 12, "--json")
    assert done.code == 0, done.err
    assert [row["pair"] for row in done.json["rows"]] == ["trained", "untrained", "shuffled"]
    assert [row["partners"] for row in done.json["partners"]] == [1, 3, 10]
    same = call("analyse", "common", two / "a", two / "a", "--patterns", 12, "--json").json
    assert same["rows"][0]["kernel"] == pytest.approx(1)


def test_courses_of_a_learner_are_those_of_itself(two, tmp_path):
    figure = tmp_path / "spectra.png"
    words = ("--steps", 12, "--starts", 1, "--modes", 4, "--delays", 1, "--patterns", 12)
    done = call("analyse", "courses", two / "a", two / "a", *words, "--json", "--figure", figure)
    assert done.code == 0, done.err
    assert done.json["distance"] == pytest.approx(0, abs=1e-9)
    assert done.json["p"] == 1
    assert figure.stat().st_size > 1000


def test_fields_are_those_of_the_network_before_and_after(two):
    done = call("analyse", "fields", two / "a", "--json")
    assert done.code == 0, done.err
    for row in done.json["rows"]:
        assert 0 < row["before"] <= 1
        assert 0 < row["after"] <= 1


def test_a_cascade_is_counted_and_drawn(tmp_path):
    figure = tmp_path / "cascade.pdf"
    done = call("analyse", "cascade", "0@0,1@0,2@0,3@0", "--json", "--figure", figure)
    assert done.code == 0, done.err
    facts = done.json
    assert (facts["induced"], facts["profit"], facts["chinampa"]) == (6, 2, True)
    assert facts["rows"] == [{"left": 0, "right": 3, "time": 0}]
    assert call("analyse", "cascade", "0@0,x").err.count("'x' is no firing") == 1
    assert call("analyse", "cascade", "900@0").code != 0


def test_the_border_of_learning_is_straight_under_a_lens(tmp_path):
    figure = tmp_path / "border.svg"
    words = ("--steps", 20, "--zooms", 2, "--half-width", 0.1, "--factor", 1e6, "--cells", 24)
    done = call("analyse", "border", *words, "--json", "--figure", figure)
    assert done.code == 0, done.err
    near, far = done.json["rows"][-1], done.json["rows"][0]
    assert near["dimension"] == pytest.approx(1, abs=0.2)
    assert near["shuffled"] > 1.5
    assert far["half_width"] == 0.1
    assert 0 < near["converged"] < 1
    assert figure.read_text().startswith("<?xml")
    for wrong, said in (
        (("--rate", 0.05), "below the rate"),
        (("--factor", 1), "above 1"),
        (("--steps", 1), "more steps"),
        (("--zooms", 20), "does not tell cells apart"),
    ):
        done = call("analyse", "border", *words, *wrong)
        assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
        assert said in done.err


def test_fields_on_a_ring_stand_beside_their_gaussian_twins(tmp_path):
    figure = tmp_path / "fields.png"
    words = ("--samples", 64, "--pixels", 12, "--neurons", 8, "--epochs", 1)
    done = call("analyse", "non-gaussian", *words, "--json", "--figure", figure)
    assert done.code == 0, done.err
    facts = done.json
    assert facts["kurtosis"]["non_gaussian"] < 2 < facts["kurtosis"]["gaussian"]
    assert all(1 / 12 <= row[k] <= 1 for row in facts["rows"] for k in ("before", "gaussian"))
    assert figure.stat().st_size > 1000
    for wrong, said in (
        (("--lengths", "2"), "two unlike numbers"),
        (("--gain", 0), "above 0"),
    ):
        done = call("analyse", "non-gaussian", *words, *wrong)
        assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
        assert said in done.err
