"""The native kernels under sanitizers: no access outside of arrays, nothing undefined, no race.

`sanitized/drive.cc` gives them random cases, some with numbers of synapses that do not exist. The
environment variable BASINET_CASES says how many.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from basinet.core.native import build

HERE = Path(__file__).with_name("sanitized")
CASES = os.environ.get("BASINET_CASES", "20000")
OPTIONS = {
    "memory": ("-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
    "threads": ("-fsanitize=thread",),
}
NEEDS = {"native": (), "x86-64": (), "x86-64-v3": ("avx2", "fma"), "x86-64-v4": ("avx512f",)}
"""Instruction sets, and the features of a processor that can run them."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("g++") is None, reason="there is no g++"),
]


@pytest.mark.parametrize("machine", NEEDS)
@pytest.mark.parametrize("kind", OPTIONS)
def test_random_and_hostile_cases_under_a_sanitizer(kind, machine, tmp_path):
    if machine != "native" and not set(NEEDS[machine]) <= set(build.processor().split()):
        pytest.skip(f"this processor does not run {machine}")
    program = tmp_path / "drive"
    flags = ["-std=c++17", "-O1", "-g", f"-march={machine}", "-ffp-contract=fast", "-w", "-pthread"]
    places = [f"-I{HERE}", f"-I{build.SOURCES}", str(HERE / "drive.cc"), "-o", str(program)]
    built = subprocess.run(
        ["g++", *flags, *OPTIONS[kind], *places], capture_output=True, text=True, check=False
    )
    if "cannot find" in built.stderr:
        pytest.skip("the compiler has no such sanitizer")
    assert not built.returncode, built.stderr
    # The thread sanitizer wants its part of the memory, which a randomised layout may take.
    fixed = ["setarch", "-R"] if shutil.which("setarch") else []
    done = subprocess.run(
        [*fixed, str(program), CASES, "1"], capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr[-5000:]
    assert "refused" in done.stdout
