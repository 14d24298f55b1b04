"""Phase diagrams: points that depend on the settings alone, a folder that can be resumed."""

import json
from dataclasses import replace

import numpy as np
import pytest

from basinet.data import load
from basinet.phases import FULL, QUICK, PhaseFolder, PhaseSettings, Reach, draw, measure, summary
from basinet.phases.results import half
from basinet.phases.settings import from_plain, to_plain
from basinet.search import Asynchronous, find_fixed_points, random_couplings, wilson_interval

TINY = PhaseSettings(
    (0.0, 3.0),
    neurons=16,
    instances=2,
    max_sweeps=20,
    rungs=3,
    hidden=8,
    epochs=1,
    seeds=2,
)


@pytest.fixture(autouse=True)
def _transitions(monkeypatch):
    """Known values in the place of those that take seconds; the command's tests compute them."""
    for user in ("results", "drawing"):
        monkeypatch.setattr(f"basinet.phases.{user}.transitions", lambda: (0.0601, 0.0731))


@pytest.fixture(scope="module")
def digits():
    return load("digits")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, digits):
    folder = tmp_path_factory.mktemp("phases") / "whole"
    return folder, list(measure(TINY, folder, digits))


def files(folder):
    return {file.name: file.read_bytes() for file in (folder / "points").iterdir()}


def test_progress_counts_every_point_once(whole):
    _, steps = whole
    assert [step.done for step in steps] == [0, 1, 2, 3, 4, 5, 6]
    assert {step.total for step in steps} == {6}
    kinds = ["", "focusing", "focusing", "asynchronous", "asynchronous", "learning", "learning"]
    assert [step.kind for step in steps] == kinds


def test_a_search_point_counts_the_networks_that_were_solved(whole):
    _, steps = whole
    seeds = np.random.SeedSequence(0).generate_state(2).tolist()
    for step in steps[3:5]:
        found = [
            find_fixed_points(
                random_couplings(16, seed),
                step.point.self_coupling,
                method=Asynchronous(20),
                seed=seed,
            ).certified[0]
            for seed in seeds
        ]
        assert (step.point.solved, step.point.instances) == (sum(found), 2)
    assert steps[4].point.solved == 2
    assert steps[4].point.interval == wilson_interval(2, 2)


def test_a_measurement_that_was_stopped_ends_as_one_that_was_not(whole, tmp_path, digits):
    steps = measure(TINY, tmp_path / "a", digits)
    for _ in range(3):
        next(steps)
    steps.close()
    assert len(files(tmp_path / "a")) == 2
    done = [step.done for step in measure(TINY, tmp_path / "a", digits)]
    assert done == [2, 3, 4, 5, 6]
    assert files(tmp_path / "a") == files(whole[0])


def test_other_settings_are_refused_and_nothing_is_measured(whole, digits):
    folder, _ = whole
    before = files(folder)
    with pytest.raises(ValueError, match="was begun with neurons 16, not 17; repeat the command"):
        next(measure(replace(TINY, neurons=17), folder, digits))
    assert files(folder) == before


def test_a_damaged_point_is_named_before_anything_is_measured(tmp_path, digits):
    steps = measure(TINY, tmp_path / "a", digits)
    next(steps)
    file = PhaseFolder(tmp_path / "a").point("learning", 3.0)
    elsewhere = '{"self_coupling": 1e30, "accuracy": [0.5, 0.5], "settled": [1.0, 1.0]}'
    other = '{"self_coupling": 3.0, "accuracy": [%s], "settled": [1.0, 1.0]}'
    others = [other % values for values in ("0.5", "0.5, NaN", "0.5, 1" + 400 * "0")]
    for text in ("{", "[]", '{"self_coupling": 3.0}', elsewhere, *others):
        file.write_text(text)
        with pytest.raises(ValueError, match=r"learning-3\.0\.json is damaged.*delete it"):
            next(measure(TINY, tmp_path / "a", digits))
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


def test_leftovers_of_a_kill_are_removed(tmp_path, digits):
    next(measure(TINY, tmp_path / "a", digits))
    (tmp_path / "a" / "points" / ".basinet-x1y2").write_text("{")
    next(measure(TINY, tmp_path / "a", digits))
    assert files(tmp_path / "a") == {}


def test_the_summary_holds_theory_and_measurements(whole):
    found = summary(whole[0])
    assert found["settings"] == to_plain(TINY)
    assert [row["self_coupling"] for row in found["theory"]["complexity"]] == [0.0, 3.0]
    assert found["theory"]["complexity"][0]["complexity"] == 0
    for point in found["reach"]["asynchronous"]:
        assert point["fraction"] == point["solved"] / 2
    for point in found["learning"]:
        assert point["mean"] == pytest.approx(sum(point["accuracy"]) / 2)
        spread = abs(point["accuracy"][0] - point["accuracy"][1])
        assert point["standard_error"] == pytest.approx(spread / 2)
        assert all(0 <= share <= 1 for share in point["settled"])
    assert json.loads(json.dumps(found)) == found


def test_the_picture_shows_the_points_with_their_intervals(whole):
    figure = draw(whole[0])
    (axes,) = figure.axes
    found = summary(whole[0])
    lines = {line.get_gid(): line for line in axes.lines}
    for name in ("focusing", "asynchronous"):
        fractions = [point["fraction"] for point in found["reach"][name]]
        np.testing.assert_array_equal(lines[name].get_ydata(), fractions)
    means = [point["mean"] for point in found["learning"]]
    np.testing.assert_allclose(lines["accuracy"].get_ydata(), means)
    top = lines["complexity"].get_ydata()[-1]
    expected = found["theory"]["complexity"][-1]["complexity"] / np.log(2)
    assert top == pytest.approx(expected)


def test_a_curve_without_a_point_cannot_be_drawn(tmp_path, digits):
    next(measure(TINY, tmp_path / "a", digits))
    with pytest.raises(ValueError, match="no finished point of focusing yet"):
        draw(tmp_path / "a")


def test_a_folder_that_is_no_phase_diagram_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"holds no settings\.json"):
        draw(tmp_path)


def reach(*solved):
    return [Reach(float(at), 10, count, None) for at, count in enumerate(solved)]


def test_half_lies_between_the_points_where_it_is_passed_for_the_last_time():
    assert half(reach(0, 4, 5, 10)) == [1.0, 2.0]
    assert half(reach(0, 6, 4, 9, 10)) == [2.0, 3.0]
    assert half(reach(0, 1, 2)) is None
    assert half(reach(9, 10)) is None


def test_settings_come_back_from_plain_values():
    for settings in (QUICK, FULL):
        assert from_plain(json.loads(json.dumps(to_plain(settings)))) == settings
    with pytest.raises(ValueError, match="no settings of a phase diagram"):
        from_plain({"neurons": 3})


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"neurons": 1}, "neurons is 1; it must be a whole number of at least 2"),
        ({"seeds": 1.5}, "seeds is 1.5"),
        ({"instances": True}, "instances is True"),
        ({"seed": -1}, "seed is -1"),
        ({"self_couplings": ()}, "self_couplings are"),
        ({"self_couplings": (0.1, float("nan"))}, "self_couplings are"),
        ({"self_couplings": (-0.1, 0.2)}, "finite numbers of at least 0"),
        ({"self_couplings": (0.2, 0.1)}, "they must increase"),
    ],
)
def test_settings_out_of_range_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        replace(TINY, **change)
