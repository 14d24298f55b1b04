"""Relax a large sparse network and measure time and memory.

    python benchmarks/sparse_relaxation.py --neurons 100000 --fan-in 100

Prints one JSON line with the sweeps and the outcome of a relaxation from a random state, and the
peak memory of the process after each stage; a second line compares the field of a few flips,
which visits the synapses that leave them, with the field of a whole state.
"""

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from basinet.core import Network, Outcome, Sparse, Synchronous, constant, random_sparse, relax
from basinet.runs import environment


def peak() -> int:
    """Return the largest memory of the process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed(act: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    """Return what a function gives and the seconds until it is there."""
    started = time.perf_counter()
    result = jax.block_until_ready(act(*arguments))
    return result, time.perf_counter() - started


def measure(options: argparse.Namespace) -> tuple[Sparse, dict]:
    """Build a network, relax it from a random state and return what was measured."""
    build = eqx.filter_jit(random_sparse)
    found: dict[str, Any] = {"neurons": options.neurons, "fan_in": options.fan_in}
    found["memory_before_mb"] = peak()
    couplings, found["build_seconds"] = timed(
        build, options.neurons, options.fan_in, jax.random.key(options.seed)
    )
    found["memory_built_mb"] = peak()
    network = Network(couplings, jnp.asarray(options.self_coupling))
    rng = np.random.default_rng(options.seed)
    spins = jnp.asarray(rng.choice([-1.0, 1.0], (options.patterns, options.neurons)), jnp.float32)

    @eqx.filter_jit
    def settle(network: Network, spins: jax.Array, sweeps: jax.Array):
        start = network.place(spins)
        field = constant(jnp.zeros_like(spins))
        key = jax.random.key(0)
        return relax(network, Synchronous(), field, start, key, max_sweeps=sweeps)  # pyright: ignore[reportArgumentType]

    timed(settle, network, spins, jnp.asarray(0))  # compiles
    end, seconds = timed(settle, network, spins, jnp.asarray(options.sweeps))
    found["self_coupling"] = options.self_coupling
    found["sweeps"] = np.asarray(end.sweeps).tolist()
    found["outcomes"] = [Outcome(value).name for value in np.asarray(end.outcome)]
    found["relax_seconds"] = round(seconds, 2)
    found["memory_relaxed_mb"] = peak()
    found["build_seconds"] = round(found["build_seconds"], 2)
    return couplings, found


def compare(couplings: Sparse, flips: list[int], repeats: int) -> dict:
    """Return the median time of `shift` for some numbers of flips, relative to a whole field."""
    shift, full = eqx.filter_jit(Sparse.shift), eqx.filter_jit(Sparse.__call__)
    neurons = couplings.size

    def median(act: Callable[..., Any], change: np.ndarray) -> float:
        values = jnp.asarray(change)
        timed(act, couplings, values)
        return statistics.median(timed(act, couplings, values)[1] for _ in range(repeats))

    whole = median(full, np.ones((1, neurons), np.float32))
    ratios = {}
    for count in flips:
        change = np.zeros((1, neurons), np.float32)
        change[0, np.random.default_rng(0).permutation(neurons)[:count]] = 2.0
        ratios[count] = round(median(shift, change) / whole, 3)
    return {"whole_field_seconds": round(whole, 4), "shift_over_whole_field": ratios}


def main() -> None:
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(description="Relax a large sparse network.")
    parser.add_argument("--neurons", type=int, default=100_000)
    parser.add_argument("--fan-in", type=int, default=100)
    parser.add_argument("--patterns", type=int, default=1)
    parser.add_argument("--self-coupling", type=float, default=1.0)
    parser.add_argument("--sweeps", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--flips", type=int, nargs="+", default=[1, 10, 100, 1000, 5000, 20_000])
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    print(json.dumps(environment()), flush=True)
    couplings, found = measure(options)
    print(json.dumps(found), flush=True)
    print(json.dumps(compare(couplings, options.flips, options.repeats)), flush=True)


if __name__ == "__main__":
    main()
