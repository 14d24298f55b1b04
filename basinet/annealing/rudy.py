"""The random graphs of rudy, G. Rinaldi's generator of the G-set, made anew from their recipe.

The numbers come from a subtractive generator (D. Knuth, Seminumerical Algorithms, 3.2.2-3.6), so
that each graph follows from the arguments with which it was published.
"""

import numpy as np

from basinet.annealing.graph import Graph

_MASK = 2**31 - 1


class Numbers:
    """Whole numbers x_k = x_{k-55} - x_{k-24} mod 2^31, from a seed."""

    def __init__(self, seed: int):
        numbers = [0] * 56  # 1 to 55 are used
        seed = previous = seed & _MASK
        numbers[55] = previous
        following = 1
        at = 21
        while at:
            numbers[at] = following
            following = (previous - following) & _MASK
            seed = (seed >> 1) + 0x40000000 if seed & 1 else seed >> 1
            following = (following - seed) & _MASK
            previous = numbers[at]
            at = (at + 21) % 55
        self._numbers = numbers
        for _ in range(5):
            self._cycle()
        self._left = 54

    def _cycle(self) -> None:
        numbers = self._numbers
        for k in range(1, 25):
            numbers[k] = (numbers[k] - numbers[k + 31]) & _MASK
        for k in range(25, 56):
            numbers[k] = (numbers[k] - numbers[k - 24]) & _MASK

    def next(self) -> int:
        """Return a number from 0 to 2^31 - 1."""
        if self._left == 0:
            self._cycle()
            self._left = 55
        self._left -= 1
        return self._numbers[self._left + 1]

    def below(self, most: int) -> int:
        """Return a number from 0 to most - 1, each as often."""
        limit = 2**31 - 2**31 % most
        while (number := self.next()) >= limit:
            pass
        return number % most


class _Lists:
    """The neighbours of each vertex, the newest first."""

    def __init__(self, n: int):
        self.n = n
        self.neighbours: list[list[int]] = [[] for _ in range(n)]
        self.known: set[tuple[int, int]] = set()

    def add(self, u: int, v: int) -> bool:
        """Join two vertices; return whether they were not."""
        key = (min(u, v), max(u, v))
        if u == v or key in self.known:
            return False
        self.known.add(key)
        self.neighbours[u].append(v)
        self.neighbours[v].append(u)
        return True

    def weighted(self, signs: int | None) -> Graph:
        """The graph with weights 1, or of random signs from a seed, in rudy's order of edges."""
        edges = [(u, v) for u in range(self.n) for v in reversed(self.neighbours[u]) if v > u]
        weights = np.ones(len(edges))
        if signs is not None:
            numbers = Numbers(signs)
            weights = np.array([2.0 * numbers.below(2) - 1 for _ in edges])
        return Graph(self.n, np.array(edges, np.int64).reshape(-1, 2), weights)


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
    numbers, lists = Numbers(seed), _Lists(n)
    while len(lists.known) < wanted:
        u = numbers.below(n)
        lists.add(u, numbers.below(n))
    return lists.weighted(signs)


def toroidal_grid(height: int, width: int, signs: int | None = None) -> Graph:
    """Return `rudy -toroidal_grid_2D height width`, with weights as in `random_graph`."""
    if height < 3 or width < 3:
        raise ValueError(f"the torus is {height} x {width}; both must be at least 3")
    lists = _Lists(height * width)
    for down, right in ((0, 1), (1, 0)):
        for row in range(height):
            for column in range(width):
                there = (row + down) % height * width + (column + right) % width
                lists.add(row * width + column, there)
    return lists.weighted(signs)


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
