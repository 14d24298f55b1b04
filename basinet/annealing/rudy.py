"""The random graphs of rudy, G. Rinaldi's generator of the G-set, made anew from their recipe.

The numbers come from a subtractive generator (D. Knuth, Seminumerical Algorithms, 3.2.2-3.6), so
that each graph follows from the arguments with which it was published.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from basinet.annealing.graph import Graph

_MASK = 2**31 - 1


def numbers(seed: int) -> Iterator[int]:
    """Yield whole numbers x_k = x_{k-55} - x_{k-24} mod 2^31, from a seed."""
    state = [0] * 56  # 1 to 55 are used
    state[55] = previous = seed = seed & _MASK
    following, at = 1, 21
    while at:
        state[at] = following
        following = (previous - following) & _MASK
        seed = (seed >> 1) + 0x40000000 if seed & 1 else seed >> 1
        following = (following - seed) & _MASK
        previous = state[at]
        at = (at + 21) % 55
    for _ in range(5):
        _cycle(state)
    last = 54
    while True:
        for k in range(last, 0, -1):
            yield state[k]
        _cycle(state)
        last = 55


def below(most: int, seed: int) -> Iterator[int]:
    """Yield numbers from 0 to most - 1, each as often."""
    limit = 2**31 - 2**31 % most
    for number in numbers(seed):
        if number < limit:
            yield number % most


def _cycle(state: list[int]) -> None:
    for k in range(1, 25):
        state[k] = (state[k] - state[k + 31]) & _MASK
    for k in range(25, 56):
        state[k] = (state[k] - state[k - 24]) & _MASK


def random_graph(n: int, density: float, seed: int, signs: int | None = None) -> Graph:
    """Return `rudy -rnd_graph n density seed`.

    Signs are those of `-random 0 1 signs -times 2 -plus -1`.

    Args:
        n: number of vertices.
        density: per cent of all pairs that are edges.
        seed: of the edges.
        signs: seed of weights -1 and +1; all are 1 without it.
    """
    if n < 1 or not 0 <= density <= 100:
        raise ValueError(f"n is {n} and the density {density}; expected n >= 1 and 0 to 100")
    wanted = int(np.floor(n * (n - 1) * density / 200 + 0.5))
    drawn, known = below(n, seed), dict[tuple[int, int], None]()
    while len(known) < wanted:
        u, v = next(drawn), next(drawn)
        if u != v:
            known.setdefault((min(u, v), max(u, v)))
    return _weighted(n, known, signs)


def toroidal_grid(height: int, width: int, signs: int | None = None) -> Graph:
    """Return `rudy -toroidal_grid_2D height width`, with weights as in `random_graph`."""
    if height < 3 or width < 3:
        raise ValueError(f"the torus is {height} x {width}; both must be at least 3")
    edges = dict[tuple[int, int], None]()
    for down, right in ((0, 1), (1, 0)):
        for row in range(height):
            for column in range(width):
                here = row * width + column
                there = (row + down) % height * width + (column + right) % width
                edges[min(here, there), max(here, there)] = None
    return _weighted(height * width, edges, signs)


def gset(number: int) -> Graph:
    """Return a graph of the G-set by its number, made from its arguments.

    Known are those of the random graphs G1 to G10, G22 to G31 and G43 to G47 and of the tori G11
    to G13 and G48 to G50. The planar ones must be read from their files.

    Raises:
        ValueError: when the arguments of this number are not known.
    """
    for first, n, density, seed, signed in (
        (1, 800, 6.0, 8001, False),
        (6, 800, 6.0, 8001, True),
        (22, 2000, 1.0, 20001, False),
        (27, 2000, 1.0, 20001, True),
        (43, 1000, 2.0, 10001, False),
    ):
        if first <= number < first + 5:
            chosen = seed + number - first
            return random_graph(n, density, chosen, chosen if signed else None)
    tori = {11: (100, 8), 12: (50, 16), 13: (25, 32), 48: (50, 60), 49: (30, 100), 50: (25, 120)}
    if number in tori:
        return toroidal_grid(*tori[number], 8001 + number - 11 if number < 14 else None)
    raise ValueError(
        f"G{number} cannot be made here; known are G1 to G13, G22 to G31 and G43 to G50. Read the"
        " others from their files"
    )


def _weighted(n: int, edges: Iterable[tuple[int, int]], signs: int | None) -> Graph:
    """The graph with weights 1, or of random signs from a seed, in rudy's order of edges.

    That is vertex by vertex, the newest edge of each first, and each edge with its smaller end.
    """
    neighbours: list[list[int]] = [[] for _ in range(n)]
    for u, v in edges:
        neighbours[u].append(v)
    ordered = [(u, v) for u in range(n) for v in reversed(neighbours[u])]
    weights = np.ones(len(ordered))
    if signs is not None:
        drawn = below(2, signs)
        weights = np.array([2.0 * next(drawn) - 1 for _ in ordered])
    return Graph(n, np.array(ordered, np.int64).reshape(-1, 2), weights)
