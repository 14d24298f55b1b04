"""Mutated files of every kind are read, or refused in one line: no crash, no hang, no memory.

Ten thousand of the kinds that are read quickly, fewer of archives and models; when the slow tests
run a hundred times as many, or as many as BASINET_MUTATIONS says, from the seed BASINET_SEED on.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("mutating.py")
PARTS = 4
PROCESS = {
    **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
    "JAX_PLATFORMS": "cpu",
    "PYTHONPATH": str(SCRIPT.parents[1]),
}


def fuzz(folder, count, seed, part):
    words = [sys.executable, str(SCRIPT), str(folder), str(count), str(seed), f"{part}/{PARTS}"]
    done = subprocess.run(words, env=PROCESS, capture_output=True, text=True, check=False)
    # The last kind that is named is the one whose file ended the process; it is in the folder.
    assert not done.returncode, f"{done.returncode}: {done.stderr[-2000:]}"
    found = json.loads(done.stdout)
    assert found["faults"] == {}
    assert found["grown"] < 300, "megabytes"


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_files_are_read_or_named(part, tmp_path):
    fuzz(tmp_path, 10**4, 0, part)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_million_mutated_files_are_read_or_named(part, tmp_path):
    each = int(os.environ.get("BASINET_MUTATIONS", "1000000"))
    seed = int(os.environ.get("BASINET_SEED", "1"))
    for at in range(0, each, 10**5):
        fuzz(tmp_path, min(10**5, each - at), seed + at // 10**5, part)
