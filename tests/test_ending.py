"""Streams that break, and signals that end a process whatever it does."""

import errno
import io
import os
import signal
import subprocess
import sys

import pytest

from basinet._ending import Forgiving


class Broken(io.StringIO):
    """A stream that fails with an error of the system."""

    def __init__(self, number):
        io.StringIO.__init__(self)
        self.number = number

    def write(self, text):
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "lost"), [(errno.EPIPE, None), (errno.ENOSPC, "No space left on device")]
)
def test_a_broken_stream_stops_nothing_and_says_at_the_end_what_got_lost(number, lost):
    stream = Forgiving(Broken(number))
    for _ in range(3):
        print("text", file=stream, flush=True)
    assert stream.lost == lost


def test_a_whole_stream_is_the_stream_itself():
    inner = io.StringIO()
    print("text", file=Forgiving(inner), flush=True)
    assert inner.getvalue() == "text\n"
    assert Forgiving(inner).lost is None
    assert not Forgiving(inner).isatty()


BUSY = """
import sys, time
from pathlib import Path
from basinet import _ending, _files
place = Path(sys.argv[1])
held = _files.temporary_folder(place)
(held.__enter__() / "part").touch()
begun = _files._temporary_file(place)
begun.__enter__()
_ending.prepare_streams()
_ending.end_on_signals()
_ending.GRACE = 0.5
words = ["ready"]
while True:
    try:
        if words:
            print(words.pop(), flush=True)  # a signal may come before it returns
        time.sleep(0.01)
    except BaseException:
        pass
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_process_that_swallows_interruptions_ends_and_leaves_nothing_half_written(
    number, tmp_path
):
    with subprocess.Popen(
        [sys.executable, "-c", BUSY, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert said == "basinet: stopped\n"
    assert not list(tmp_path.iterdir())


DESTROYED = """
import os, signal, time
from basinet import _ending
_ending.prepare_streams()
_ending.end_on_signals()
class Thing:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)  # here it is raised, and here it cannot be
try:
    Thing()
    time.sleep(1)
except KeyboardInterrupt:
    print("how to go on")
    _ending.end(_ending.exit_code())
"""


def test_an_interruption_while_an_object_is_destroyed_is_not_lost():
    done = subprocess.run(
        [sys.executable, "-c", DESTROYED], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (143, "how to go on\n", "")


SLOW = """
import time
from basinet import _ending
_ending.prepare_streams()
_ending.end_on_signals()
_ending.GRACE = 0.2
try:
    print("ready", flush=True)  # a signal may come before it returns
    time.sleep(60)
except KeyboardInterrupt:
    _ending.ends_by_itself()
    time.sleep(1.5)
    print("kept", flush=True)
    {then}
"""


@pytest.mark.parametrize(
    ("then", "again", "code"), [("_ending.end(3)", False, 3), ("time.sleep(60)", True, 130)]
)
def test_a_command_that_knows_may_take_its_time_until_the_second_signal(then, again, code):
    with subprocess.Popen(
        [sys.executable, "-c", SLOW.format(then=then)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "kept\n"
        if again:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    assert process.returncode == code


def test_closed_streams_are_no_fault_and_no_file_gets_their_number(tmp_path):
    code = "import os, sys; from basinet._ending import prepare_streams; prepare_streams()\n"
    code += f"print('text'); f = open({str(tmp_path / 'a')!r}, 'w'); sys.exit(f.fileno())"
    words = f'exec {sys.executable} -c "$CODE" <&- >&- 2>&-'
    done = subprocess.run(["sh", "-c", words], env=os.environ | {"CODE": code}, check=False)
    assert done.returncode > 2


def test_text_that_a_terminal_cannot_show_is_replaced():
    code = "from basinet._ending import prepare_streams; prepare_streams(); print('J \\u03ba')"
    variables = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True
    )
    assert done.stdout == "J ?\n"
