"""`--weight`: samples of a table that count for more or less, wherever something learns."""

import numpy as np
import pytest
from commands import call
from numpy.testing import assert_allclose, assert_array_equal

from basinet.compare import read_described
from basinet.data import load
from basinet.learners import Steered
from basinet.model import begin, learn
from basinet.runs import Run, RunFolder
from basinet.runs.run import from_plain, to_plain
from basinet.sweeps.together import advance
from basinet.sweeps.training_task import Training

LEARN = ("--weight", "w", "--epochs", 2, "--batch-size", 8, "--set", "hidden=12", "--no-report")


@pytest.fixture(scope="module")
def weighed(tmp_path_factory):
    """A table in which a row in five has no weight, and a wrong kind."""
    rng = np.random.default_rng(0)
    y = np.arange(60) % 3
    x, w = rng.normal(size=(60, 3)) + 2 * np.eye(3)[y], (np.arange(60) % 5 > 0) * (1.0 + y)
    shown = np.where(w == 0, (y + 1) % 3, y)
    rows = [f"{a:.3f},{b:.3f},{c:.3f},{'xyz'[k]},{v}" for (a, b, c), k, v in zip(x, shown, w)]  # noqa: B905
    path = tmp_path_factory.mktemp("weighed") / "t.csv"
    path.write_text("\n".join(["a,b,c,kind,w", *rows]) + "\n")
    return path


def test_weights_are_learnt_with_kept_and_found_again_by_resume(weighed, here):
    done = call("train", "steered", "--data", weighed, *LEARN, "--out", "a")
    assert done.code == 0, done.err
    assert "weights: column 'w'; 48 to learn" in done.err
    folder = RunFolder(here / "a")
    run, model = folder.read_run(), folder.read_model()
    assert run.weight == "w"
    assert from_plain(to_plain(run)) == run

    data = load(weighed, weight="w")
    first = begin(run.learner, data.encoder, data.x_train, data.y_train, 0)
    *_, last = learn(
        first, data.x_train, data.y_train, epochs=2, batch_size=8, weights=data.weights
    )
    assert_array_equal(last.scores(data.x_test), model.scores(data.x_test))
    assert (
        call("train", "steered", "--data", weighed, *LEARN, "--epochs", 1, "--out", "b").code == 0
    )
    assert call("train", "--resume", "b", "--epochs", 2, "--no-report").code == 0
    again = RunFolder(here / "b").read_model()
    assert_array_equal(again.scores(data.x_test), model.scores(data.x_test))
    weighed.write_text(weighed.read_text().replace(",2.0\n", ",2.5\n"))
    changed = call("train", "--resume", "b", "--epochs", 3)
    weighed.write_text(weighed.read_text().replace(",2.5\n", ",2.0\n"))
    assert "is not the data on which b was trained" in changed.err


def test_learners_that_advance_together_are_weighted_as_each_alone(weighed):
    data = load(weighed, weight="w")
    runs = [Run(Steered(hidden=12), str(weighed), epochs=1, seed=s, weight="w") for s in (0, 1)]
    (both,) = advance(runs, data, 2)
    for run, stacked in zip(runs, both, strict=True):
        ((alone,),) = advance([run], data, 1)
        assert_allclose(stacked.scores(data.x_test), alone.scores(data.x_test), atol=1e-4)


def test_weights_are_part_of_what_decides_a_result(weighed):
    plain = Training(Run(Steered(hidden=12), str(weighed)))
    given = plain.changed("weight", "w")
    assert given.run.weight == given.plain()["weight"] == "w"
    assert "weight" not in plain.plain()
    assert given.kind() != plain.kind()
    assert next(iter(given.sources())).weight == "w"


SWEEP = """
seeds = 1
[run]
learner = "{learner}"
data = "{data}"
weight = "{weight}"
epochs = 1
[axes]
"learner.hidden" = [3, 4]
"""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("train", "swarm", "--weight", "w"), "Swarm cannot weight patterns"),
        (("train", "steered", "--weight", "v"), "there is no column 'v'"),
        (("train", "steered", "--weight", "kind"), "is named as weights|expected weights|texts"),
        (("compare", "swarm", "planted", "--weight", "w"), "swarm, planted cannot weight samples"),
        (("compare", "--weight", "w"), "those that can: steered error-steered forward-forward"),
        (("compare", "steered", "--weight", "v"), "there is no column 'v'"),
    ],
)
def test_what_cannot_be_weighted_is_told_before_a_folder_is_made(words, said, weighed, here):
    done = call(*words, "--data", weighed, "--out", "a")
    assert (done.code, done.err.count("\n")) == (1, 1), done.err
    assert any(part in done.err for part in said.split("|"))
    assert not any(here.iterdir())


@pytest.mark.parametrize("command", ["sweep", "tune"])
@pytest.mark.parametrize(
    ("learner", "weight", "said"),
    [("swarm", "w", "Swarm cannot weight patterns"), ("steered", "v", "there is no column 'v'")],
)
def test_described_work_is_refused_too(command, learner, weight, said, weighed, here):
    text = SWEEP.format(learner=learner, data=weighed, weight=weight)
    if command == "tune":
        text = text.replace("seeds = 1\n", "trials = 2\n").replace("axes", "space")
        text = text.replace("[3, 4]", "{ choices = [3, 4] }")
    (here / "t.toml").write_text(text)
    done = call(command, "t.toml", "--out", "a")
    assert said in done.err
    assert done.code == 1
    assert not (here / "a").exists()


def test_a_comparison_reads_weights_from_its_file(weighed, here):
    (here / "c.toml").write_text(f'data = "{weighed}"\nweight = "w"\nlearners = ["steered"]\n')
    assert read_described(here / "c.toml").weight == "w"
