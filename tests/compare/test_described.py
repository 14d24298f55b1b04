"""What a file and the options ask for together."""

import pages
import pytest
from pages import ROOT

from basinet.compare import Described, choose, joined, read_described
from basinet.learners.swarm import ReLU


def test_the_files_on_the_page_describe_comparisons(tmp_path):
    texts = [b.text for b in pages.blocks(ROOT / "docs" / "comparison.md") if b.language == "toml"]
    described = []
    for text in texts:
        (tmp_path / "compare.toml").write_text(text)
        described.append(read_described(tmp_path / "compare.toml"))
    small, mnist = described
    assert (small.data, small.fractions, small.seeds) == ("digits", [0.1, 1.0], 3)
    chosen = choose(small.learners, small.settings)
    assert list(chosen)[:2] == ["steered", "swarm"]
    assert chosen["steered"].learner.hidden == 400
    assert (chosen["swarm"].settings.epochs, chosen["swarm"].settings.steps) == (200, 0)
    chosen = choose(mnist.learners, mnist.settings, mnist.epochs)
    assert chosen["steered"].settings.epochs == 3
    assert chosen["swarm"].learner.unit == ReLU()
    assert chosen["forward-forward"].settings.batch_size == 128


def test_options_win_field_by_field_and_silence_changes_nothing():
    file = Described(
        ("swarm",), "rice", None, [0.5], 3, 7, None, {"swarm": {"particles": 4, "a": 1}}
    )
    assert joined(file, Described()) == file
    over = joined(file, Described(("steered",), seeds=1, settings={"swarm": {"particles": "5"}}))
    assert (over.learners, over.data, over.fractions, over.seeds) == (
        ("steered",),
        "rice",
        [0.5],
        1,
    )
    assert over.settings == {"swarm": {"particles": "5", "a": 1}}


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no configuration file"):
        read_described(tmp_path / "no.toml")


def test_a_file_of_series_is_sent_to_the_command_that_compares_them(tmp_path):
    path = tmp_path / "series.toml"
    path.write_text('[series]\ndata = "load.csv"\n')
    with pytest.raises(ValueError, match=r"basinet series compare --data load\.csv"):
        read_described(path)
