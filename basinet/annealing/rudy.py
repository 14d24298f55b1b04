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


_RANDOM: dict[int, tuple[int, float, int, bool]] = {
    **{1 + k: (800, 6.0, 8001 + k, False) for k in range(5)},
    **{6 + k: (800, 6.0, 8001 + k, True) for k in range(5)},
    **{22 + k: (2000, 1.0, 20001 + k, False) for k in range(5)},
    **{27 + k: (2000, 1.0, 20001 + k, True) for k in range(5)},
    **{43 + k: (1000, 2.0, 10001 + k, False) for k in range(5)},
    23: (2000, 1.0, 2002, False),  # a digit fewer than its neighbours; so it was published
    55: (5000, 0.1, 50001, False),
    56: (5000, 0.1, 50001, True),
    60: (7000, 0.07, 70001, False),
    61: (7000, 0.07, 70001, True),
    70: (10_000, 0.02, 100_001, False),
}
"""Number -> vertices, density in per cent, seed, and whether it is that of signs, too."""

_TORI: dict[int, tuple[int, int, int | None]] = {
    11: (100, 8, 8001),
    12: (50, 16, 8002),
    13: (25, 32, 8003),
    32: (100, 20, 20003),
    33: (80, 25, 20002),
    34: (50, 40, 20001),
    48: (50, 60, None),
    49: (30, 100, None),
    50: (25, 120, None),
    57: (100, 50, 50001),
    62: (100, 70, 50001),
    65: (100, 80, 80001),
    66: (90, 100, 90001),
    67: (100, 100, 100_001),
    72: (100, 100, 10001),
    77: (140, 100, 140_001),
    81: (200, 100, 200_001),
}
"""Number -> height, width, and the seed of signs."""

REGENERATED: tuple[int, ...] = tuple(sorted(_RANDOM.keys() | _TORI.keys()))
"""The numbers of the G-set that `gset` makes."""


def gset(number: int) -> Graph:
    """Return a graph of the G-set by its number, made from its arguments.

    Known are those of all random graphs and tori (`REGENERATED`), in the order of edges of the
    published files. The planar ones must be read from their files.

    Raises:
        ValueError: when the arguments of this number are not known.
    """
    if number in _RANDOM:
        n, density, seed, signed = _RANDOM[number]
        return random_graph(n, density, seed, seed if signed else None)
    if number in _TORI:
        return toroidal_grid(*_TORI[number])
    raise ValueError(
        f"G{number} cannot be made here; known are {_spoken(REGENERATED)}. Read the others from"
        " their files"
    )


def _spoken(numbers: tuple[int, ...]) -> str:
    """Numbers as words, those that follow one another as a range."""
    first = [k for k in numbers if k - 1 not in numbers]
    last = [k for k in numbers if k + 1 not in numbers]
    words = [f"G{a}" if a == b else f"G{a} to G{b}" for a, b in zip(first, last, strict=True)]
    return f"{', '.join(words[:-1])} and {words[-1]}"


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
