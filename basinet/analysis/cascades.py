"""Cascades on a line of coincidence detectors with delays: chinampas (arXiv 2103.15265).

Nodes 0, 1, 2, ... stand in a line; a firing reaches its own node and the right neighbour a step
later, and a node fires when both signals meet: (n, t) is induced when (n - 1, t - 1) and (n, t - 1)
fired (elementary rule 192). What is put in from outside is external. A run of w neighbours at one
time makes a right triangle of w (w - 1) / 2 induced firings. Nothing learns here; it is exact.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

Firing = tuple[int, int]
"""A node and a time."""


def induced(firings: Iterable[Firing]) -> frozenset[Firing]:
    """Return what follows from external firings, the external ones that also follow included."""
    external = frozenset(firings)
    found: set[Firing] = set()
    at: dict[int, set[int]] = {}
    for node, time in external:
        at.setdefault(time, set()).add(node)
    now: set[int] = set()
    time = min(at, default=0)
    last = max(at, default=0)
    while now or time <= last:
        fires = now | at.get(time, set())
        now = {node for node in fires if node - 1 in fires}
        time += 1
        found |= {(node, time) for node in now}
    return frozenset(found)


def closure(firings: Iterable[Firing]) -> frozenset[Firing]:
    """Return all firings: external and induced."""
    external = frozenset(firings)
    return external | induced(external)


def profit(firings: Iterable[Firing]) -> int:
    """Return induced less external firings; of w neighbours at one time w (w - 3) / 2."""
    external = frozenset(firings)
    return len(induced(external)) - len(external)


def triangles(firings: Iterable[Firing]) -> list[tuple[int, int, int]]:
    """Return the maximal triangles (left, right, time) of which the firings are a union.

    Each is a run of neighbours at one time, external or not, that no triangle before contains.
    """
    every = closure(firings)
    found = []
    for time in sorted({time for _, time in every}):
        nodes = sorted(node for node, at in every if at == time)
        for left, right in _runs(nodes):
            wider = any(
                start <= time and left >= first + time - start and right <= last
                for first, last, start in found
            )
            if not wider:
                found.append((left, right, time))
    return found


def in_cone(firing: Firing, triangle: tuple[int, int, int]) -> bool:
    """Return whether a firing belongs to a triangle: 0 <= t - t0 <= n - left and n <= right."""
    (node, time), (left, right, start) = firing, triangle
    return 0 <= time - start <= node - left and node <= right


def is_chinampa(firings: Iterable[Firing]) -> bool:
    """Return whether a cascade is connected and no external firing is induced as well.

    Firings touch when they are neighbours at one time, or one is a cause of the other.
    """
    external = frozenset(firings)
    follows = induced(external)
    if not external or external & follows:
        return False
    every = external | follows
    reached, open_ = set(), {next(iter(every))}
    while open_:
        reached |= open_
        open_ = {other for one in open_ for other in _touching(one) if other in every} - reached
    return len(reached) == len(every)


def counted(external: int, wanted: int, columns: int, steps: int) -> int:
    """Return how many chinampas of so many external firings have a profit, up to translation.

    Every choice in a window is looked at: large enough is a window of as many columns as external
    firings and one more, and as many steps.

    Args:
        external: external firings.
        wanted: the profit.
        columns: nodes of the window.
        steps: its times.
    """
    cells = [(node, time) for node in range(columns) for time in range(steps)]
    shapes = set()
    for chosen in combinations(cells, external):
        if profit(chosen) == wanted and is_chinampa(chosen):
            shapes.add(_moved(chosen))
    return len(shapes)


def _moved(firings: Iterable[Firing]) -> frozenset[Firing]:
    """The same firings with the first node and the first time at 0."""
    given = list(firings)
    node, time = min(n for n, _ in given), min(t for _, t in given)
    return frozenset((n - node, t - time) for n, t in given)


def _touching(firing: Firing) -> Iterator[Firing]:
    node, time = firing
    yield from ((node - 1, time), (node + 1, time))
    yield from ((node, time + 1), (node + 1, time + 1), (node, time - 1), (node - 1, time - 1))


def _runs(nodes: list[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of neighbours."""
    first = None
    for position, node in enumerate(nodes):
        first = node if first is None else first
        if position + 1 == len(nodes) or nodes[position + 1] != node + 1:
            yield first, node
            first = None
