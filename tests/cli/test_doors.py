"""Every door of the command: its output may break, and Ctrl-C may come while it computes."""

import errno
import io
import os
import sys

import pytest

from basinet._ending import Forgiving
from basinet.cli import main


class Broken(io.StringIO):
    """A stream that fails with an error of the system."""

    def __init__(self, number):
        io.StringIO.__init__(self)
        self.number = number

    def write(self, text):
        raise OSError(self.number, os.strerror(self.number))


LOST = "basinet: the output could not be written: No space left on device"
QUICK = (
    "info learners",
    "data list",
    "world --list",
    "theory capacity --margin 0:1:0.5",
    "analyse cascade 0@0,1@0",
)


def left_by(words):
    """The exit code of a command in this process."""
    with pytest.raises(SystemExit) as left:
        main(words.split())
    return left.value.code or 0


@pytest.mark.parametrize("words", QUICK)
def test_output_that_gets_lost_is_said_and_a_reader_that_left_is_not(words, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", Forgiving(Broken(errno.ENOSPC)))
    assert left_by(words) == 1
    assert capsys.readouterr().err.splitlines()[-1] == LOST
    monkeypatch.setattr(sys, "stdout", Forgiving(Broken(errno.EPIPE)))
    assert left_by(words) == 0
    assert capsys.readouterr().err == ""


LONG = {
    "world kuramoto --steps 20": "basinet.worlds.evolve",
    "series train --data narma10 --no-report --out a": "basinet.series.execute.execute",
    "series compare --units 20 --seeds 1 --out a": "basinet.sweeps.conduct",
    "reproduce counting --quick --out a": "basinet.reproductions.finish",
    "memory recall --store 3": "basinet.associative.pictures.trial",
    "memory phases --units 16": "basinet.sweeps.task.carry_out",
    "theory phase-diagram --quick --out a": "basinet.phases.measure",
}


def interrupted(*given, **named):
    raise KeyboardInterrupt


@pytest.mark.parametrize(("words", "where"), LONG.items())
def test_ctrl_c_ends_with_its_code_and_one_line(words, where, monkeypatch, here, capsys):
    def end(code):
        raise SystemExit(code)

    monkeypatch.setattr("basinet.cli.interrupt.end", end)
    monkeypatch.setattr("basinet.cli.was_stopped", lambda: True)
    monkeypatch.setattr(where, interrupted)
    assert left_by(words) == 130
    said = capsys.readouterr()
    assert said.out == ""
    assert "stopped" in said.err.splitlines()[-1]
    assert not [file for file in here.rglob("*") if file.name.startswith(".basinet-")]
