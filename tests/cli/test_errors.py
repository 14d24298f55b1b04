"""Refusals: one line that names the value and what to do, and nothing half-written."""

import re

import numpy as np
import pytest
from commands import SMALL, Result, call, call_apart, table

from basinet.cli import main


def said(result: Result) -> str:
    """The message of a command that was refused properly."""
    assert result.code == 1
    assert result.out == ""
    lines = result.err.splitlines()
    assert len(lines) == 1, result.err
    assert lines[0].startswith("basinet: ")
    return lines[0]


def said_last(result):
    """The message of a command that said something before it was refused."""
    assert result.code == 1
    assert result.out == ""
    return result.err.splitlines()[-1]


def archive(path, **changes):
    """A NumPy archive of three classes with a test part; arrays can be exchanged."""
    x, y = np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32), np.arange(30) % 3
    np.savez(path, **{"x": x, "y": y, "x_test": x, "y_test": y} | changes)


@pytest.fixture
def own(here):
    """A working folder with some files that nobody can learn from."""
    (here / "trees.csv").write_text(table(60))
    (here / "one.csv").write_text(table(30, ("ash",)))
    (here / "words.csv").write_text("a,b,kind\n1,two,x\n3,4,y\n")
    (here / "empty.csv").write_text("")
    (here / "file.txt").write_text("no data\n")
    (here / "not.toml").write_text("epochs = \n")
    (here / "unknown.toml").write_text('data = "digits"\nspeed = 3\n')
    (here / "odd.toml").write_text("settings = 3\n")
    (here / "list.toml").write_text('learner = ["steered"]\n')
    (here / "used").mkdir()
    (here / "used" / "notes").write_text("mine")
    archive(here / "more.npz", y_test=np.full(30, 9))
    archive(here / "nan.npz", x=np.full((30, 4), np.nan, np.float32))
    return here


TREES = ("--data", "trees.csv")
REFUSED = {
    "unknown data set": (("--data", "mnits"), r"'mnits' is neither a known data set.*mnist"),
    "unknown learner": (
        ("swam", *TREES),
        r"no learner 'swam' \(did you mean swarm\?\); the learners are steered, error-steered",
    ),
    "unknown field": ((*TREES, "--set", "hiden=3"), "no field 'hiden'.*did you mean hidden"),
    "field out of range": ((*TREES, "--set", "teaching.margin=-1"), "margin is -1; .* at least 0"),
    "no neurons": ((*TREES, "--set", "hidden=0"), "hidden is 0; .* at least 1"),
    "field without value": ((*TREES, "--set", "hidden"), "'hidden' is not of the form FIELD=VALUE"),
    "value without field": ((*TREES, "--set", "=3"), "'=3' is not of the form FIELD=VALUE"),
    "value that is code": ((*TREES, "--set", "rate=exit()"), r"rate is 'exit\(\)'"),
    "unknown part": ((*TREES, "--set", "dynamics=Random"), "dynamics is 'Random'.*RandomSubset"),
    "unknown encoder": (
        (*TREES, "--encoder", "pca"),
        "encoder is 'pca'; .*standardise, rescale, binarise",
    ),
    "too large": (
        (*TREES, "--set", "hidden=10000000"),
        r"take 400,00\d\.\d GB, and this machine has",
    ),
    "far too large": ((*TREES, "--set", f"hidden={10**12}"), r"more than 2\^63 bytes"),
    "a wiring for other data": (
        (*TREES, "--set", "wiring=Layers(inputs=Patches())"),
        r"784 pixels, but the input has 4 features",
    ),
    "no epochs": ((*TREES, "--epochs", "0"), "epochs is 0; .* at least 1"),
    "a data set for a learner": (
        ("digits",),
        "digits is a data set, not a learner; .*--data digits",
    ),
    "a batch larger than the data": (
        (*TREES, "--batch-size", "100000"),
        "batch_size is 100000, but there are only 48 patterns",
    ),
    "a data set spelt wrongly": (("--data", "fashon-mnist"), "did you mean fashion-mnist"),
    "an encoder spelt wrongly": (
        (*TREES, "--encoder", "standardize"),
        "did you mean standardise",
    ),
    "no batch": ((*TREES, "--batch-size", "0"), "batch_size is 0; .* at least 1"),
    "negative seed": ((*TREES, "--seed", "-1"), "seed is -1; .* from 0 to"),
    "missing label": ((*TREES, "--label", "age"), "no column 'age'; the columns are a, b, c, d, k"),
    "label of an archive": (
        ("--data", "more.npz", "--label", "kind"),
        "no array 'kind'; the archive holds x, y",
    ),
    "one class": (("--data", "one.csv"), r"one\.csv.* ash;.*two\s+classes"),
    "words": (("--data", "words.csv"), r"line 2, column 'b': 'two' is not a number"),
    "empty file": (("--data", "empty.csv"), "the file is empty"),
    "another kind": (("--data", "file.txt"), r"file\.txt: there is a header but there are no rows"),
    "not finite": (("--data", "nan.npz"), r"nan\.npz: all values are missing"),
    "unknown test label": (("--data", "more.npz"), "held-out part has the label 9"),
    "missing configuration": (("--config", "no.toml"), r"no configuration file no\.toml"),
    "not TOML": (("--config", "not.toml"), r"not\.toml is not a TOML file"),
    "unknown key": (("--config", "unknown.toml"), "no 'speed'.*; it has learner, data"),
    "settings": (("--config", "odd.toml", "--set", "hidden=3"), "settings is 3"),
    "learner": (("--config", "list.toml"), r"no learner \['steered'\]"),
    "missing run": (("--resume", "a"), "a is not the folder of a run"),
}


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(("words", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_train_refuses_and_leaves_no_folder(words, message, own, names):
    before = names(own)
    out = () if words[0] == "--resume" else ("--out", "a")
    assert re.search(message, said(call("train", *words, *out)))
    assert names(own) == before


def test_train_refuses_without_making_the_folder_of_runs(own):
    said(call("train", *TREES, "--set", "hidden=0"))
    assert not (own / "runs").exists()


def test_train_refuses_a_folder_that_holds_something(own, names):
    message = said(call("train", *TREES, *SMALL, "--out", "used"))
    assert re.search(
        "used is not empty and not the folder of a run: it holds no run.toml; .*--out", message
    )
    assert names(own / "used") == ["notes"]


def test_train_refuses_a_folder_below_a_file(own):
    message = said(call("train", *TREES, *SMALL, "--out", "file.txt/a"))
    assert "could not make the folder file.txt/a" in message


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--set", "hidden=3"), "--set"),
        (("--seed", 1), "--seed"),
        (("--batch-size", 4), "--batch-size"),
        (("--data", "digits"), "--data"),
        (("--out", "b"), "--out"),
        (("--config", "run.toml"), "--config"),
        (("--epochs", 1), "epochs is 1, but .* has finished 2"),
        (("--epochs", 0), "epochs is 0"),
    ],
)
def test_a_run_that_has_begun_keeps_its_settings(trained, words, named):
    folder, _ = trained
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert re.search(named, said(call("train", "--resume", folder, *words)))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.usefixtures("no_report")
def test_a_run_does_not_go_on_with_changed_data(own):
    assert call("train", *TREES, *SMALL, "--out", "a").code == 0
    (own / "trees.csv").write_text(table(63))
    for words in (("train", "--resume", "a", "--epochs", 3), ("evaluate", "a")):
        message = said_last(call(*words))
        assert re.search(r"trees\.csv is not the data on which a was trained", message)


def test_evaluate_refuses_labels_that_the_model_does_not_know(trained, here):
    (here / "more.csv").write_text(table(9, ("ash", "fir", "oak")))
    message = said(call("evaluate", trained[0], "--data", "more.csv"))
    assert re.search("label .*fir.* not among the classes ash, elm, oak", message)


def test_evaluate_refuses_another_number_of_features(trained, here):
    y = np.array(["ash", "elm"] * 5)
    np.savez(here / "wide.npz", x=np.zeros((10, 7), np.float32), y=y)
    assert "has 7 features" in said(call("evaluate", trained[0], "--data", "wide.npz"))


def test_predict_refuses_another_number_of_features(trained, here):
    np.savez(here / "wide.npz", x=np.zeros((10, 7), np.float32))
    message = said(call("predict", trained[0], "wide.npz", "--out", "labels.csv"))
    assert re.search(r"wide\.npz has 7 features, but the model of .* was trained on 4", message)
    assert not (here / "labels.csv").exists()


def test_predict_names_a_missing_column_a_missing_file_and_a_missing_folder(trained, trees, here):
    folder, _ = trained
    (here / "few.csv").write_text("a,b,kind\n1,2,ash\n")
    assert "no column 'c', 'd'" in said(call("predict", folder, "few.csv"))
    assert "no such file" in said(call("predict", folder, "none.csv"))
    result = call("predict", folder, trees, "--out", "none/labels.csv")
    assert "could not write none/labels.csv" in said(result)


@pytest.mark.parametrize("command", ["evaluate", "report", "predict"])
def test_a_run_without_a_finished_epoch_says_how_to_go_on(command, trained, trees, here):
    folder = here / "begun"
    folder.mkdir()
    (folder / "run.toml").write_bytes((trained[0] / "run.toml").read_bytes())
    words = (folder, trees) if command == "predict" else (folder,)
    message = said(call(command, *words))
    assert f"no finished epoch yet; go on with basinet train --resume {folder}" in message
    assert not (folder / "report.html").exists()


@pytest.mark.parametrize("command", ["evaluate", "report", "predict"])
def test_a_folder_that_is_no_run_is_named(command, trees, here):
    words = (here, trees) if command == "predict" else (here,)
    assert "is not the folder of a run" in said(call(command, *words))


def test_a_damaged_model_is_named(trained, here):
    (here / "run.toml").write_bytes((trained[0] / "run.toml").read_bytes())
    (here / "model.safetensors").write_bytes((trained[0] / "model.safetensors").read_bytes()[:-1])
    assert "not a whole safetensors file" in said(call("evaluate", here))


def test_an_unknown_data_set_is_not_fetched():
    assert "'mnits'" in said(call("data", "fetch", "mnits"))


@pytest.mark.parametrize("words", [("--debug", "train"), ("train", "--debug")])
def test_with_debug_the_error_itself_comes_out(words):
    with pytest.raises(ValueError, match="mnits"):
        main([*words, "--data", "mnits"])


def test_a_user_sees_a_line_or_with_debug_a_traceback(own):
    words = ("train", "--data", "mnits")
    assert "'mnits'" in said(call_apart(*words, cwd=own))
    result = call_apart(*words, "--debug", cwd=own)
    assert result.code == 1
    assert "Traceback" in result.err
    assert "'mnits'" in result.err.splitlines()[-1]


def test_a_lack_of_memory_is_one_line_and_other_failures_are_not_hidden(monkeypatch):
    text = "RESOURCE_EXHAUSTED: Out of memory allocating 8000000000 bytes."

    def fail(**options):
        raise RuntimeError(text)

    monkeypatch.setattr("basinet.cli.app", fail)
    message = said(call("info"))
    needed = "there is not enough memory: 8.0 GB were asked for"
    assert message == f"basinet: {needed}; choose fewer neurons or smaller batches"
    with pytest.raises(RuntimeError):
        main(["info", "--debug"])
    text = "INTERNAL: something else"
    with pytest.raises(RuntimeError, match="something else"):
        main(["info"])


def test_a_mistyped_option_is_the_exit_code_of_the_shells():
    result = call("train", "--epoch", "x")
    assert result.code == 2
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "words",
    [
        ("anneal", "g.txt", "--seconds", "1000", "--out", "folder.npz"),
        ("theory", "capacity", "--figure", "folder.png"),
        ("world", "kuramoto", "--steps", "1000000000", "--animation", "folder.gif"),
        ("predict", "nowhere", "new.csv", "--out", "folder.csv"),
    ],
    ids=lambda words: words[0],
)
def test_what_cannot_be_written_is_said_before_anything_is_computed(words, here):
    (here / "g.txt").write_text("2 1\n1 2 1\n")
    (here / words[-1]).mkdir()
    assert f"could not write {words[-1]}: Is a directory" in said(call(*words))
    assert sorted(path.name for path in here.iterdir()) == sorted(["g.txt", words[-1]])
