"""`basinet anneal`: what it prints and keeps, and what it refuses."""

import json
import signal
import subprocess
import time
from importlib import import_module

import numpy as np
import pytest
from commands import call, started

from basinet.annealing.files import write_graph
from basinet.annealing.graphs import erdos_renyi


@pytest.fixture
def graph_file(here):
    path = here / "graph.txt"
    path.write_text(write_graph(erdos_renyi(40, 150, seed=1)))
    return path


def test_the_result_says_what_was_found_and_how(graph_file, here):
    figure, out = here / "cut.svg", here / "cut.npz"
    words = ("--sweeps", "200,300", "--replicas", "8", "--seed", "3", "--json")
    told = call("anneal", graph_file, *words, "--figure", figure, "--out", out)
    assert told.code == 0, told.err
    facts, state = told.json, np.array(told.json["state"])
    a, b, w = np.loadtxt(graph_file, skiprows=1, dtype=int).T
    assert facts["value"] == w[state[a - 1] != state[b - 1]].sum()
    assert facts["courses"] == [200, 300]
    assert facts["sweeps"] == 500
    assert facts["betas"] == [0.1, 5.0]
    values = [one["value"] for one in facts["improvements"]]
    assert values == sorted(values)
    assert values[-1] == facts["value"]
    assert "maximise the weight of the edges" in told.err
    assert figure.read_text().startswith("<?xml")
    with np.load(out) as kept:
        assert (kept["state"] == state).all()


def test_the_printed_command_repeats_a_run_and_a_stopped_one_goes_on(graph_file, here):
    whole = call("anneal", graph_file, "--sweeps", "900", "--replicas", "8", "--json").json
    again = call(*whole["repeat"].split()[1:], "--json").json
    assert again["state"] == whole["state"]
    out = here / "part.npz"
    part = ("--sweeps", "900", "--most-sweeps", "400", "--replicas", "8", "--out", out)
    first = call("anneal", graph_file, *part, "--json").json
    assert first["sweeps"] == 400
    rest = call("anneal", "--resume", out, "--sweeps", "900", "--json").json
    assert rest["sweeps"] == 900
    assert rest["state"] == whole["state"]


def test_a_process_that_dies_loses_no_more_than_the_last_moments(graph_file, here, monkeypatch):
    anneal = import_module("basinet.annealing.anneal")
    words, out, watch = ("--sweeps", "300,600", "--replicas", "8"), here / "part.npz", anneal.watch
    whole = call("anneal", graph_file, *words, "--json").json

    def dies(*given):
        yield next(watch(*given))
        raise OSError("the power is gone")

    monkeypatch.setattr("basinet.cli.anneal.keeping.PAUSE", 0.0)
    monkeypatch.setattr(anneal, "watch", dies)
    told = call("anneal", graph_file, *words, "--out", out)
    assert (told.code, told.err.splitlines()[-1]) == (1, "basinet: the power is gone")
    monkeypatch.undo()
    monkeypatch.chdir(here)
    rest = call("anneal", "--resume", out, "--json").json
    assert rest["sweeps"] == 900
    assert rest["state"] == whole["state"]


def test_the_words_for_people_name_value_certificate_and_betas(graph_file):
    told = call("anneal", graph_file, "--problem", "mis", "--sweeps", "100", "--fix", "1=1")
    lines = {line.split()[0]: line for line in told.out.splitlines()}
    assert {"value", "certificate", "betas", "sweeps"} <= lines.keys()
    assert "repeat" not in lines  # the words would not say what was fixed
    assert "recomputed from the state" in lines["value"]


def test_weights_beyond_32_bits_are_annealed_as_floats_and_that_is_said(here):
    (here / "large.txt").write_text("3 3\n1 2 2000000000\n2 3 2000000000\n1 3 1999999999\n")
    told = call("anneal", "large.txt", "--sweeps", "50", "--replicas", "4", "--json")
    assert "floats, as the numbers are not whole or too large for 32 bits" in told.err
    assert told.json["value"] == 4e9


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "no file is given"),
        (("none.txt",), "none.txt"),
        (("graph.txt", "--seconds", "0"), "seconds is 0"),
        (("graph.txt", "--sweeps", "many"), "--sweeps is 'many'"),
        (("graph.txt", "--schedule", "hot"), "--schedule is 'hot'; expected one of geometric"),
        (("graph.txt", "--schedule", "Geometric(first=-1.0)"), "must be above 0"),
        (("graph.txt", "--rule", "glauber"), "--rule is 'glauber'"),
        (("graph.txt", "--penalty", "2"), "--penalty belongs to --problem mis"),
        (("graph.txt", "--fix", "1=1", "--fix", "1=-1"), "two values"),
        (("graph.txt", "--sweeps", "3000000000"), "at most 10,000,000"),
        (("graph.txt", "--fix", "0=1"), "--fix '0=1' is not of the form"),
        (("graph.txt", "--out", "state.txt"), "must end in .npz"),
        (("graph.txt", "--out", "nowhere/state.npz"), "does not exist"),
        (("graph.txt", "--figure", "cut.gif"), "must end in .png"),
        (("--resume", "graph.txt"), "holds no annealing"),
        (("graph.txt", "--start", "empty.txt"), "empty.txt holds 0 numbers, and graph.txt has"),
        (("graph.txt", "--start", "/dev/zero"), "/dev/zero: a pipe or a device"),
        (("--resume", "/dev/zero"), "/dev/zero: a pipe or a device"),
        (("/dev/zero",), "/dev/zero: a pipe or a device"),
        (("graph.txt", "--resume", "graph.txt"), "leave out the file"),
        (("graph.txt", "--problem", "sat"), "expected one of maxcut, mis, qubo, ising"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(graph_file, words, message):
    (graph_file.parent / "empty.txt").touch()
    told = call("anneal", *words)
    assert told.code == 1
    assert told.out == ""
    assert message in told.err
    assert told.err.count("\n") == 1


def test_an_interrupted_run_keeps_the_best(graph_file, here):
    words = ("anneal", "graph.txt", "--seconds", "100", "--replicas", "8")
    words += ("--out", "kept.npz", "--json")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with started(*words, cwd=here, **pipes) as process:
        for line in process.stderr:
            if "sweeps" in line:
                break
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=100)
    assert process.returncode == 130
    facts = json.loads(out)
    assert facts["stopped"]
    with np.load(here / "kept.npz") as kept:
        assert kept["state"].tolist() == facts["state"]
