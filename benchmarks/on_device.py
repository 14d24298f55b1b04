"""Whether a device computes what a CPU computes, and how long an epoch takes on it.

    python benchmarks/on_device.py --out device.json
    python benchmarks/on_device.py --hidden 64 --batch 16 --seconds 30 --out small.json

The device is the first that JAX finds; on a CPU it runs as well, slowly. First correctness: fields
of a network are compared with sums in float64, and relaxations on the device with those on the CPU
beside it, which must end in the same state where no field comes within rounding of zero on the way:
in a network whose fields are exact in float32 always, in another where they are far enough. Then
the seconds of an epoch of 60,000 patterns, extrapolated from slices, for the networks steered by
the label and by the error and for the MLP of the same width, for each width and batch, with the
memory of the device. Everything goes into one JSON file, which is written anew after each line.
What the time does not suffice for is named in it. Ends with 1 where the device computes otherwise.
"""

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from basinet.bench.clock import advance, enrol
from basinet.bench.contestants import Contestant, backpropagation, error_steered, steered
from basinet.bench.task import PATTERNS, Task, slices, synthetic
from basinet.core import Dense, Network, Outcome, Synchronous, constant, relax
from basinet.runs import environment

SWEEPS = 30
EPSILON = float(np.finfo(np.float32).eps)


def network(neurons: int, patterns: int, exact: bool) -> dict[str, np.ndarray]:
    """Return random couplings, external fields and starts for a comparison.

    Where they are exact, in whole multiples of 2^-10, no order of sums rounds a field; and no field
    is zero, since an external field is an odd multiple of half of that.
    """
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(neurons, neurons)) / neurons**0.5
    stimulus = rng.normal(size=(patterns, neurons))
    if exact:
        weights = np.round(weights * 1024) / 1024
        stimulus = (np.round(stimulus * 1024) + 0.5) / 1024
    np.fill_diagonal(weights, 0)
    return {
        "weights": weights.astype(np.float32),
        "stimulus": stimulus.astype(np.float32),
        "spins": rng.choice(np.array([-1, 1], np.float32), (patterns, neurons)),
    }


@jax.jit
def settle(weights: jax.Array, stimulus: jax.Array, spins: jax.Array, sweeps: jax.Array) -> Any:
    """Return fields of the start, and the spins, sweeps and outcomes of a relaxation from it."""
    there = Network(Dense(weights), jnp.float32(1.0))
    start = there.place(spins)
    key, field = jax.random.key(0), constant(stimulus)
    end = relax(there, Synchronous(), field, start, key, max_sweeps=sweeps)  # pyright: ignore[reportArgumentType]
    return start.recurrent, end.configuration.spins, end.sweeps, end.outcome


def followed(given: dict[str, np.ndarray], bound: float) -> tuple[np.ndarray, np.ndarray]:
    """Follow the relaxation in float64.

    Returns:
        the recurrent fields of the start, and for each pattern whether some field on its way was
        so near to zero that rounding could have decided.
    """
    weights, stimulus, spins = (part.astype(np.float64) for part in given.values())
    first, near = spins @ weights, np.zeros(len(spins), bool)
    for _ in range(SWEEPS + 1):
        full = spins @ weights + spins + stimulus
        near |= (np.abs(full) < bound).any(axis=1)
        spins = np.where(full == 0, spins, np.sign(full))
    return first, near


def correctness(neurons: int, patterns: int, exact: bool) -> dict[str, Any]:
    """Return how far the device is from float64, and where it relaxes otherwise than the CPU."""
    given = network(neurons, patterns, exact)
    # Fields are of order one; roundings of their sums add up like a random walk.
    bound = 0.0 if exact else 16 * EPSILON * neurons**0.5
    fields, near = followed(given, bound)
    ended = {}
    for name, device in (("device", jax.devices()[0]), ("cpu", jax.devices("cpu")[0])):
        arrays = jax.device_put((*given.values(), np.int32(SWEEPS)), device)
        ended[name] = [np.asarray(part) for part in settle(*arrays)]
    same = (ended["device"][1] == ended["cpu"][1]).all(axis=1)
    error = float(np.abs(ended["device"][0] - fields).max())
    return {
        "neurons": neurons,
        "patterns": patterns,
        "exact_in_float32": exact,
        "largest_error_of_a_field": error,
        "bound_of_rounding": bound,
        "patterns_within_rounding": int(near.sum()),
        "patterns_with_another_state": int((~same).sum()),
        "of_these_beyond_rounding": int((~same & ~near).sum()),
        "fixed_points": int((ended["device"][3] == int(Outcome.FIXED_POINT)).sum()),
        "agrees": bool((same | near).all() and error <= bound),
    }


def memory() -> dict[str, int]:
    """Return the bytes in use on the device and the most so far, or those of this process."""
    found = jax.devices()[0].memory_stats()
    if not found:
        return {"process_peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    return {f"device_{name}": int(found[name]) for name in ("bytes_in_use", "peak_bytes_in_use")}


def epoch(one: Contestant, task: Task, batch: int, batches: int, end: float) -> dict[str, Any]:
    """Return the seconds of an epoch, extrapolated from slices of some batches.

    Two slices are learnt before the clock counts, of which the first compiles; then up to five are
    measured, as many as the time allows, at least one.
    """
    size = min(batch * batches, len(task.x))
    parts = slices(task, size, seed=0)
    trainee, first = advance(enrol(one.learner, task, 0), next(parts), task.classes, batch)
    trainee, second = advance(trainee, next(parts), task.classes, batch)
    taken: list[float] = []
    while not taken or (len(taken) < 5 and time.monotonic() + second < end):
        trainee, passed = advance(trainee, next(parts), task.classes, batch)
        taken.append(passed)
    seconds = statistics.median(taken) * PATTERNS / size
    return {
        "seconds_an_epoch": seconds,
        "slices": len(taken),
        "patterns_of_a_slice": size,
        "compile_seconds": max(0.0, first - second),
        "patterns_a_second": PATTERNS / seconds,
        "weights": one.weights,
        **memory(),
    }


def cases(options: argparse.Namespace) -> Iterator[tuple[int, int, Contestant]]:
    """Yield width, batch and learner, small ones first: a peak of memory is then the last one's."""
    for hidden in sorted(options.hidden):
        for batch in sorted(options.batch):
            everyone = [steered(hidden), error_steered(hidden), *backpropagation(hidden)]
            yield from ((hidden, batch, one) for one in everyone if one.name != "mlp-binary")


def filling(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return for each learner and width the smallest batch with half of the best rate measured."""
    found: dict[tuple[str, int], dict[int, float]] = {}
    for line in lines:
        if "patterns_a_second" in line:
            rates = found.setdefault((line["learner"], line["hidden"]), {})
            rates[line["batch"]] = line["patterns_a_second"]
    return [
        {
            "learner": name,
            "hidden": hidden,
            "batch_with_half_of_the_best_rate": min(
                batch for batch, rate in rates.items() if rate >= max(rates.values()) / 2
            ),
        }
        for (name, hidden), rates in found.items()
    ]


def main() -> None:
    """Compare, measure and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--hidden", type=int, nargs="+", default=[1600, 6400, 25_600])
    parser.add_argument("--batch", type=int, nargs="+", default=[16, 128, 1024])
    parser.add_argument("--batches", type=int, default=32, help="of a slice")
    parser.add_argument("--seconds", type=float, default=270.0, help="after which nothing begins")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file")
    options = parser.parse_args()
    end = time.monotonic() + options.seconds
    written: dict[str, Any] = {"environment": environment(), "correctness": [], "epochs": []}

    def write() -> None:
        written["filling"] = filling(written["epochs"])
        options.out.write_text(json.dumps(written, indent=2) + "\n")

    for exact in (True, False):
        written["correctness"].append(correctness(min(options.hidden), 128, exact))
        print(json.dumps(written["correctness"][-1]), flush=True)
    task = synthetic(PATTERNS)
    for hidden, batch, one in cases(options):
        line: dict[str, Any] = {"learner": one.name, "hidden": hidden, "batch": batch}
        if time.monotonic() > end:
            line["skipped"] = f"the {options.seconds:.0f} seconds were over"
        else:
            try:
                line |= epoch(one, task, batch, options.batches, end)
            except (MemoryError, jax.errors.JaxRuntimeError) as error:
                line["skipped"] = str(error).splitlines()[0]
        written["epochs"].append(line)
        write()
        print(json.dumps(line), flush=True)
    write()
    if not all(compared["agrees"] for compared in written["correctness"]):
        sys.exit("the device computes otherwise than the CPU beyond rounding")


if __name__ == "__main__":
    main()
