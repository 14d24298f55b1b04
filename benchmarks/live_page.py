"""How fast `basinet live` shows a network: frames of a CPU second, and the way to the first frame.

    python benchmarks/live_page.py [--neurons 1600] [--rounds 60]

Times are CPU times of one pinned core, so that a busy machine does not change them much.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import jax
import numpy as np

from basinet import data
from basinet.data import Standardise
from basinet.learners import Steered
from basinet.live import Course, decode
from basinet.live.stages.settling import settling_stage
from basinet.model import begin
from basinet.saving import save_model


def network(neurons: int, folder: Path) -> Path:
    """Write an untrained network, whose sweeps take as long as those of a trained one."""
    digits = data.load("digits")
    model = begin(Steered(hidden=neurons), Standardise(), digits.x_train, digits.y_train, 0)
    save_model(replace(model, history=[]), folder / "model.safetensors")
    return folder / "model.safetensors"


def frames_a_second(path: Path, rounds: int) -> float:
    """Return how many sweeps, each with its frame, a second of CPU time makes, by the median."""
    course = Course(settling_stage(str(path)), 0)
    picture = np.random.default_rng(0).random(course.stage.facts["features"]).astype(np.float32)
    course.apply("act", ("draw", {"picture": picture}))
    course.warm()
    course.advance(1)
    found = []
    for _ in range(rounds):
        begun = time.process_time()
        course.apply("act", ("flip", {"share": 0.1}))
        course.advance(1)
        decode(course.frame())
        found.append(time.process_time() - begun)
    return 1 / statistics.median(found)


def first_frame(*words: str) -> list[tuple[float, float]]:
    """Return the wall times and the CPU times from the command to an open page, and to a frame."""
    from websockets.asyncio.client import connect

    begun = time.monotonic()
    command = [sys.executable, "-m", "basinet", "live", "--no-browser", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[1]
        opened = time.monotonic() - begun, _computed(process.pid)

        async def watch() -> float:
            place = address.split("#")[0].replace("http", "ws")
            async with connect(f"{place}live/settling", proxy=None) as socket:
                while isinstance(await socket.recv(), str):
                    await socket.send(json.dumps({"seen": 0}))
                return time.monotonic() - begun

        wall = asyncio.run(watch())
        shown = wall, _computed(process.pid)
        process.terminate()
        process.wait()
    return [opened, shown]


def _computed(process: int) -> float:
    """The CPU seconds of a process so far."""
    clock = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(clock[11]) + int(clock[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--neurons", type=int, default=1600)
    parser.add_argument("--rounds", type=int, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = network(asked.neurons, Path(folder))
        speed = frames_a_second(path, asked.rounds)
        print(f"{asked.neurons} neurons: {speed:.0f} sweeps with frames in a second of CPU time")
        first_frame("--logs", folder)  # so that programs are cached
        for what, (wall, cpu) in zip(
            ("page open", "first frame"), first_frame("--logs", folder), strict=True
        ):
            print(f"{what} after {wall:.1f} s, of which {cpu:.1f} s of CPU time")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"jax {jax.__version__}, {os.cpu_count()} cores, peak memory {peak:.0f} MiB")


if __name__ == "__main__":
    main()
