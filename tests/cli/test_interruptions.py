"""A run that is killed or interrupted goes on as if nothing had happened; and what a user sees."""

import json
import os
import random
import re
import select
import signal
import subprocess
import time

import numpy as np
import pytest
from commands import COMMAND, PROCESS, call_apart
from safetensors.numpy import load_file

EPOCHS = 10
SETTINGS = ("--set", "hidden=64", "--batch-size", "2")


@pytest.fixture
def workplace(tmp_path):
    """A folder with data whose epochs last long enough to be hit."""
    rng = np.random.default_rng(0)
    y = np.arange(1500) % 3
    x = rng.normal(size=(len(y), 4)) + 2 * np.eye(4)[y]
    np.savez(tmp_path / "d.npz", x=x.astype(np.float32), y=y)
    return tmp_path


def start(*words, cwd, **options):
    arguments = [*COMMAND, *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
    return subprocess.Popen(arguments, cwd=cwd, env=PROCESS, **pipes)


def read_until(process, pattern):
    """Read standard error up to the line that matches; the lines read."""
    lines = []
    for line in process.stderr:
        lines.append(line)
        if re.search(pattern, line):
            return lines
    stop(process, signal.SIGKILL)
    raise AssertionError(f"no line like {pattern!r} in {lines}")


def stop(process, number):
    process.send_signal(number)
    return process.communicate(timeout=60)


def timeless(history):
    """The epochs of a stored history without their measured seconds."""
    epochs = json.loads(history.tobytes())
    assert [epoch["epoch"] for epoch in epochs] == list(range(1, EPOCHS + 1))
    assert all(epoch.pop("seconds") > 0 for epoch in epochs)
    return epochs


def test_a_run_killed_again_and_again_ends_bit_for_bit_like_one_that_was_not(workplace):
    begin = ("train", "--data", "d.npz", *SETTINGS, "--epochs", str(EPOCHS), "--out", "whole")
    assert call_apart(*begin, cwd=workplace).code == 0
    lines = (workplace / "whole" / "metrics.jsonl").read_text().splitlines()
    # Moments within two epochs, however fast the machine: the run is never over before the kill.
    epoch = min(json.loads(line)["seconds"] for line in lines)
    delays = random.Random(7)
    words = (*begin[:-1], "killed")
    for pattern in ("steered on", "^epoch", "^epoch"):
        process = start(*words, cwd=workplace)
        read_until(process, pattern)
        time.sleep(delays.uniform(0, 2 * epoch))
        stop(process, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        words = ("train", "--resume", "killed")
    assert call_apart(*words, cwd=workplace).code == 0
    whole, killed = (load_file(workplace / n / "model.safetensors") for n in ("whole", "killed"))
    assert whole.keys() == killed.keys()
    # An epoch lasts as long as it lasts; all else that is known of it is the same.
    assert timeless(whole.pop("history")) == timeless(killed.pop("history"))
    for name in whole:
        assert whole[name].dtype == killed[name].dtype
        assert whole[name].tobytes() == killed[name].tobytes(), name
    left = [entry.name for entry in (workplace / "killed").iterdir()]
    assert not any(name.startswith(".") for name in left), left


def test_ctrl_c_ends_a_run_at_once_and_says_how_to_go_on(tmp_path):
    """Labels that say nothing are never learnt: an epoch of so many steps lasts a minute."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, size=400_000)
    np.savez(tmp_path / "d.npz", x=rng.normal(size=(len(y), 4)).astype(np.float32), y=y)
    learner = ("--set", "hidden=2000", "--batch-size", "1")
    words = ("train", "--data", "d.npz", *learner, "--epochs", "9", "--out", "a")
    process = start(*words, cwd=tmp_path)
    read_until(process, "steered on")
    time.sleep(3)
    before = time.monotonic()
    out, err = stop(process, signal.SIGINT)
    assert time.monotonic() - before < 3
    assert process.returncode == 130
    assert out == ""
    expected = "stopped after 0 of 9 epochs; go on with: basinet train --resume a"
    assert err.splitlines()[-1] == expected
    assert "Traceback" not in err


def on_a_terminal(*words, cwd):
    """Run a command on a pseudo-terminal and return its exit code and what was shown."""
    ours, theirs = os.openpty()
    with start(*words, cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs, text=False) as process:
        os.close(theirs)
        shown = b""
        while select.select([ours], [], [], 120)[0]:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
    os.close(ours)
    return process.returncode, shown.decode()


def test_a_terminal_shows_a_bar_with_epoch_accuracy_sweeps_and_unstable_neurons(trees, tmp_path):
    words = ("train", "--data", str(trees), "--set", "hidden=32", "--epochs", "3", "--out", "a")
    code, shown = on_a_terminal(*words, cwd=tmp_path)
    assert code == 0
    assert "\x1b[" in shown
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)
    bar = r"epoch +3/3 +━+ +accuracy [01]\.\d{4} +sweeps \d\.\d{3} +unstable \d\.\d{3} +0:\d\d:\d\d"
    assert re.search(bar, plain), plain
    assert "compiling" in plain
    assert re.search(r"held-out accuracy [01]\.\d{4} after 3 epochs", plain)
