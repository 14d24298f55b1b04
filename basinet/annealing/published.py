"""Best cuts of the G-set that were published, to measure against.

The table is that of AOCoptimizer.jl's reference values, but for G63 (arXiv 2510.21105) and for
G77 and G81 (U. Benlic, J.-K. Hao, Engineering Applications of Artificial Intelligence 26, 2013;
better ones have been found since). None but those of the bipartite G48 and G49 is proved here.
"""

_RUNS: dict[int, tuple[int, ...]] = {
    1: (11624, 11620, 11622, 11646, 11631),
    6: (2178, 2006, 2005, 2054, 2000),
    11: (564, 556, 582),
    14: (3064, 3050, 3052, 3047),
    18: (992, 906, 941, 931),
    22: (13359, 13344, 13337, 13340, 13328),
    27: (3341, 3298, 3405, 3413, 3310),
    32: (1410, 1382, 1384),
    35: (7687, 7680, 7691, 7688),
    39: (2408, 2400, 2405, 2481),
    43: (6660, 6650, 6654, 6649, 6657),
    48: (6000, 6000, 5880),
    51: (3848, 3851, 3850, 3852),
    55: (10299, 4017, 3494, 19293, 6086, 14188, 5796, 4870, 27047, 8751, 5562, 6364, 6950),
    70: (9591,),
    72: (7006,),
    77: (9926,),
    81: (14030,),
}

BEST_CUTS = {first + place: cut for first, cuts in _RUNS.items() for place, cut in enumerate(cuts)}
"""Number of the graph in the G-set -> best published cut."""
