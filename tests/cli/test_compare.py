"""`basinet compare`: cells that are missing are done, what is wrong is said first."""

from commands import call

WORDS = (
    *("compare", "steered", "--set", "steered.hidden=16", "--epochs", 2, "--seeds", 1),
    *("--fractions", "0.1,1", "--out", "c", "--set", "backpropagation.hidden=4"),
)


def test_the_same_command_does_nothing_twice_and_more_seeds_keep_what_is_done(trees, here):
    first = call(*WORDS, "--data", trees)
    assert first.code == 0, first.err
    assert "| steered | 1 |" in first.out
    assert (here / "c" / "comparison.md").read_text() in first.out
    again = call(*WORDS, "--data", trees)
    assert "0 to do" in again.err
    assert again.out == first.out
    other = call(*WORDS, "--data", trees, "--epochs", 3)
    assert other.code != 0
    assert "another comparison" in other.err


def test_what_is_not_allowed_is_said_before_work(trees, here):
    for words, said in (
        (("nobody",), "there is no learner"),
        (("--fractions", "x"), "--fractions"),
        (("--fractions", "2"), "above 0 and at most 1"),
        (("--set", "hidden=2"), "LEARNER.FIELD=VALUE"),
    ):
        result = call("compare", *words, "--data", trees, "--out", "d")
        assert result.code != 0
        assert said in result.err
    assert not (here / "d").exists()
