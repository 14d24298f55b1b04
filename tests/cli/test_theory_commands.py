"""The commands of theory: what they print is what the library computes."""

import math
import re
import subprocess
import sys

import numpy as np
import pytest
from commands import PROCESS, call, call_apart
from rich.console import Console

from basinet import search, theory
from basinet.cli.theory import output
from basinet.cli.theory.output import Column, Table, show

COMMANDS = {
    "complexity": ("--self-coupling", "0.1,0.5"),
    "pairs": ("--self-coupling", "0.1,0.5", "--distance", "0.01,0.5"),
    "clusters": ("--self-coupling", "0.05,0.1", "--distance", "0.01,0.05"),
    "chain": ("--excitation", "0.5,1", "--layers", "2,3"),
    "accessibility": ("--self-coupling", "0.5,2", "--n", "30", "--instances", "3"),
    "capacity": ("--margin", "0,1"),
}


@pytest.mark.parametrize("name", [*COMMANDS, "phase-diagram"])
def test_every_command_explains_itself_with_an_example(name):
    result = call("theory", name, "--help")
    assert result.code == 0
    assert f"basinet theory {name}" in re.sub(r"\s+", " ", result.out)
    assert "--json" in result.out


def test_help_loads_nothing_heavy(tmp_path):
    """The answer to --help needs neither JAX nor SciPy nor matplotlib."""
    code = (
        "import sys; from basinet.cli import main\n"
        "try: main(['theory', 'accessibility', '--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('jax', 'scipy', 'matplotlib', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=PROCESS,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_complexity_is_that_of_the_library():
    words = ("--self-coupling", "0.2,0.7", "--margin", "0.1", "--n", "9", "--symmetry", "0.5")
    found = call("theory", "complexity", *words, "--json").json
    own = np.array([0.2, 0.7])
    assert found["margin"] == 0.1
    rows = found["rows"]
    assert [row["self_coupling"] for row in rows] == own.tolist()
    for key, expected in {
        "complexity": theory.complexity(own, 0.1),
        "complexity_n_9": theory.complexity(own, 0.1, 9),
        "complexity_symmetry_0.5": theory.symmetric_complexity(0.5, own, 0.1).complexity,
        "moment_ratio": theory.moment_ratio(own, 0.1),
        "mean_stability": theory.mean_stability(own, 0.1),
        "free_fraction": theory.free_fraction(own, 0.1),
    }.items():
        np.testing.assert_array_equal([row[key] for row in rows], expected)


def test_pairs_are_those_of_the_library_with_the_radius_of_isolation():
    found = call("theory", "pairs", *COMMANDS["pairs"], "--json").json
    assert len(found["rows"]) == 4
    row = found["rows"][1]
    assert (row["self_coupling"], row["distance"]) == (0.1, 0.5)
    assert row["pair_entropy"] == pytest.approx(2 * theory.complexity(0.1), rel=1e-12)
    assert row["typical_entropy"] == theory.typical_entropy(0.5, 0.1)
    assert found["isolation"][1]["radius"] == pytest.approx(0.00527602, rel=1e-5)
    assert found["pair_gap"]["self_coupling"] == pytest.approx(0.0427228, abs=1e-7)


def test_clusters_show_the_local_entropy_and_both_transitions_and_draw_them(here):
    result = call("theory", "clusters", *COMMANDS["clusters"], "--json", "--figure", "clusters.svg")
    found = result.json
    values = [row["local_entropy"] for row in found["rows"]]
    np.testing.assert_allclose(values, [-0.002324, -0.001123, 0.008291, 0.018108], atol=2e-6)
    assert found["overlap_gap"]["self_coupling"] == pytest.approx(0.06010, abs=2e-5)
    assert found["monotonicity"]["self_coupling"] == pytest.approx(0.07311, abs=2e-5)
    assert "<svg" in (here / "clusters.svg").read_text()
    assert result.err == "figure clusters.svg\n"


def test_a_chain_is_that_of_the_library_open_or_closed():
    words = ("--excitation", "0.5", "--layers", "3", "--self-coupling", "0.1", "--n", "20")
    (row,) = call("theory", "chain", *words, "--json").json["rows"]
    assert row["layers_3"] == theory.open_chain_complexity(0.1, 0.5, 3, n=20)
    assert row["bulk"] == theory.bulk_complexity(0.1, 0.5)
    assert row["equivalent_self_coupling"] == theory.equivalent_self_coupling(0.1, 0.5)
    (row,) = call("theory", "chain", *words, "--ring", "--json").json["rows"]
    assert row["layers_3"] == theory.ring_complexity(0.1, 0.5, 3, n=20)


def test_accessibility_is_measured_as_the_library_measures_it():
    words = ("--set", "max_sweeps=40", "--seed", "4")
    result = call("theory", "accessibility", *COMMANDS["accessibility"], *words, "--json")
    expected = list(search.accessibility(search.Asynchronous(40), [0.5, 2.0], 30, 3, 4))
    assert result.json["n"] == 30
    for row, point in zip(result.json["rows"], expected, strict=True):
        assert (row["solved"], row["instances"]) == (point.solved, 3)
        assert (row["low"], row["high"]) == point.interval
        steps = None if math.isnan(point.median_steps) else point.median_steps
        assert row["median_steps"] == steps
    assert result.err.splitlines() == [
        f"{at}/2  J_D {point.self_coupling:g}: {point.solved} of 3 solved"
        for at, point in enumerate(expected, start=1)
    ]


def test_capacity_shows_three_solvable_models():
    found = call("theory", "capacity", *COMMANDS["capacity"], "--json").json
    first, second = found["rows"]
    assert first["perceptron"] == 2
    assert first["symmetric_binary_perceptron"] is None
    assert second["symmetric_binary_perceptron"] == pytest.approx(1.8158754958)
    assert found["hopfield"]["load"] == pytest.approx(0.1379055665)


@pytest.mark.parametrize("name", ["complexity", "pairs", "chain", "capacity"])
def test_piped_output_is_plain_text_with_a_title_over_each_column(name):
    result = call("theory", name, *COMMANDS[name])
    first, *rest = result.out.splitlines()
    assert result.err == ""
    assert "\x1b" not in result.out
    columns = re.split(r"  +", first.strip())
    assert len(columns) > 2
    assert all(len(re.split(r"  +", line.strip())) == len(columns) for line in rest[:2])
    assert all(len(line) == len(first) for line in rest[:2])


def test_a_pipe_of_its_own_process_gets_plain_text(tmp_path):
    result = call_apart("theory", "capacity", "--margin", "0,0.5", cwd=tmp_path)
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "margin  perceptron  symmetric binary",
        "     0           2                 -",
        "   0.5    0.961205          0.722091",
        "Hopfield model: 0.137906 patterns per neuron, overlap 0.967417",
    ]


def test_a_terminal_gets_a_table_with_rules(monkeypatch, capsys):
    monkeypatch.setattr(output.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("rich.console.Console", lambda **_: Console(force_terminal=True, width=80))
    table = Table("What it is", [Column("a", "J_D", [0.5, math.nan])], remarks=["[b] as it is"])
    show(table, json=False)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert "What it is" in shown
    assert "──" in shown
    assert [line.strip() for line in shown.splitlines()][-3:] == ["-", "", "[b] as it is"]


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("complexity", "png"),
        ("pairs", "pdf"),
        ("chain", "svg"),
        ("accessibility", "png"),
        ("capacity", "PDF"),
    ],
)
def test_a_figure_is_written_in_the_format_of_its_name(name, ending, here, names):
    result = call("theory", name, *COMMANDS[name], "--figure", f"f.{ending}")
    assert result.code == 0
    assert result.err.splitlines()[-1] == f"figure f.{ending}"
    assert names(here) == [f"f.{ending}"]
    begin = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}[ending.lower()]
    assert (here / f"f.{ending}").read_bytes().startswith(begin)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("complexity", "--self-coupling", "0:1"), "--self-coupling is '0:1'; expected"),
        (("complexity", "--margin", "-1"), "margin is -1.0; expected"),
        (("complexity", "--n", "1"), "n is 1"),
        (("complexity", "--n", "2.5"), r"--n holds 2\.5; expected whole"),
        (("complexity", "--symmetry", "2"), "symmetry is 2.0"),
        (("complexity", "--figure", "f.gif"), r"'f\.gif'; the name must end in \.png, \.svg or"),
        (("complexity", "--figure", "no/f.png"), "the folder no of --figure does not exist"),
        (("pairs", "--self-coupling=-0.1"), r"self_coupling - margin is -0\.1"),
        (("pairs", "--distance", "0.2:3:0.1"), "distance is 1.1"),
        (("clusters", "--distance", "0.7"), "distance"),
        (("chain", "--excitation", "-1"), "excitation is -1.0"),
        (("chain", "--ring", "--layers", "2"), "layers is 2"),
        (("capacity", "--margin", "-1"), "margin is -1.0"),
        (("accessibility", "--method", "magic"), "'magic'; expected one of asynchronous"),
        (("accessibility", "--set", "sweeps=3"), "no field 'sweeps'"),
        (("accessibility", "--set", "max_sweeps"), "'max_sweeps' is not of the form FIELD=VALUE"),
        (("accessibility", "--set", "max_sweeps=0"), "max_sweeps is 0"),
        (("accessibility", "--instances", "0"), "instances is 0"),
        (("accessibility", "--n", "0"), "n is 0"),
    ],
)
def test_what_is_wrong_is_one_line_and_leaves_no_file(words, message, here, names):
    result = call("theory", *words)
    assert result.code == 1
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    assert result.err.startswith("basinet: ")
    assert re.search(message, result.err)
    assert names(here) == []
