"""Two small tasks, each from a seed."""

import numpy as np

from basinet.annealing import graph
from basinet.graphs.learning import Task


def communities(
    nodes: int = 60,
    *,
    inside: float = 0.3,
    across: float = 0.05,
    shown: float = 0.5,
    labelled: float = 0.1,
    seed: int = 0,
) -> Task:
    """Return a graph of two planted communities of which a few nodes are labelled.

    The targets are -1 and 1; the features of a node are its target times `shown`, with noise of
    variance 1, four times.

    Args:
        nodes: an even number.
        inside: the probability of an edge within a community.
        across: that of one between them.
        shown: how much of its community a node shows.
        labelled: the share of nodes that are labelled, as many in both communities.
        seed: of everything random.
    """
    rng = np.random.default_rng(seed)
    targets = np.repeat([-1.0, 1.0], nodes // 2)
    nodes = len(targets)
    i, j = np.triu_indices(nodes, 1)
    there = rng.random(len(i)) < np.where(targets[i] == targets[j], inside, across)
    features = shown * targets[:, None] + rng.normal(size=(nodes, 4))
    known = np.zeros(nodes, bool)
    for side in (-1, 1):
        members = np.flatnonzero(targets == side)
        known[rng.permutation(members)[: max(1, round(labelled * len(members)))]] = True
    edges = np.stack([i[there], j[there]], axis=1)
    return Task(graph(edges, n=nodes), features, targets, known)


def distances(nodes: int = 20, *, seed: int = 0) -> Task:
    """Return a random tree whose nodes are to say how far the marked one is, in steps over 4.

    Each node but the first hangs on an earlier one at random. The features are 1, and 1 where a
    node is marked; all nodes are labelled.
    """
    rng = np.random.default_rng(seed)
    parents = np.array([rng.integers(0, child) for child in range(1, nodes)])
    edges = np.stack([parents, np.arange(1, nodes)], axis=1)
    tree = graph(edges, n=nodes)
    marked = int(rng.integers(nodes))
    steps = np.full(nodes, -1)
    steps[marked], front = 0, [marked]
    near = tree.neighbours()
    while front:
        here = front.pop()
        for other in near.indices[near.indptr[here] : near.indptr[here + 1]]:
            if steps[other] < 0:
                steps[other] = steps[here] + 1
                front.append(int(other))
    features = np.stack([np.ones(nodes), np.arange(nodes) == marked], axis=1).astype(float)
    return Task(tree, features, steps / 4, np.ones(nodes, bool))
