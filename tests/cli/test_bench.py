"""`basinet bench` from end to end on a few patterns, and what it compares."""

import json
import re
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from commands import call

from basinet.bench.result import Result, Results, read, write

TINY = ("--hidden", 32, "--patterns", 64, "--batches", 2, "--repeats", 2)
MEASURED = [
    *(f"epoch/{who}/32" for who in ("steered", "dense", "sparse", "error-steered")),
    *(f"epoch/{who}/32" for who in ("contrastive", "mlp-relu", "mlp-binary")),
    *("speedup/32", "beside-mlp/32", "contrastive-beside-mlp/32"),
    *("machine/product", "machine/copy/256", "machine/copy/32"),
    *(f"roofline/{who}/{what}/32" for who in ("steered", "dense") for what in ("flops", "bytes")),
    "swarm/neurons",
    "swarm/network",
    *(("swarm/pyswarms", "swarm/speedup") if find_spec("pyswarms") else ()),
]


@pytest.fixture(scope="module")
def no_mnist(tmp_path_factory):
    """A data folder without MNIST: times are taken on the synthetic task; and small ceilings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("basinet.bench.roofline._SIDES", (64, 128))
        patch.setattr("basinet.bench.roofline._LARGE", 256)
        patch.setenv("BASINET_DATA", str(tmp_path_factory.mktemp("no-data")))
        yield


@pytest.fixture(scope="module")
def measured(no_mnist, tmp_path_factory):
    """A tiny benchmark: its folder and what the command said."""
    folder = tmp_path_factory.mktemp("bench")
    words = ("--out", folder / "a.json", "--figure", folder / "a.png", "--json")
    return folder, call("bench", *TINY, *words)


def test_everything_is_measured_and_written_down(measured):
    folder, result = measured
    assert result.code == 0, result.err
    assert json.loads((folder / "a.json").read_text()) == result.json
    results = read(folder / "a.json")
    assert [item.name for item in results.found] == MEASURED
    assert results.complete
    assert results.task["name"] == "synthetic"
    assert results.plan["hidden"] == [32]
    assert {len(r.values) for r in results.found} == {2}
    assert (folder / "a.png").read_bytes().startswith(b"\x89PNG")
    assert sorted(path.name for path in folder.iterdir()) == ["a.json", "a.png"]


def test_times_are_of_an_epoch_and_the_ratio_is_that_of_the_same_turns(measured):
    found = measured[1].json["found"]
    values = {item["name"]: item["values"] for item in found}
    about = {item["name"]: item["about"] for item in found}
    turns = zip(values["epoch/dense/32"], values["epoch/steered/32"], strict=True)
    assert values["speedup/32"] == [dense / fast for dense, fast in turns]
    assert about["epoch/steered/32"]["timed_batches"] == 2
    assert about["epoch/steered/32"]["learnt_before"] == 10
    assert about["epoch/sparse/32"]["weights"] == 32 * (31 + 100 + 10)


def test_without_mnist_it_says_so_and_what_is_left_out(measured):
    _, result = measured
    assert "the files of MNIST are not on this machine" in result.err
    reasons = {item["name"]: item["reason"] for item in result.json["skipped"]}
    assert "basinet data fetch mnist" in reasons.pop("time-to")
    assert set(reasons) == (set() if find_spec("pyswarms") else {"swarm/pyswarms"})


def test_the_table_names_every_quantity_with_its_unit(measured, monkeypatch, here):
    kept = read(measured[0] / "a.json")
    monkeypatch.setattr("basinet.bench.suite.run", lambda *_: iter([*kept.found, *kept.skipped]))
    result = call("bench", *TINY, "--out", "b.json")
    assert result.code == 0
    assert all(item.label in result.out for item in kept.found)
    assert "Gflop/s" in result.out
    assert "times" in result.out
    assert Path("b.json").is_file()


def test_without_optax_backpropagation_is_left_out_and_the_rest_measured(
    no_mnist, monkeypatch, here
):
    monkeypatch.setitem(sys.modules, "optax", None)
    monkeypatch.setattr("basinet.bench.suites.EVERYTHING", _epochs_alone())
    result = call("bench", *TINY, "--json")
    assert result.code == 0, result.err
    assert [item["name"] for item in result.json["found"]] == [*MEASURED[:5], "speedup/32"]
    assert result.json["skipped"][0]["name"] == "backpropagation"
    assert 'pip install "basinet[bench]"' in result.err


def _epochs_alone():
    from basinet.bench.epochs import EpochTimes

    return (EpochTimes(),)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--hidden", 1), "hidden is 1; it must be at least 2"),
        (("--repeats", 1), "repeats is 1; it must be at least 2"),
        (("--patterns", 0), "patterns is 0; it must be from 1 to 60000"),
        (("--limit", 0), "limit is 0.0; it must be a number of seconds above 0"),
        (("--hidden", 10**6), r"hidden is 1000000, which takes about 1\.6e\+04 GB of memory, .*"),
        (
            ("--figure", "a.bmp"),
            "a.bmp is no name for a figure; it must end with .png, .svg or .pdf",
        ),
        (("--out", "no/a.json"), "the folder of no/a.json does not exist; make it first"),
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_is(words, message, here):
    result = call("bench", *words)
    assert (result.code, result.out) == (1, "")
    assert re.fullmatch(f"basinet: {message}\n", result.err)


def test_what_was_measured_before_ctrl_c_is_kept(no_mnist, monkeypatch, here):
    def interrupted(*_):
        yield Result("epoch/steered/32", "steered", "s", [1.0, 2.0])
        raise KeyboardInterrupt

    monkeypatch.setattr("basinet.bench.suite.run", interrupted)
    monkeypatch.setattr("os._exit", sys.exit)
    result = call("bench", *TINY, "--out", "a.json")
    assert result.code == 130
    assert "stopped; what was measured is in a.json" in result.err
    kept = read(Path("a.json"))
    assert [item.name for item in kept.found] == ["epoch/steered/32"]
    assert not kept.complete


MADE_UP = Results(
    machine={"processor": "Abacus 3"},
    task={"name": "synthetic", "patterns": 64},
    plan={},
    found=[
        Result("epoch/steered/32", "steered, an epoch", "s", [1.0, 1.0, 1.0]),
        Result("machine/product", "a product", "flop/s", [4e9, 4e9, 4e9], machine=True),
    ],
)


def later(seconds, speed=4e9):
    epoch, product = MADE_UP.found
    found = [replace(epoch, values=[seconds] * 3), replace(product, values=[speed] * 3)]
    return replace(MADE_UP, found=found)


def test_compare_fails_when_something_became_slower(here):
    write(MADE_UP, Path("old.json"))
    write(later(1.5), Path("new.json"))
    result = call("bench", "compare", "old.json", "new.json")
    assert result.code == 1
    assert "slower  steered, an epoch  1 s -> 1.5 s" in result.out
    assert "+50.0% time (noise 5.0%)" in result.out
    assert "1 of 2 quantities became slower by more than the noise" in result.out
    assert call("bench", "compare", "new.json", "old.json").code == 0
    assert call("bench", "compare", "old.json", "new.json", "--tolerance", 0.6).code == 0
    said = call("bench", "compare", "old.json", "new.json", "--json")
    assert said.code == 1
    assert said.json["slower"] == ["epoch/steered/32"]
    assert said.json["changes"][0]["ratio"] == 1.5


def test_compare_tells_a_slower_machine_from_a_slower_program(here):
    write(MADE_UP, Path("old.json"))
    write(replace(later(1.0, 1e9), machine={"processor": "Abacus 2"}), Path("new.json"))
    result = call("bench", "compare", "old.json", "new.json")
    assert result.code == 0
    assert "the machines differ: processor was Abacus 3 and is Abacus 2" in result.err
    assert "the machine itself was slower: a product" in result.err


def test_compare_says_what_is_wrong_with_a_file(here):
    write(MADE_UP, Path("old.json"))
    result = call("bench", "compare", "old.json", "new.json")
    assert (result.code, result.out) == (1, "")
    assert result.err == "basinet: there is no file of results new.json\n"
