"""The measurement for other devices runs here too, on a CPU, at a tiny size."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["--hidden", "24", "--batch", "4", "8", "--batches", "3", "--seconds", "280"]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """What the script writes, by way of its shell script, without any collected wheel."""
    folder = tmp_path_factory.mktemp("device")
    out, wheels = folder / "out.json", folder / "wheels"
    wheels.mkdir()
    (wheels / "nothing.whl").write_bytes(b"PK\x05\x06" + bytes(18))
    command = ["bash", str(ROOT / "benchmarks/on_device.sh"), "run", str(wheels), str(out), *SMALL]
    environment = {"PYTHON": sys.executable, "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    done = subprocess.run(
        command,
        env=environment | {"BASINET_NATIVE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(out.read_text())


def test_a_device_agrees_with_float64_and_with_the_cpu(measured):
    exact, rounded = measured["correctness"]
    assert exact["largest_error_of_a_field"] == 0 == exact["patterns_with_another_state"]
    assert 0 < rounded["largest_error_of_a_field"] < rounded["bound_of_rounding"]
    assert exact["agrees"]
    assert rounded["agrees"]
    assert rounded["patterns_within_rounding"] < 20


def test_every_learner_has_an_epoch_for_each_batch(measured):
    lines = measured["epochs"]
    assert {(line["learner"], line["batch"]) for line in lines} == {
        (learner, batch) for learner in ("steered", "error-steered", "mlp-relu") for batch in (4, 8)
    }
    for line in lines:
        assert line["seconds_an_epoch"] * line["patterns_a_second"] == pytest.approx(60_000)
        assert line["process_peak_bytes"] > 1_000_000
    assert len(measured["filling"]) == 3


def test_what_there_is_no_time_for_is_named(tmp_path):
    command = [sys.executable, str(ROOT / "benchmarks/on_device.py"), *SMALL[:2], "--batch", "4"]
    out = tmp_path / "out.json"
    environment = {"PYTHONPATH": str(ROOT), "JAX_PLATFORMS": "cpu", "BASINET_NATIVE": "0"}
    subprocess.run([*command, "--seconds", "0", "--out", str(out)], env=environment, check=True)
    assert all("were over" in line["skipped"] for line in json.loads(out.read_text())["epochs"])
