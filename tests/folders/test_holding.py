"""A folder is held by one process at a time, and a dead one holds nothing."""

import contextvars
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from basinet.folders import FolderInUseError, hold, holding
from basinet.folders.holding import LOCK

HOLDER = """
import sys, time
from pathlib import Path
from basinet.folders import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the folder."""
    words = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_folder_is_free_again_afterwards_and_nothing_is_left(tmp_path):
    for _ in range(2):
        with hold(tmp_path):
            assert json.loads((tmp_path / LOCK).read_text())["process"] == os.getpid()
        assert list(tmp_path.iterdir()) == []


def test_who_holds_a_folder_is_named_with_host_and_time(tmp_path, holder):
    said = rf"in use by process {holder.pid} on \S+ since {time.strftime('%Y')}-\S+; wait"
    with pytest.raises(FolderInUseError, match=said), hold(tmp_path):
        pass
    assert (tmp_path / LOCK).exists()
    if sys.platform == "linux":
        holder.send_signal(signal.SIGSTOP)
        os.waitpid(holder.pid, os.WUNTRACED)
        assert f"that is stopped: let it go on with kill -CONT {holder.pid}, or" in tried(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_of_a_dead_process_is_taken_over(tmp_path, holder, number):
    holder.send_signal(number)
    holder.wait()
    assert (tmp_path / LOCK).exists()
    with hold(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"process": "x"}', "\0" * 5000, "[" * 4000])
def test_a_damaged_lock_is_taken_over(tmp_path, text):
    (tmp_path / LOCK).write_text(text)
    with hold(tmp_path):
        pass


def tried(path):
    try:
        with hold(path):
            return "held"
    except FolderInUseError as error:
        return str(error)


def in_thread(function):
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def test_another_thread_is_kept_out_but_not_one_that_goes_on_with_the_same_work(tmp_path):
    with hold(tmp_path):
        assert f"process {os.getpid()} on" in in_thread(lambda: tried(tmp_path))
        here = contextvars.copy_context()
        assert in_thread(lambda: here.run(tried, tmp_path)) == "held"
        assert tried(tmp_path) == "held"
    assert in_thread(lambda: here.run(tried, tmp_path)) == "held"


def test_without_locks_what_the_file_says_must_do(tmp_path, holder, monkeypatch):
    monkeypatch.setattr(holding, "lock", lambda handle: None)
    assert f"process {holder.pid}" in tried(tmp_path)
    holder.kill()
    holder.wait()
    assert tried(tmp_path) == "held"
    (tmp_path / LOCK).write_text('{"process": 1, "host": "elsewhere", "since": "then"}')
    said = tried(tmp_path)
    assert "process 1 on elsewhere since then" in said
    assert f"if it has ended, remove {tmp_path / LOCK}" in said


def test_a_link_in_the_place_of_the_lock_is_not_written_through(tmp_path):
    (tmp_path / "mine").write_text("mine")
    (tmp_path / LOCK).symlink_to(tmp_path / "mine")
    with pytest.raises(OSError, match=r"it is a link, .*; remove it"), hold(tmp_path):
        pass
    assert (tmp_path / "mine").read_text() == "mine"
