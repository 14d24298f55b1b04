"""What each command does, and what it says on which channel."""

import csv
import json
import re

import numpy as np
import pytest
from commands import SMALL, call, call_apart, table

import basinet
from basinet import __version__
from basinet.data import CATALOGUE, load
from basinet.learners import LEARNERS, tags_of
from basinet.runs import RunFolder

COMMANDS = [
    (),
    ("train",),
    ("evaluate",),
    ("predict",),
    ("report",),
    ("data",),
    ("data", "list"),
    ("data", "fetch"),
    ("info",),
    ("bench",),
    ("bench", "compare"),
    ("info", "learners"),
]
RUN_FILES = ["environment.json", "metrics.jsonl", "model.safetensors", "report.html", "run.toml"]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_an_example(command):
    result = call(*command, "--help")
    assert result.code == 0
    assert result.err == ""
    assert "Example: " in result.out
    assert re.search(r"basinet (train|evaluate|predict|report|data|info|bench)", result.out)


def test_the_version_is_that_of_the_package():
    assert call("--version") == (0, f"{__version__}\n", "")


def test_train_leaves_the_whole_run_in_its_folder(trained, names):
    folder, result = trained
    assert result.code == 0
    assert names(folder) == RUN_FILES


def test_train_says_in_json_what_it_recorded(trained):
    folder, result = trained
    said = result.json
    assert said["run"] == str(folder)
    assert said["report"] == str(folder / "report.html")
    assert said["history"] == RunFolder(folder).read_model().history
    assert said["final"] == said["history"][-1]
    assert said["final"]["epoch"] == 2
    assert said["final"]["accuracy"] > 0.7


def test_train_shows_a_plain_line_for_each_epoch_apart_from_the_result(trained):
    _, result = trained
    lines = [line for line in result.err.splitlines() if "native kernels" not in line]
    assert len(lines) == 4
    read = r"labels: column 'kind' \(3 classes\), features: .*; \d+ to learn, \d+ held out"
    assert re.fullmatch(read, lines[1])
    for number, line in enumerate(lines[2:], start=1):
        numbers = r"accuracy 0\.\d{4}  sweeps \d\.\d{3}  unstable \d\.\d{3}  \d+\.\d s"
        assert re.fullmatch(rf"epoch {number}/2  {numbers}", line.replace("1.0000", "0.9999"))


@pytest.mark.usefixtures("no_report")
def test_train_without_a_folder_takes_the_next_free_number(trees, here, names):
    words = ("train", "--data", trees, "--set", "hidden=32", "--epochs", 1)
    assert call(*words).code == 0
    result = call(*words)
    assert sorted(p.name for p in (here / "runs").iterdir()) == [
        "trees-steered-1",
        "trees-steered-2",
    ]
    assert re.match(r"held-out accuracy \d\.\d{4} after 1 epochs\n", result.out)
    assert "runs/trees-steered-2" in result.out


@pytest.mark.usefixtures("no_report")
def test_a_configuration_repeats_a_run_and_options_override_it(trained, here):
    folder, _ = trained
    assert call("train", "--config", folder / "run.toml", "--out", "again").code == 0
    whole, again = RunFolder(folder).read_model(), RunFolder(here / "again").read_model()
    x = load(str(RunFolder(folder).read_run().data)).x_test
    np.testing.assert_array_equal(again.scores(x), whole.scores(x))
    other = ("--epochs", 1, "--set", "teaching.margin=0.5", "--seed", 4, "--encoder", "raw")
    assert call("train", "--config", folder / "run.toml", "--out", "other", *other).code == 0
    run = RunFolder(here / "other").read_run()
    assert (run.epochs, run.seed, run.encoder) == (1, 4, basinet.Raw())
    assert run.learner == basinet.Steered(hidden=32, teaching=basinet.learners.ByLabel(margin=0.5))


@pytest.mark.usefixtures("no_report")
def test_a_run_that_goes_on_with_more_epochs_is_like_one_with_as_many_at_once(trees, trained, here):
    words = ("train", "--data", trees, "--set", "hidden=32")
    assert call(*words, "--epochs", 1, "--out", "a").code == 0
    result = call("train", "--resume", "a", "--epochs", 2)
    assert result.code == 0
    assert "epoch 1/2" not in result.err
    assert "epoch 2/2" in result.err
    x = load(trees).x_test
    models = [RunFolder(folder).read_model() for folder in (here / "a", trained[0])]
    np.testing.assert_array_equal(models[0].scores(x), models[1].scores(x))
    assert RunFolder(here / "a").read_run().epochs == 2


def test_a_report_that_is_missing_is_made_when_a_finished_run_is_resumed(trained):
    folder, first = trained
    before = (folder / "model.safetensors").read_bytes()
    (folder / "report.html").unlink()
    result = call("train", "--resume", folder, "--json")
    assert result.code == 0
    assert (folder / "report.html").is_file()
    assert result.json == first.json
    assert (folder / "model.safetensors").read_bytes() == before


def test_a_learner_that_does_not_relax_has_progress_report_and_resume_like_any_other(trees, here):
    words = ("train", "swarm", "--data", trees, "--set", "particles=5", "--set", "hidden=3")
    words += ("--set", "schedule=Constant")  # else the first run ends at rest
    result = call(*words, "--epochs", 1, "--out", "a")
    assert result.code == 0
    line = r"epoch 1/1  accuracy \d\.\d{4}  loss \d+\.\d{3}  changed \d\.\d{3}  \d+\.\d s"
    assert re.search(f"^{line}$", result.err, re.MULTILINE)
    page = (here / "a" / "report.html").read_text()
    assert "Swarm on" in page
    assert "sweeps to settle" not in page
    assert call("train", "--resume", "a", "--epochs", 2).code == 0
    assert call(*words, "--epochs", 2, "--out", "b").code == 0
    models = [RunFolder(here / name).read_model() for name in "ab"]
    x = load(str(trees)).x_test
    np.testing.assert_array_equal(models[0].scores(x), models[1].scores(x))
    assert "settling" in call("evaluate", "a", "--json").json


@pytest.mark.usefixtures("no_report")
def test_a_numpy_archive_with_a_test_part_of_its_own_is_learnt(here):
    rng = np.random.default_rng(1)
    y = np.arange(80) % 3
    x = rng.normal(size=(80, 4)) + 3 * np.eye(4)[y]
    np.savez("d.npz", x=x[:48], y=y[:48], x_test=x[48:], y_test=y[48:])
    result = call("train", "steered", "--data", "d.npz", *SMALL, "--out", "a", "--json")
    assert result.code == 0
    said = call("evaluate", "a", "--json").json
    assert said["samples"] == 32
    assert said["accuracy"] == result.json["final"]["accuracy"]


@pytest.mark.filterwarnings("ignore:X does not have valid feature names")
def test_evaluate_agrees_with_the_last_epoch_and_with_the_library(trained, trees):
    folder, training = trained
    said = call("evaluate", folder, "--json").json
    assert said["accuracy"] == training.json["final"]["accuracy"]
    assert said["classes"] == ["ash", "elm", "oak"]
    confusion = np.array(said["confusion"])
    assert confusion.sum() == said["samples"] == 12
    assert np.trace(confusion) / 12 == said["accuracy"]
    data = load(trees)
    clf = basinet.load(folder)
    assert clf.score(data.x_test, data.y_test) == said["accuracy"]
    shown = call("evaluate", folder)
    assert shown.code == 0
    assert f"{said['accuracy']:.4f} on 12 samples" in shown.out
    assert f"{said['settling']['sweeps']:.2f}" in shown.out


def test_evaluate_takes_another_file_whole(trained, here):
    (here / "more.csv").write_text(table(21))
    result = call("evaluate", trained[0], "--data", "more.csv", "--json")
    assert result.json["samples"] == 21


def test_predict_finds_the_columns_by_name_and_ignores_the_labels(trained, trees, here):
    folder, _ = trained
    with trees.open(newline="") as file:
        header, *rows = csv.reader(file)
    turned = [line[::-1] for line in [header, *rows[:9]]]
    (here / "turned.csv").write_text("\n".join(map(",".join, turned)) + "\n")
    labels = call("predict", folder, "turned.csv", "--json").json["labels"]
    x = np.array([row[:4] for row in rows[:9]], np.float32)
    model = RunFolder(folder).read_model()
    assert labels == model.classes[model.scores(x).argmax(axis=1)].tolist()
    assert np.mean(np.array(labels) == [row[4] for row in rows[:9]]) > 0.7
    shown = "\n".join(["label", *labels]) + "\n"
    assert call("predict", folder, "turned.csv") == (0, shown, "9 samples of 4 features\n")


def test_predict_writes_a_table_of_labels(trained, trees, here):
    labels = call("predict", trained[0], trees, "--json").json["labels"]
    result = call("predict", trained[0], trees, "--out", "labels.csv")
    assert (result.code, result.out) == (0, "")
    assert "60 labels in labels.csv" in result.err
    assert (here / "labels.csv").read_text() == "\n".join(["label", *labels]) + "\n"


def test_report_writes_the_page_again(trained):
    folder, _ = trained
    first = (folder / "report.html").read_text()
    assert call("report", folder, "--json").json == {"report": str(folder / "report.html")}
    assert (folder / "report.html").read_text()[:1000] == first[:1000]
    assert first.startswith("<!DOCTYPE html>")
    for word in ("trees.csv", "held-out accuracy", "hidden", "data:image/svg+xml;base64,"):
        assert word in first


@pytest.mark.usefixtures("no_report")
def test_report_names_its_page(trained):
    page = trained[0] / "report.html"
    assert call("report", trained[0]) == (0, f"{page}\n", "")


def test_data_list_names_the_whole_catalogue():
    shown, said = call("data", "list"), call("data", "list", "--json")
    assert shown.code == said.code == 0
    assert [row["name"] for row in said.json["datasets"]] == list(CATALOGUE)
    assert all(re.search(rf"^{name} ", shown.out, re.MULTILINE) for name in CATALOGUE)
    assert next(r for r in said.json["datasets"] if r["name"] == "digits")["available"] is True


def test_data_fetch_needs_nothing_for_the_digits():
    assert call("data", "fetch", "digits", "--json").json == {"name": "digits", "files": []}
    assert "no files" in call("data", "fetch", "digits").out


def test_info_says_what_is_installed():
    said = call("info", "--json").json
    assert said["basinet"] == __version__
    assert said["numpy"] == np.__version__
    shown = call("info").out
    assert all(name in shown for name in said)


def test_info_shows_the_tags_of_every_learner():
    said = {row.pop("name"): row for row in call("info", "learners", "--json").json["learners"]}
    assert said == {name: tags_of(kind).plain() for name, kind in LEARNERS.items()}
    assert said["steered"]["gradients"] == "none"
    assert said["steered"]["feedback_weights"] is True
    head, *rows = call("info", "learners").out.splitlines()
    assert re.split(r" {2,}", head)[1:] == [name.replace("_", " ") for name in said["steered"]]
    shown = {cells[0]: cells[1:] for cells in (re.split(r" {2,}", row) for row in rows)}
    for name, tags in said.items():
        words = {True: "yes", False: "no", "": "nothing"}
        assert shown[name] == [words.get(value, value) for value in tags.values()]


def test_piped_output_is_plain_and_json_is_alone_on_its_channel(trees, tmp_path):
    result = call_apart("train", "--data", trees, *SMALL, "--out", "a", "--json", cwd=tmp_path)
    assert result.code == 0
    assert json.loads(result.out)["final"]["epoch"] == 2
    assert "\x1b" not in result.out + result.err
    assert "\r" not in result.out + result.err
    assert re.findall(r"^epoch (\d)/2  accuracy", result.err, re.MULTILINE) == ["1", "2"]
