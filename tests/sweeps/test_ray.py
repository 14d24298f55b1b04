"""The same results on a cluster, also when workers and nodes are lost on the way."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from sums import LongSum, ThreadCount, carried_out, results

from basinet.sweeps import InProcess, Settling, Store, Sweep, conduct, open_store, plan
from basinet.sweeps.axis import Axis

ray = pytest.importorskip("ray")

from basinet.sweeps.on_ray import OnRay  # noqa: E402

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,  # a cluster of several nodes on one machine takes most of a minute
    pytest.mark.filterwarnings("ignore::DeprecationWarning:ray"),
    pytest.mark.filterwarnings("ignore::FutureWarning:ray"),
    pytest.mark.filterwarnings("ignore:os.fork:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


SUMS = Sweep(
    LongSum(), (Axis("first", (1.0, 2.0, 3.0)), Axis("second", (1.0, 2.0))), (0, 1, 2, 3), "sum"
)
SETTLING = Sweep(
    Settling(20, max_sweeps=20), (Axis("self_coupling", (0.2, 0.8)),), (0, 1, 2, 3), "settled"
)


@pytest.fixture(autouse=True)
def written_as_it_is(monkeypatch):
    """Sums have no spelling in a sweep.toml."""
    monkeypatch.setattr("basinet.sweeps.store.to_toml", repr)


@pytest.fixture(scope="module")
def cluster():
    """A cluster of two nodes on this machine, whose workers import this checkout."""
    from ray.cluster_utils import Cluster

    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{Path(__file__).parent}")
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    monkeypatch.setenv("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
    monkeypatch.setenv("RAY_raylet_start_wait_time_s", "120")
    cluster = Cluster(
        initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False}
    )
    try:
        yield cluster
    finally:
        ray.shutdown()
        cluster.shutdown()
        monkeypatch.undo()


def workers() -> list[int]:
    """The processes that do tasks of this cluster, now."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True)
    lines = [line.split(None, 1) for line in listed.stdout.splitlines()[1:]]
    return [int(pid) for pid, words in lines if words.startswith("ray::_work")]


def test_every_run_is_there_once_when_a_worker_is_killed_and_a_node_removed(cluster, tmp_path):
    extra = cluster.add_node(num_cpus=1)
    store = open_store(tmp_path / "a", SUMS)
    killed: list[int] = []
    done = 0
    for outcomes in conduct(plan(SUMS, store).missing, store, OnRay(address=cluster.address)):
        done += len(outcomes)
        if not killed:
            killed = wait_for(workers)[:1]
            os.kill(killed[0], signal.SIGKILL)
        elif extra is not None and done >= 6:
            cluster.remove_node(extra, allow_graceful=False)
            extra = None
    assert killed
    assert extra is None
    assert done == len(SUMS) == len(list(store.names())) == 24
    alone = carried_out(open_store(tmp_path / "b", SUMS), SUMS, InProcess())
    assert results(store) == results(alone)


def test_workers_compute_bit_for_bit_what_this_process_computes(cluster, tmp_path):
    found = [
        results(carried_out(open_store(tmp_path / name, SETTLING), SETTLING, engine))
        for name, engine in (("a", OnRay(address=cluster.address)), ("b", InProcess()))
    ]
    assert len(found[0]) == 8
    assert found[0] == found[1]
    assert {row["error"] for row in found[0].values()} == {None}


@pytest.mark.parametrize(
    ("asked", "cpus", "threads"), [(None, 0.4, 1), (None, 1.0, 1), ("3", 1.0, 3)]
)
def test_a_worker_makes_as_many_threads_as_it_has_processors(
    cluster, tmp_path, monkeypatch, asked, cpus, threads
):
    monkeypatch.delenv("PJRT_NPROC", raising=False)
    if asked is not None:
        monkeypatch.setenv("PJRT_NPROC", asked)
    sweep = Sweep(ThreadCount(), (Axis("first", (1.0,)),), (0,), "sum")
    engine = OnRay(address=cluster.address, cpus=cpus)
    store = carried_out(open_store(tmp_path / "a", sweep), sweep, engine)
    assert [row["sum"] for row in results(store).values()] == [threads]


def test_a_search_on_a_cluster_is_the_search_in_this_process(cluster, trees, tmp_path):
    pytest.importorskip("optuna")
    from basinet.sweeps.space import search_from_plain
    from basinet.sweeps.tuning import open_study, tune

    run = {"data": str(trees), "epochs": 3, "batch_size": 6, "settings": {"hidden": 8}}
    space = {
        "learner.teaching.margin": {"low": 0.1, "high": 3.0},
        "learner.rate": {"low": 1e-4, "high": 1.0, "log": True},
    }
    search = search_from_plain(
        {"run": run, "space": space, "trials": 12, "prune": 1, "at_once": 3, "measure": []}
    )
    extra = cluster.add_node(num_cpus=1)
    found = [
        list(tune(open_study(tmp_path / name, search), search, Store(tmp_path / name), engine))
        for name, engine in (("a", OnRay(address=cluster.address)), ("b", InProcess()))
    ]
    cluster.remove_node(extra)
    assert found[0] == found[1]
    assert {trial.state for trial in found[0]} == {"complete", "pruned"}


def wait_for(find):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if found := find():
            return found
        time.sleep(0.05)
    raise AssertionError("no worker is at work")


def test_a_cluster_that_cannot_be_reached_is_told_in_one_line(tmp_path, monkeypatch):
    def fail(**options):
        raise ConnectionError("Could not read\nthe address")

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setattr(ray, "init", fail)
    store = open_store(tmp_path / "a", SUMS)
    with pytest.raises(ConnectionError, match=r"not reach the cluster at 10\.0\.0\.1:6379: Could"):
        carried_out(store, SUMS, OnRay(address="10.0.0.1:6379"))


def test_resources_are_checked():
    with pytest.raises(ValueError, match="cpus is 0"):
        OnRay(cpus=0.0)
    with pytest.raises(ValueError, match="gpus is -1"):
        OnRay(gpus=-1.0)
