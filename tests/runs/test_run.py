"""A run as a value and as the text of a configuration file."""

import dataclasses
import tomllib

import pytest

from basinet import Binarise, Raw, Steered
from basinet.core import RandomSubset
from basinet.runs import DEMO, Run, find_learner, from_plain, read_toml, to_plain
from basinet.runs.run import to_toml

RUNS = {
    "demonstration": DEMO,
    "plain": Run(Steered()),
    "everything": Run(
        Steered(hidden=(8, 8), sweeps=6, decay=1e-5, rate=0.1 + 0.2, dynamics=RandomSubset(0.7)),
        data="my data/ä.csv",
        label='the "kind"',
        encoder=Binarise(-0.25),
        epochs=3,
        batch_size=7,
        seed=2**32 - 1,
    ),
    "raw": Run(Steered(hidden=8), encoder=Raw()),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
def test_a_run_that_was_written_is_read_again(run, tmp_path):
    (tmp_path / "run.toml").write_text(to_toml(run), encoding="utf-8")
    assert from_plain(read_toml(tmp_path / "run.toml")) == run


def test_every_setting_is_written_down():
    text = to_toml(Run(Steered()))
    assert tomllib.loads(text) == to_plain(Run(Steered()))
    named = {field.name for field in dataclasses.fields(Steered)}
    assert tomllib.loads(text)["settings"].keys() == named


def test_what_is_left_out_has_its_default():
    assert from_plain({}) == Run(Steered())
    assert from_plain({"settings": {"hidden": 9}}) == Run(Steered(hidden=9))


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"epoch": 3}, "no 'epoch' .did you mean epochs.*; it has learner, data"),
        ({"learner": "swam"}, "no learner 'swam' .did you mean swarm.*; the learners are steered"),
        ({"learner": ["steered"]}, r"no learner \['steered'\]"),
        ({"settings": 3}, "settings is 3"),
        ({"settings": {"hiden": 3}}, "did you mean hidden"),
        ({"data": 3}, "data is 3; it must be text"),
        ({"encoder": "pca"}, "encoder is 'pca'"),
        ({"epochs": 0}, "epochs is 0; .* at least 1"),
        ({"epochs": 2**31}, "epochs is 2147483648; .* from 1 to 2147483647"),
        ({"epochs": True}, "epochs is True"),
        ({"epochs": 1.5}, "epochs is 1.5"),
        ({"batch_size": -1}, "batch_size is -1"),
        ({"seed": -1}, "seed is -1; .* from 0 to 4294967295"),
        ({"seed": 2**32}, "seed is 4294967296"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_a_run_that_makes_no_sense_is_refused(plain, words):
    with pytest.raises(ValueError, match=words):
        from_plain(plain)


@pytest.mark.usefixtures("unchecked")
def test_a_learner_is_found_by_its_name():
    assert find_learner("steered") is Steered


@pytest.mark.parametrize("content", [b"epochs", b"epochs = \n", b"\xff\xfe", b"a = 1\na = 2\n"])
def test_a_file_that_is_not_toml_is_refused(content, tmp_path):
    (tmp_path / "run.toml").write_bytes(content)
    with pytest.raises(ValueError, match=r"run\.toml is not a TOML file(?!.*codec)"):
        read_toml(tmp_path / "run.toml")


def test_a_file_that_says_nothing_does_not_mean_the_defaults(tmp_path):
    (tmp_path / "run.toml").write_text("# nothing\n")
    with pytest.raises(ValueError, match=r"run\.toml says nothing: it is empty or cut off"):
        read_toml(tmp_path / "run.toml")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no configuration file .*run\.toml"):
        read_toml(tmp_path / "run.toml")
