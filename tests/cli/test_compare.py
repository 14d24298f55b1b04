"""`basinet compare`: cells that are missing are done, what is wrong is said first."""

import re

from commands import call

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
    assert "0 of them done, 4 to do" in more.err
    other = call(*WORDS, "--data", "digits")
    assert other.code != 0
    assert "another comparison" in other.err


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
        (("--set", "hidden=2"), "LEARNER.FIELD=VALUE"),
    ):
        result = call("compare", *words, "--data", trees, "--out", "d")
        assert result.code != 0
        assert said in result.err
    assert not (here / "d").exists()
