"""What is refused is said in the words of this package, with what was perhaps meant."""

import pytest
from commands import call

FILES = {
    "run.toml": 'learner = "steered"\ndata = "t.csv"\nepoch = 1\n',
    "sweep.toml": 'seeds = 1\n[run]\nlearner = "steered"\ndata = "t.csv"\nbatch_size = 900\n'
    '[axes]\n"learner.hidden" = [3, 4]\n',
    "model.safetensors": "not a model",
}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("train", "--seed", "1e3"), "Invalid value for '--seed': expected a whole number"),
        (("theory", "dense-memory", "--order", 1), "'--order': expected at least 3"),
        (("memory", "recall", "--store", 0), "'--store': expected at least 1"),
        (
            ("train", "steered", "--data", "t.csv", "--encoder", "Rescale(1)"),
            "Rescale has no field",
        ),
        (
            ("train", "steered", "--set", "teaching=ByError(noise=Flips(0.1,0.2))"),
            "Flips has the field share, and 2 values are given",
        ),
        (("info", "learner"), "did you mean learners?"),
        (("live", "kuramoto"), "a room is asked for with --room kuramoto"),
        (("live", "kuramotto"), "with --room (did you mean kuramoto?)"),
        (("bench", "annealing", "--peer", "tabuu"), "did you mean dwave tabu?"),
        (
            ("train", "--config", "run.toml"),
            "run.toml: a run has no 'epoch' (did you mean epochs?)",
        ),
        (("sweep", "sweep.toml", "--out", "a"), "batch_size is 900, but t.csv has only 48"),
        (("export", "model.safetensors", "--to", "nir"), "is not a whole safetensors file; it is"),
    ],
)
def test_what_is_wrong_is_said_in_our_words(words, said, trees, here):
    for name, text in FILES.items():
        (here / name).write_text(text)
    (here / "t.csv").write_bytes(trees.read_bytes())
    before = {entry.name for entry in here.iterdir()}
    done = call(*words)
    text = " ".join(done.err.replace("│", " ").split())
    assert said in text
    assert "Input should" not in text
    assert done.code in (1, 2)
    assert {entry.name for entry in here.iterdir()} == before
