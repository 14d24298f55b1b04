"""Killed before any file-system event, the same command ends as if nothing had happened."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

SCRIPT = Path(__file__).with_name("crashing.py")
PROCESS = {
    **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
    "JAX_PLATFORMS": "cpu",
    "PYTHONPATH": str(Path(__file__).parents[2]),
}
FILES = {
    "sweep.toml": """
        seeds = [0]
        [run]
        data = "d.csv"
        epochs = 1
        [run.settings]
        hidden = 8
        [axes]
        "learner.teaching.margin" = [0.5, 1.0]
        """,
    "tune.toml": """
        trials = 2
        [run]
        data = "d.csv"
        epochs = 1
        [run.settings]
        hidden = 8
        [space]
        "learner.teaching.margin" = {low = 0.5, high = 1.0}
        """,
}
EVERYTHING_IS_KEPT = {
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
}
"""What was compiled for a job once is not compiled again each time it is killed."""
JOBS = {
    "run": "train --data d.csv --set hidden=8 --epochs 3 --no-report --out job",
    "sweep": "sweep sweep.toml --out job",
    "tune": "tune tune.toml --out job",
    "compare": "compare steered --data d.csv --set steered.hidden=8 --fractions 0.5,1 --seeds 1"
    " --epochs 1 --out job",
    "phases": "theory phase-diagram --self-coupling 0,3 --n 16 --instances 2 --rungs 3"
    " --max-sweeps 20 --hidden 8 --epochs 1 --seeds 1 --out job",
    "points": "theory accessibility --self-coupling 0,3 --n 12 --instances 2 --out job",
}
TIMES = {"seconds", "seconds_to_reach", "finished", "started", "checksums"}


class Crashes:
    """Jobs that are killed, each in a process of its own."""

    def __init__(self, folder):
        cache = {"JAX_COMPILATION_CACHE_DIR": str(folder)} | EVERYTHING_IS_KEPT
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT)],
            env=PROCESS | cache,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert json.loads(self.process.stdout.readline()) == "ready"

    def __call__(self, job, place, at=0, *, made_up=False, full=False):
        """Do a job and kill it before that event; its exit code and how many events there were.

        With `full` the disk is full from that event on; what is said comes back.
        """
        request = {"at": at, "place": str(place), "job": "job", "made_up": made_up, "full": full}
        request["words"] = JOBS[job].split()
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if full:
            return answer["code"], answer["said"]
        assert answer["code"] in (0, -9), answer["said"]
        return answer["code"], answer["events"]

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def crash(tmp_path_factory):
    crashes = Crashes(tmp_path_factory.mktemp("compiled"))
    yield crashes
    crashes.end()


def prepared(place):
    """A folder with what the jobs read."""
    place.mkdir()
    rng = np.random.default_rng(0)
    y = np.arange(40) % 2
    x = rng.normal(size=(40, 3)) + 2 * y[:, None]
    rows = [",".join([*(f"{v:.3f}" for v in row), "ab"[k]]) for row, k in zip(x, y, strict=True)]
    (place / "d.csv").write_text("\n".join(["p,q,r,kind", *rows]) + "\n")
    for name, text in FILES.items():
        (place / name).write_text(text)
    return place


def timeless(value):
    if isinstance(value, dict):
        return {name: timeless(one) for name, one in value.items() if name not in TIMES}
    return [timeless(one) for one in value] if isinstance(value, list) else value


def content(file):
    """What a file holds, but for times."""
    if file.suffix == ".json":
        return timeless(json.loads(file.read_text()))
    if file.suffix == ".jsonl":
        return [timeless(json.loads(line)) for line in file.read_text().splitlines()]
    if file.suffix == ".safetensors":
        with safe_open(file, "numpy") as opened:
            return {k: opened.get_tensor(k).tobytes() for k in opened.keys() if k != "history"}  # noqa: SIM118
    if file.suffix == ".db":
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        (study,) = optuna.get_all_study_summaries(f"sqlite:///{file}")
        trials = optuna.load_study(study_name=study.study_name, storage=f"sqlite:///{file}").trials
        return [(t.number, t.params, t.values, t.state.name) for t in trials]
    return None if file.suffix in (".png", ".svg", ".parquet", ".md") else file.read_text()


def contents(folder):
    return {
        str(file.relative_to(folder)): content(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def whole(crash, tmp_path_factory):
    """What each job leaves that nobody killed, and how many events it has."""
    known = {}

    def of(job, *, made_up=False):
        if (job, made_up) not in known:
            place = prepared(tmp_path_factory.mktemp("whole") / job)
            code, events = crash(job, place, made_up=made_up)
            assert code == 0
            known[job, made_up] = contents(place / "job"), events
        return known[job, made_up]

    return of


def ends_like(crash, job, place, expected, *, made_up=False):
    code, _ = crash(job, place, made_up=made_up)
    assert code == 0
    found = contents(place / "job")
    assert found.keys() == expected.keys()
    assert [name for name in found if any(part.startswith(".") for part in Path(name).parts)] == []
    assert found == expected


@pytest.mark.parametrize("job", JOBS)
def test_a_job_killed_twice_ends_as_one_that_was_not(job, crash, whole, tmp_path):
    expected, events = whole(job)
    place = prepared(tmp_path / "killed")
    for at in (4, events // 2):
        crash(job, place, at)
    ends_like(crash, job, place, expected)


@pytest.mark.slow
@pytest.mark.parametrize("job", JOBS)
def test_a_job_killed_before_any_event_ends_as_one_that_was_not(job, crash, whole, tmp_path):
    made_up = job != "run"  # it is the folder that is tried, and a learnt number is like another
    expected, events = whole(job, made_up=made_up)
    for at in range(1, events + 1):
        place = prepared(tmp_path / f"killed-{at}")
        code, _ = crash(job, place, at, made_up=made_up)
        assert code == -9, f"event {at} of {events} did not come"
        ends_like(crash, job, place, expected, made_up=made_up)
        shutil.rmtree(place)


def fills_up(crash, job, place, at):
    """Do a job on a disk that is full from an event on: it ends with one line that says so."""
    code, said = crash(job, place, at, made_up=job != "run", full=True)
    last = said.splitlines()[-1]
    assert "Traceback" not in said
    assert code == 0 or (code == 1 and "No space left" in last), (code, said)


@pytest.mark.parametrize("job", [job for job in JOBS if job != "points"])  # like phases here
def test_a_job_on_a_full_disk_says_so_and_goes_on_when_there_is_space(job, crash, whole, tmp_path):
    expected, events = whole(job, made_up=job != "run")
    place = prepared(tmp_path / "full")
    for at in (3, events // 2):
        fills_up(crash, job, place, at)
    ends_like(crash, job, place, expected, made_up=job != "run")


@pytest.mark.slow
@pytest.mark.parametrize("job", JOBS)
def test_a_job_on_a_disk_that_is_full_at_any_event_goes_on(job, crash, whole, tmp_path):
    expected, events = whole(job, made_up=job != "run")
    for at in range(1, events + 1):
        place = prepared(tmp_path / f"full-{at}")
        fills_up(crash, job, place, at)
        ends_like(crash, job, place, expected, made_up=job != "run")
        shutil.rmtree(place)
