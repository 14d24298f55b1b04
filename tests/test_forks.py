"""A process that was forked after a computation says so instead of waiting for ever."""

import subprocess
import sys

import pytest

CODE = """
import os, sys
from basinet._forks import use
if sys.argv[1] == "used":
    use()
child = os.fork()
if child == 0:
    try:
        use()
    except RuntimeError as error:
        os._exit(7 if "spawn" in str(error) else 8)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
use()
"""


@pytest.mark.parametrize(("before", "code"), [("used", "7"), ("fresh", "0")])
def test_a_fork_is_refused_only_after_a_computation(before, code):
    words = [sys.executable, "-c", CODE, before]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == code
