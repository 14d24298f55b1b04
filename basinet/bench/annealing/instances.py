"""The graphs of the duel: regenerated ones of the G-set, and twins of those that cannot be."""

from collections.abc import Callable

from basinet.annealing import Graph
from basinet.annealing.graphs import torus, two_planar
from basinet.annealing.rudy import gset

INSTANCES: dict[str, Callable[[], Graph]] = {
    "G11": lambda: gset(11),
    "G22": lambda: gset(22),
    "G27": lambda: gset(27),
    "G43": lambda: gset(43),
    "torus-100x20": lambda: torus(100, 20, seed=20001, signs=True),
    "planar-800": lambda: two_planar(800, 8001),
    "planar-2000": lambda: two_planar(2000, 20001),
}
"""Name -> what makes it. The planar ones are our twins of G14 and G35."""
