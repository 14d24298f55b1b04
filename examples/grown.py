"""A network grown from one cell by a program of 14 numbers, which is evolved until it knows XOR.

After neural developmental programs (Najarro, Sudhakaran and Risi, arXiv 2307.08197). A cell has a
number, its embedding. Three tiny networks, the same for all cells, see what a cell sees alone: how
embeddings of neighbours change it, whether it divides, and the weight of a link given both its
ends. The program is their weights and the first embedding, in all 14 numbers; CMA-ES of pyribs
finds it (`pip install ribs`).

Fitness is a squared error here, as of four right answers alone an evolution sees no slope. The
state begins at zero for every input. Beside it stands random search with as many programs.
"""

import sys
from typing import NamedTuple

import numpy as np
from ribs.emitters.opt import CMAEvolutionStrategy

CYCLES = 4
POPULATION = 64
INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
GOALS = np.array([0, 1, 1, -1], float)
NUMBERS = 14


class Program(NamedTuple):
    """What is the same in every cell: three networks with one hidden unit, and the first cell."""

    spread: np.ndarray
    divide: np.ndarray
    link: np.ndarray
    first: float


def program(genome):
    """Return the program that 14 numbers spell."""
    return Program(genome[:4], genome[4:8], genome[8:13], float(genome[13]))


def small(weights, *inputs):
    """Return the answer of a network with one hidden unit, in (-1, 1)."""
    *come, bias, out, last = weights
    hidden = np.tanh(sum(w * x for w, x in zip(come, inputs, strict=True)) + bias)
    return np.tanh(out * hidden + last)


def grow(rules, cycles=CYCLES):
    """Return the links, symmetric of 0 and 1, and the embeddings of all cells."""
    links, cells = np.ones((1, 1)), np.array([rules.first])
    for _ in range(cycles):
        for _ in range(reach(links)):
            cells = small(rules.spread, links.T @ cells)
        parents = np.flatnonzero(small(rules.divide, cells) > 0)
        near = links[parents] > 0  # neighbours at the beginning of the cycle, and the parent
        near[np.arange(len(parents)), parents] = True
        born = near @ cells / np.maximum(near.sum(axis=1), 1)
        cells = np.concatenate([cells, born])
        new = np.zeros((len(parents), len(parents)))
        links = np.block([[links, near.T.astype(float)], [near.astype(float), new]])
    return links, cells


def reach(links):
    """Return how many steps it is at most from a cell to another, and one more."""
    near, reached, steps = links + np.eye(len(links)) > 0, np.eye(len(links)) > 0, 1
    while not reached.all():
        reached, steps = reached @ near, steps + 1
    return steps


def weights(rules, links, cells):
    """Return the weight of each link, from one end to the other."""
    return links * small(rules.link, cells[:, None], cells[None, :])


def answers(rules):
    """Return what the last cell says of each input, or None where there are too few cells."""
    links, cells = grow(rules)
    if len(cells) < 3:
        return None
    synapses = weights(rules, links, cells)
    state = np.zeros((len(INPUTS), len(cells)))
    for _ in range(reach(links)):
        state[:, :2] = INPUTS
        state = np.tanh(state @ synapses)
    return state[:, -1]


def wrong(genome):
    """Return the summed squared error, 4 where nothing answers."""
    said = answers(program(genome))
    return 4.0 if said is None else float(np.sum((said - GOALS) ** 2))


def right(genome):
    """Return how many of the four inputs are answered rightly, above 1/2 or not."""
    said = answers(program(genome))
    return 0 if said is None else int(np.sum((said > 0) == (GOALS > 0)))


def evolved(seed, generations):
    """Return the best genome, and after which generation it was found."""
    search = CMAEvolutionStrategy(1.0, NUMBERS, POPULATION, seed)
    search.reset(np.zeros(NUMBERS))
    best, least, number = np.zeros(NUMBERS), np.inf, 0
    for generation in range(1, generations + 1):
        genomes = search.ask()
        errors = np.array([wrong(genome) for genome in genomes])
        order = np.argsort(errors)
        search.tell(order, errors[:, None], POPULATION // 2)
        if errors[order[0]] < least:
            best, least, number = genomes[order[0]], errors[order[0]], generation
        if right(best) == 4:
            break
    return best, number


def main(generations=15):
    """Evolve three programs, and draw as many at random."""
    never, always = (np.r_[np.zeros(4), 0, 0, 0, sign, np.zeros(5), 1.0] for sign in (-1.0, 1.0))
    counts = [len(grow(program(genome))[1]) for genome in (never, always)]
    print(f"cells after {CYCLES} cycles where none divides: {counts[0]}, where all do: {counts[1]}")
    for seed in range(3):
        best, number = evolved(seed, generations)
        links, cells = grow(program(best))
        synapses = int(links.sum())
        drawn = np.random.default_rng(seed).standard_normal((number * POPULATION, NUMBERS))
        chance = max(map(right, drawn))
        print(
            f"seed {seed}: {right(best)} of 4 after {number} generations, {len(cells)} cells with"
            f" {synapses} synapses from {NUMBERS} numbers, squared error {wrong(best):.3f};"
            f" random search with as many programs: {chance} of 4",
            flush=True,
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
