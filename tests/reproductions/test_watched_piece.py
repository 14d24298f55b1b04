"""A network that is looked at after every epoch: stopped at any of them, it goes on."""

import pytest

from basinet.learners import ForwardForward
from basinet.reproductions.watched_piece import watched

LEARNER = ForwardForward(hidden=8)


def piece(look=None, seed=0):
    return watched("one", LEARNER, "digits", 3, seed, look, batch_size=500)


def test_a_stopped_piece_ends_where_one_ends_that_was_not(tmp_path):
    calls = []

    def look(model, data):
        return {"bias": model.epoch.state.weights.readout_bias.tolist()}

    def stops(model, data):
        calls.append(model.epoch.number)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return look(model, data)

    whole = piece(look).compute(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        piece(stops).compute(tmp_path / "stopped")
    assert piece(stops).compute(tmp_path / "stopped") == whole
    assert calls == [0, 1, 2, 2, 3]
    assert len(whole["test"]) == len(whole["bias"]) == 4
    # A finished piece is not learnt anew.
    assert piece(stops).compute(tmp_path / "stopped") == whole
    assert len(calls) == 5
    with pytest.raises(ValueError, match="other settings; delete it"):
        piece(look, seed=1).compute(tmp_path / "whole")


def test_a_damaged_network_is_named(tmp_path):
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"0123456789")
    with pytest.raises(ValueError, match=r"model\.safetensors.*; delete it"):
        piece().compute(tmp_path)
    file.unlink()
    file.mkdir()
    with pytest.raises(ValueError, match="is no file; delete it"):
        piece().compute(tmp_path)
