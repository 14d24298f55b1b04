"""Threads that own nodes and act at the same time, with messages that arrive late.

Nothing is in step: each thread takes its nodes in an order of its own, waits as it likes, and
knows the nodes of others only by messages, each delayed by its own time. The threads share no
memory that they read, so that how old a state is when it is acted upon is decided by the machine.
The result differs from run to run within the bound that it carries.
"""

import heapq
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float64

from basinet.graphs.energy import GraphEnergy
from basinet.graphs.rest import distance_bound
from basinet.graphs.stale import STEPS, Settled, check


@dataclass(frozen=True)
class Late:
    """How threads wait and messages travel.

    Attributes:
        delay: the longest time that a message takes, in seconds; drawn uniformly up to it.
        pause: the longest time that a thread rests after it acted, in seconds.

    Raises:
        ValueError: when a time is negative or above a second.
    """

    delay: float = 2e-3
    pause: float = 2e-4

    def __post_init__(self):
        for name, value in (("delay", self.delay), ("pause", self.pause)):
            if not 0 <= value <= 1:
                raise ValueError(f"{name} is {value:g}; it must be from 0 to 1 seconds")


@dataclass
class _Worker:
    """A thread's own view, its messages, and what it has done."""

    nodes: np.ndarray
    known: np.ndarray
    written: np.ndarray
    inbox: queue.SimpleQueue = field(default_factory=queue.SimpleQueue)
    waiting: list = field(default_factory=list)
    updates: int = 0
    oldest: int = 0

    def hear(self, now: float) -> None:
        """Take the messages that have arrived; a later one may be older, and is then dropped."""
        while True:
            try:
                heapq.heappush(self.waiting, self.inbox.get_nowait())
            except queue.Empty:
                break
        while self.waiting and self.waiting[0][0] <= now:
            _, made, node, state = heapq.heappop(self.waiting)
            if made > self.written[node]:
                self.known[node], self.written[node] = state, made


def settle_in_threads(
    energy: GraphEnergy,
    *,
    threads: int = 4,
    late: Late | None = None,
    tolerance: float = 1e-6,
    seconds: float = 60.0,
    start: Float64[np.ndarray, "n d"] | None = None,
    seed: int = 0,
) -> Settled:
    """Let threads settle the nodes that they own until all are at rest, or time is over.

    Args:
        energy: what the nodes lower.
        threads: how many; nodes are dealt out at random.
        late: delays of messages and pauses of threads; `Late()` if None.
        tolerance: how far from the minimum at most, by `distance_bound` of all states.
        seconds: after which it ends at the latest.
        start: the states at the beginning, known to all; zeros if None.
        seed: of owners, orders, delays. Which message is read when remains the machine's.

    Returns:
        The states, with the age of the oldest state that was acted upon, counted in updates of
        the whole graph between its writing and its reading.

    Raises:
        ValueError: when a number is out of range.
    """
    check(tolerance, start, energy)
    if threads < 1 or not 0 < seconds < np.inf:
        raise ValueError(
            f"threads is {threads} and seconds is {seconds:g}; expected at least 1, and above 0"
        )
    late = Late() if late is None else late
    begun = np.zeros_like(energy.inputs) if start is None else start.copy()
    energy.lowered(0, begun[0], begun[energy.around[0].nodes], 0)  # what is cached is there
    workers, owner = _dealt(begun, threads, seed)
    stop, failures = threading.Event(), []

    def work(index: int) -> None:
        try:
            _act(energy, workers, owner, index, late, stop, seed)
        except BaseException as error:  # told in the caller's thread
            failures.append(error)
            stop.set()

    running = [threading.Thread(target=work, args=(i,), daemon=True) for i in range(len(workers))]
    until = time.monotonic() + seconds
    for thread in running:
        thread.start()
    # What was seen within the tolerance is the answer: threads that are being stopped act on.
    states = next(
        (
            seen
            for seen in _watched(workers, owner, stop, until)
            if distance_bound(energy, seen) <= tolerance
        ),
        None,
    )
    stop.set()
    for thread in running:
        thread.join()
    if failures:
        raise failures[0]
    states = _gathered(workers, owner) if states is None else states
    bound, made = distance_bound(energy, states), sum(worker.updates for worker in workers)
    return Settled(states, made, bound, bound <= tolerance, max(w.oldest for w in workers))


def _dealt(
    begun: Float64[np.ndarray, "n d"], threads: int, seed: int
) -> tuple[list[_Worker], np.ndarray]:
    """The workers, each with its nodes and what all know at the beginning; the owner of each."""
    n = len(begun)
    owner = np.random.default_rng(seed).permutation(n) % min(threads, n)
    workers = [
        _Worker(np.flatnonzero(owner == i), begun.copy(), np.zeros(n, int))
        for i in range(min(threads, n))
    ]
    return workers, owner


def _act(
    energy: GraphEnergy,
    workers: list[_Worker],
    owner: np.ndarray,
    index: int,
    late: Late,
    stop: threading.Event,
    seed: int,
) -> None:
    """Take the own nodes in random orders until told to stop."""
    own, rng = workers[index], np.random.default_rng([seed, index])
    others = [np.unique(owner[energy.around[node].nodes]) for node in range(energy.graph.n)]
    while not stop.is_set():
        for node in rng.permutation(own.nodes).tolist():
            own.hear(time.monotonic())
            near = energy.around[node].nodes
            made = sum(worker.updates for worker in workers)
            foreign = near[owner[near] != index]
            ages = made - own.written[foreign]
            own.oldest = max(own.oldest, int(np.max(ages, initial=0)))
            own.known[node] = energy.lowered(node, own.known[node], own.known[near], STEPS)
            own.updates += 1
            own.written[node] = made + 1
            for other in others[node]:
                if other != index:
                    due = time.monotonic() + rng.uniform(0, late.delay)
                    message = (due, made + 1, node, own.known[node].copy())
                    workers[other].inbox.put(message)
            if late.pause:
                time.sleep(rng.uniform(0, late.pause))
        if not len(own.nodes):
            stop.wait(0.01)


def _watched(
    workers: list[_Worker], owner: np.ndarray, stop: threading.Event, until: float
) -> Iterator[np.ndarray]:
    """Yield the states of all nodes, each as its owner has it, every few milliseconds."""
    while time.monotonic() < until and not stop.wait(5e-3):
        yield _gathered(workers, owner)


def _gathered(workers: list[_Worker], owner: np.ndarray) -> np.ndarray:
    return np.stack([workers[who].known[node] for node, who in enumerate(owner)])
