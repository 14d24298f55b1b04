"""A network that is looked at after every epoch: stopped at any of them, it goes on."""

import pytest

from basinet.folders import read
from basinet.learners import ForwardForward
from basinet.reproductions.watched_piece import watched
from basinet.reproductions.working import Done, UnderWay, each

LEARNER = ForwardForward(hidden=8)


def piece(look=None, seed=0):
    return watched("one", LEARNER, "digits", 3, seed, look, batch_size=500)


def worked(one, work):
    """Do a piece; return how far it said that it was, and what it ended with."""
    *said, done = each([one], work, None)
    assert isinstance(done, Done)
    return [step.said for step in said if isinstance(step, UnderWay)], done


def test_a_stopped_piece_ends_where_one_ends_that_was_not(tmp_path):
    calls = []

    def look(model, data):
        return {"bias": model.epoch.state.weights.readout_bias.tolist()}

    def stops(model, data):
        calls.append(model.epoch.number)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return look(model, data)

    said, whole = worked(piece(look), tmp_path / "whole")
    assert said == ["epoch 1 of 3", "epoch 2 of 3", "epoch 3 of 3"]
    with pytest.raises(KeyboardInterrupt):
        worked(piece(stops), tmp_path / "stopped")
    said, stopped = worked(piece(stops), tmp_path / "stopped")
    assert said == ["epoch 2 of 3", "epoch 3 of 3"]
    assert stopped.found == whole.found
    assert calls == [0, 1, 2, 2, 3]
    assert len(whole.found["test"]) == len(whole.found["bias"]) == 4
    # What is finished is not learnt anew, and what it took adds up.
    before = read(tmp_path / "stopped" / "one" / "took.json")
    said, again = worked(piece(stops), tmp_path / "stopped")
    assert (said, again.found, len(calls)) == ([], whole.found, 5)
    assert again.seconds > before["seconds"]
    assert again.processor_seconds > before["processor_seconds"]
    with pytest.raises(ValueError, match="other settings; delete it"):
        worked(piece(look, seed=1), tmp_path / "whole")


def test_a_damaged_network_is_named(tmp_path):
    file = tmp_path / "one" / "model.safetensors"
    file.parent.mkdir()
    file.write_bytes(b"0123456789")
    with pytest.raises(ValueError, match=r"model\.safetensors.*; without it its network learns"):
        worked(piece(), tmp_path)
    file.unlink()
    file.mkdir()
    with pytest.raises(ValueError, match="is no file; delete it"):
        worked(piece(), tmp_path)
    file.rmdir()
    (file.parent / "took.json").write_text('{"seconds": "x"}')
    with pytest.raises(ValueError, match=r"took\.json.*; delete it"):
        worked(piece(), tmp_path)
