"""What all tests share: CPU only, and every annotated call of the library is checked."""

import contextlib
import ctypes
import gc
import os
import signal

os.environ["JAX_PLATFORMS"] = "cpu"
if "PYTEST_XDIST_WORKER" in os.environ and hasattr(os, "sched_setaffinity"):
    # Workers that share cores wait for one another's threads: each has a core of its own.
    cores, worker = sorted(os.sched_getaffinity(0)), os.environ["PYTEST_XDIST_WORKER"]
    os.sched_setaffinity(0, {cores[int(worker.removeprefix("gw")) % len(cores)]})
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Tests that run in the background inherit that Ctrl-C is ignored; what they start must not.
    signal.signal(signal.SIGINT, signal.default_int_handler)

from pathlib import Path

import compiling
import hypothesis
import jax
import jaxtyping
import pytest

# Compiling is most of the tests' time: what makes programs a little faster is left out.
jax.config.update("jax_disable_most_optimizations", True)
with compiling.fewer_fusions():
    jax.devices()
# A power cut is no test: nobody waits for the disk.
os.fsync = lambda handle: None
# The same examples in every run, and no test fails for being slow on a busy machine.
hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None)
hypothesis.settings.load_profile("fixed")
jaxtyping.install_import_hook("basinet", "checking.check")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data sets beside the checkout; tests that need it are skipped without it."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of shared data sets is not there")
    return folder


@pytest.fixture(autouse=True)
def modest():
    """What was compiled for tests before is forgotten where it fills a gigabyte.

    Thousands of programs are compiled, half a megabyte each, and the system's allocator keeps what
    is given back to it unless it is told to hand it on.
    """
    yield
    if resident() > ENOUGH:
        jax.clear_caches()
        gc.collect()
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)


ENOUGH = 1.2e9


def resident() -> float:
    """Bytes of main memory that this process has now, 0 where the system does not say."""
    with contextlib.suppress(OSError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    return 0.0


@pytest.fixture
def unchecked():
    """Annotations are not checked, as for a user: what the library itself raises comes out."""
    before = jaxtyping.config.jaxtyping_disable
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", before)
