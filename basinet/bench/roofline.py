"""How near the learning step comes to what the machine can do.

Two ceilings are measured: a product of square matrices, in operations a second, and a copy, in
bytes a second, once from main memory and once for an array as large as the couplings, which may
fit into a cache. Then the work of a step is counted and divided by its time.

The counts, for H neurons, N inputs and a batch of B patterns, float32, T sweeps:

- *dense*: what the dense reference does. One product of the states with J for each of the 2 T
  sweeps and one for the update, 2 B H^2 operations each, and two with the input weights, 2 B N H
  each. J is read once a sweep and read and written in the update: 4 H^2 (2 T + 2) bytes.
- *floor*: what an exact step cannot do without as long as J is dense: the first field needs all
  of J, and the update changes, or decays, all of it. Two products; 12 H^2 bytes.

A step that leaves out what need not be done is measured against the floor: its share of the copy
is the time of the floor over its own.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp

from basinet._types import PRECISION
from basinet.bench.contestants import steered
from basinet.bench.result import Result, Skipped
from basinet.bench.suite import AbstractMeasurement, Plan
from basinet.bench.task import Task

_SIDES = (512, 1024, 2048)
"""Rows of the square matrices that are multiplied."""

_LARGE = 6400
"""Rows of the square array that is copied from main memory: 164 MB, larger than caches."""


@dataclass(frozen=True)
class Work:
    """What one learning step does.

    Attributes:
        operations: floating-point operations.
        bytes: bytes read and written.
    """

    operations: float
    bytes: float


def dense_work(hidden: int, features: int, batch_size: int, sweeps: int) -> Work:
    """Return the work of a step of the dense reference, see above."""
    products = (2 * sweeps + 1) * hidden + 2 * features
    return Work(2.0 * batch_size * hidden * products, 4.0 * hidden**2 * (2 * sweeps + 2))


def floor_work(hidden: int, features: int, batch_size: int) -> Work:
    """Return the work that no exact step can do without, see above."""
    products = 2 * hidden + 2 * features
    return Work(2.0 * batch_size * hidden * products, 12.0 * hidden**2)


class Roofline(AbstractMeasurement):
    """Operations and bytes a second of the learning step beside those that the machine reaches."""

    def run(self, plan: Plan, task: Task, before: Sequence[Result]) -> Iterator[Result | Skipped]:
        """Yield `machine/...`, the ceilings, and `roofline/<who>/<flops or bytes>/<hidden>`."""
        product, memory = measure_product(plan.repeats), measure_copy(_LARGE, plan.repeats)
        yield product
        yield memory
        known = {result.name: result for result in before}
        for hidden in plan.hidden:
            cached = measure_copy(hidden, plan.repeats) if hidden != _LARGE else memory
            if cached is not memory:
                yield cached
            shape = (hidden, task.x.shape[1], plan.batch_size)
            sweeps = getattr(steered(hidden).learner, "sweeps")  # noqa: B009
            for who, counted, work in (
                ("steered", "floor", floor_work(*shape)),
                ("dense", "dense", dense_work(*shape, sweeps)),
            ):
                timed = known.get(f"epoch/{who}/{hidden}")
                if timed is None:
                    continue
                batches = len(task.x) / plan.batch_size
                for what, amount, ceiling in (
                    ("flops", work.operations, product),
                    ("bytes", work.bytes, cached),
                ):
                    yield _achieved(timed, what, counted, amount * batches, ceiling)


def _achieved(timed: Result, what: str, counted: str, amount: float, ceiling: Result) -> Result:
    """The work of an epoch over its time, and its share of a ceiling."""
    _, who, hidden = timed.name.split("/")
    values = [amount / epoch for epoch in timed.values]
    label, unit = f"{timed.label.removesuffix(', an epoch')}, {counted} count", ceiling.unit
    about = {
        "hidden": int(hidden),
        "counted": counted,
        "ceiling": ceiling.name,
        "share": amount / timed.median / ceiling.median,
    }
    return Result(f"roofline/{who}/{what}/{hidden}", label, unit, values, about=about)


def measure_product(repeats: int) -> Result:
    """Return the operations a second of a product of square matrices in float32.

    Several sizes are tried; the one that the machine likes best is its ceiling.
    """
    multiply = jax.jit(lambda a: jnp.matmul(a, a, precision=PRECISION))
    rates: dict[int, list[float]] = {}
    for side in _SIDES:
        a = jax.random.normal(jax.random.key(0), (side, side))
        jax.block_until_ready(multiply(a))
        times = max(1, round((_SIDES[-1] / side) ** 3 / 2))
        rates[side] = []
        for _ in range(repeats):
            started = time.perf_counter()
            for _ in range(times):
                jax.block_until_ready(multiply(a))
            rates[side].append(2.0 * side**3 * times / (time.perf_counter() - started))
    best = max(rates, key=lambda side: statistics.median(rates[side]))
    return Result(
        "machine/product",
        "product of square matrices",
        "flop/s",
        rates[best],
        machine=True,
        about={"rows": best},
    )


def measure_copy(side: int, repeats: int) -> Result:
    """Return the bytes a second, read and written, of passes over a square array in place.

    Each pass reads all of it and writes it back changed, or the compiler would leave it out.
    """
    passes = max(4, min(2000, round(1e9 / (8 * side**2))))
    again = jax.jit(
        lambda array: jax.lax.fori_loop(0, passes, lambda _, a: 1.0 - a, array), donate_argnums=0
    )
    array = jax.block_until_ready(again(jnp.ones((side, side))))
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        array = jax.block_until_ready(again(array))
        taken.append((time.perf_counter() - started) / passes)
    return Result(
        f"machine/copy/{side}",
        f"read and write {side} x {side} numbers",
        "B/s",
        [8.0 * side**2 / each for each in taken],
        machine=True,
    )
