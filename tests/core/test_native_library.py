"""The library of native kernels: whoever builds, damages or kills it, results are the same."""

import os
import subprocess
import sys
import time

import pytest

from basinet.core import native
from basinet.core.native import build

needs_native = pytest.mark.skipif(
    native.status() != "ready", reason=f"native kernels: {native.status()}"
)


REPORT = """
import jax, jax.numpy as jnp, numpy as np, hashlib
from concurrent.futures import ThreadPoolExecutor
from basinet.core import Network, Sparse, Synchronous, constant, kernels, native, relax, silent
key = jax.random.key(0)
w = jax.random.normal(key, (700, 700))
s = jnp.sign(jax.random.normal(key, (16, 700)))
few = s * (jax.random.uniform(key, (16, 700)) < 0.01)
sources = (np.arange(700)[:, None] + 1 + 13 * np.arange(40)) % 700
listed = np.argsort(sources, axis=None, kind="stable"), 40 * np.arange(701)
couplings = Sparse(jnp.int32(sources), w[:, :40] / 6, *map(jnp.int32, listed))

@jax.jit
def step(w, s, few):
    network = Network(couplings, jnp.float32(0.1))
    end = relax(network, Synchronous(), constant(s), silent(16, 700), key, max_sweeps=9)
    return (kernels.shifted(s, w), kernels.shifted(few, w), kernels.learnt(w, few, s, 0.1, 0.1),
            end.configuration.recurrent, couplings.learn(few, s, 0.1, 0.1).weights)

def digest(_):
    parts = jax.device_get(step(w, s, few))
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()

with ThreadPoolExecutor(4) as callers:  # at the same time
    digests = set(callers.map(digest, range(60)))
print(native.status()); print(*digests)
"""


def told(before="", **variables):
    """What a fresh process prints about the kernels."""
    environment = {**os.environ, **variables}
    code = before + REPORT
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split("\n")[:2]


@needs_native
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="threads cannot be limited here")
def test_neither_the_number_of_threads_nor_other_callers_change_the_result():
    one_thread = "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
    alone = told(one_thread)
    assert len(alone[1].split()) == 1
    assert told() == alone
    assert told(PJRT_NPROC="7") == alone


def test_without_a_compiler_everything_runs_in_jax(tmp_path):
    status, _ = told(CXX="", PATH=str(tmp_path), XDG_CACHE_HOME=str(tmp_path), HOME=str(tmp_path))
    assert status == "not built: no C++ compiler was found"


def test_a_compiler_that_fails_is_named_and_everything_runs_in_jax(tmp_path):
    status, _ = told(CXX="false", XDG_CACHE_HOME=str(tmp_path), HOME=str(tmp_path))
    assert status == "not built: false failed: no message"
    assert not list(tmp_path.rglob("*.so"))


def built(tmp_path, monkeypatch):
    """A cache folder of its own, where a compiler is a script that takes no time."""
    script = tmp_path / "compiler"
    script.write_text('#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\necho library > "$2"\n')
    script.chmod(0o700)
    monkeypatch.setenv("CXX", str(script))
    monkeypatch.setattr(build, "folder", lambda: tmp_path / "cache" / "native")
    path = build.library()
    assert path.read_text() == "library\n"
    return path


DAMAGE = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:3]),
    "empty": lambda path: path.write_bytes(b""),
    "changed": lambda path: path.write_bytes(b"librarx\n"),
    "without its note": lambda path: path.with_suffix(".sha256").unlink(),
    "writable by others": lambda path: path.chmod(0o777),
    "a link": lambda path: (path.rename(path.parent / "x"), path.symlink_to(path.parent / "x")),
    "not there": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_library_that_is_not_the_one_that_was_built_is_built_anew(damage, tmp_path, monkeypatch):
    path = built(tmp_path, monkeypatch)
    assert build.is_built()
    damage(path)
    assert not build.is_built()
    assert build.library() == path
    assert build.is_built()
    assert not path.is_symlink()
    assert path.read_text() == "library\n"


def test_a_folder_in_the_place_of_a_library_is_left_alone(tmp_path, monkeypatch):
    path = built(tmp_path, monkeypatch)
    path.unlink()
    path.mkdir()
    assert build.library().name == f"{path.stem}-1.so"
    assert build.is_built()


def test_a_folder_that_others_can_write_is_closed_and_one_of_others_refused(tmp_path, monkeypatch):
    path = built(tmp_path, monkeypatch)
    path.parent.chmod(0o777)
    assert build.library() == path
    assert path.parent.stat().st_mode & 0o077 == 0
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(OSError, match="belongs to another user"):
        build.library()


def test_a_compiler_variable_that_is_no_command_is_named(monkeypatch):
    monkeypatch.setenv("CXX", 'c++ "x')
    with pytest.raises(OSError, match="CXX is no command"):
        build.library()


def test_what_a_killed_build_left_is_removed(tmp_path, monkeypatch):
    path = built(tmp_path, monkeypatch)
    path.unlink()
    (path.parent / ".basinet-1").mkdir()
    build.library()
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".sha256", ".so"]


def test_the_compiler_ends_with_the_process_that_asked_for_it(tmp_path):
    script = tmp_path / "compiler"
    script.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    script.chmod(0o700)
    code = "from basinet.core.native import build; build.library()"
    variables = {"CXX": str(script), "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", code], env=os.environ | variables) as process:
        deadline = time.monotonic() + 60
        while not (tmp_path / "pid").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.2)
        process.kill()
    compiler = int((tmp_path / "pid").read_text())
    while time.monotonic() < deadline:
        try:
            os.kill(compiler, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("the compiler is still there")
