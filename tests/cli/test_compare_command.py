"""`basinet compare`: cells that are missing are done, what is wrong is said first."""

import re
import signal
import subprocess

import numpy as np
import pytest
from commands import call, started

from basinet.learners import Swarm

WORDS = (
    *("compare", "steered", "--set", "steered.hidden=16", "--epochs", 2, "--seeds", 1),
    *("--fractions", "0.1,1", "--out", "c", "--set", "backpropagation.hidden=4"),
)


def test_the_same_command_does_nothing_twice_and_more_seeds_keep_what_is_done(trees, here):
    first = call(*WORDS, "--data", trees)
    assert first.code == 0, first.err
    assert re.search(r"^\| steered +\| +1 \|", first.out, re.MULTILINE)
    assert (here / "c" / "comparison.md").read_text() in first.out
    again = call(*WORDS, "--data", trees)
    assert "0 to do" in again.err
    assert again.out == first.out
    assert (here / "c" / "comparison.png").read_bytes().startswith(b"\x89PNG")
    more = call(*WORDS, "--data", trees, "--epochs", 3)
    assert "0 of them done, 6 to do" in more.err
    other = call(*WORDS, "--data", "digits")
    assert other.code != 0
    assert "another comparison" in other.err
    description = here / "c" / "compare.json"
    description.write_text('{"data": ')
    assert "compare.json is damaged" in (damaged := call(*WORDS, "--data", trees).err)
    assert "empty it and give the command that made it again" in damaged
    description.write_text("")
    again = call(*WORDS, "--data", trees)
    assert "0 to do" in again.err
    assert again.out == first.out


def test_a_cell_that_fails_is_said_the_others_go_on_and_it_can_be_done_again(
    trees, here, monkeypatch
):
    step = Swarm.step

    def stumble(self, state, x, y, key):
        raise ValueError("the swarm has flown away")

    monkeypatch.setattr(Swarm, "step", stumble)
    words = ("compare", "swarm", "--data", trees, "--out", "c", "--seeds", 1, "--fractions", "1")
    words += ("--epochs", 2, "--set", "backpropagation.hidden=4", "--set", "swarm.hidden=2")
    first = call(*words)
    assert first.code == 3
    assert "failed: swarm at 1, seed 0: " in first.err
    assert "the swarm has flown away" in first.err
    assert "backpropagation" in first.out
    monkeypatch.setattr(Swarm, "step", step)
    again = call(*words)
    assert again.code == 3
    assert "0 to do" in again.err
    mended = call(*words, "--retry-failed")
    assert mended.code == 0, mended.err
    assert "| swarm " in mended.out


def test_what_is_not_allowed_is_said_before_work(trees, here):
    for words, said in (
        (("nobody",), "there is no learner"),
        (("--fractions", "x"), "--fractions"),
        (("--fractions", "2"), "above 0 and at most 1"),
        (("--seeds", 0), "seeds is 0; it must be at least 1"),
        (("--epochs", 0), "whole number of at least 1"),
        (("--batch-size", 100000), "steered.batch_size is 100000, but "),
        (("--set", "hidden=2"), "LEARNER.FIELD=VALUE"),
    ):
        result = call("compare", *words, "--data", trees, "--out", "d")
        assert result.code != 0
        assert said in result.err
    assert not (here / "d").exists()


def test_a_comparison_is_shown_again_without_running_and_as_far_as_it_is(trees, here, monkeypatch):
    first = call(*WORDS, "--data", trees)
    shown = call("compare", "show", "c")
    assert (shown.code, shown.out) == (0, first.out)
    (here / "c" / "comparison.md").unlink()
    cell = next((here / "c" / "runs").glob("*/*"))
    (cell / "result.json").unlink()
    cell.rename(cell.with_name(f".{cell.name}"))
    less = call("compare", "show", "c", "--json")
    assert "1 of 6 cells are missing" in less.err
    assert len(less.json["rows"]) == 5
    assert (here / "c" / "comparison.md").is_file()
    assert "is not the folder of a comparison" in call("compare", "show", here).err


FILE = """
learners = ["swarm"]
fractions = [1]
seeds = 2
epochs = 2
[settings.swarm]
hidden = [3, 2]
particles = 4
[settings.backpropagation]
hidden = 4
epochs = 1
"""


def test_a_file_describes_a_comparison_and_options_override_it(trees, here):
    (here / "c.toml").write_text(f'data = "{trees}"\n{FILE}')
    words = ("compare", "--config", "c.toml", "--seeds", 1, "--out", "c", "--json")
    done = call(*words, "--set", "swarm.particles=5")
    assert done.code == 0, done.err
    learners = [row["learner"].split()[0] for row in done.json["rows"]]
    assert learners == ["swarm", "backpropagation", "backpropagation,"]
    assert {(row["fraction"], row["seeds"]) for row in done.json["rows"]} == {(1, 1)}
    (swarm, *_) = done.json["rows"]
    assert swarm["parameters"] == 3 * 5 + 2 * 4 + 3 * 3
    results = [file.read_text() for file in (here / "c" / "runs").glob("*/*/result.json")]
    assert sum('"learner.particles": "5"' in result for result in results) == 1


@pytest.mark.parametrize(
    ("part", "other", "said"),
    [
        ("seeds = 2", "seed = 2", "a comparison has no 'seed'"),
        ("seeds = 2", "seeds = true", "seeds is True; expected a whole number"),
        ("[1]", '["all"]', "fractions has 'all'; expected a list of numbers"),
        ("epochs = 1", "epochs = 1.5", ".epochs=1.5: it must be a whole number"),
        (
            "particles",
            "particle",
            "c.toml: Swarm has no field 'particle' (did you mean particles?)",
        ),
        ("settings.swarm", "settings.bees", "names 'bees', which is not compared"),
        ("seeds = 2", "seeds", "is not a TOML file"),
    ],
)
def test_a_bad_file_is_refused_in_one_line_before_anything_is_done(here, part, other, said):
    assert part in FILE
    (here / "c.toml").write_text(FILE.replace(part, other))
    done = call("compare", "--config", "c.toml", "--out", "c")
    assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
    assert said in done.err
    assert not (here / "c").exists()


def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(tmp_path):
    rng = np.random.default_rng(0)
    y = np.arange(600) % 3
    x = rng.normal(size=(600, 4)) + 2 * np.eye(4)[y]
    np.savez(tmp_path / "d.npz", x=x.astype(np.float32), y=y)
    words = ("compare", "swarm", "--data", "d.npz", "--out", "c", "--epochs", "2")
    words += ("--set", "swarm.hidden=2", "--set", "backpropagation.hidden=2", "--seeds", "400")
    with started(*words, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        while "1/3600 " not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1].splitlines()[-1]
    assert process.returncode == 130
    found = re.fullmatch(
        r"stopped; (\d+) of 3600 cells were finished and are kept;"
        r" give the same command again to go on",
        said,
    )
    assert found, said
    shown = call("compare", "show", tmp_path / "c")
    stored = 3600 - int(re.search(r"(\d+) of 3600 cells are missing", shown.err)[1])
    assert int(found[1]) <= stored < 3600
