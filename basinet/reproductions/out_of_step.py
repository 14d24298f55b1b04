"""Nodes of a graph that act out of step, on old news: one minimum, where layers say anything."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.annealing.graphs import erdos_renyi
from basinet.graphs import GraphEnergy, rest, settle
from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2407.00494: an energy of the graph settles in any order, layers do not"
INDEPENDENT = Program("an independent program: 0.99 and 1.09 of the states' size")

NEAR = 1e-3
"""Share of the states' size that counts as the same answer."""

STATES, BONDS, LAYERS = 4, 6, 4


class Settings(NamedTuple):
    """Nodes, edges, graphs, ages of news in updates, and rounds of the whole graph."""

    nodes: int
    edges: int
    graphs: int
    staleness: tuple[int, ...]
    rounds: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return all graphs, settled, for each age of news; and the layers, in step and out of it."""
    return [
        *(Piece(f"{age}", partial(_settle, age, settings, seed)) for age in settings.staleness),
        Piece("layers", partial(_layers, settings, seed)),
    ]


def _drawn(settings: Settings, seed: int) -> GraphEnergy:
    rng = np.random.default_rng([seed, 3])
    inputs = rng.normal(size=(settings.nodes, STATES))
    graph = erdos_renyi(settings.nodes, settings.edges, seed=seed)
    return GraphEnergy(graph, inputs, 0.4 * rng.normal(size=(BONDS, STATES)))


def _settle(age: int, settings: Settings, seed: int, folder: Path) -> dict[str, Any]:
    """Return how far from the minimum each graph is after the rounds, relative to its states."""
    del folder
    far = []
    for one in range(seed, seed + settings.graphs):
        energy = _drawn(settings, one)
        exact, most = rest(energy), settings.rounds * settings.nodes
        found = settle(energy, staleness=age, tolerance=1e-9, most=most, seed=one)
        far.append(relative(found.states, exact))
    return {"far": far}


def relative(states: np.ndarray, reference: np.ndarray) -> float:
    """Return the size of a difference over that of the reference."""
    return float(np.linalg.norm(states - reference) / np.linalg.norm(reference))


def _layers(settings: Settings, seed: int, folder: Path) -> dict[str, Any]:
    """Return how far four layers of messages out of step are from the same in step."""
    del folder
    far = []
    for one in range(seed, seed + settings.graphs):
        energy, rng = _drawn(settings, one), np.random.default_rng([one, 4])
        own, others = rng.normal(size=(2, STATES, STATES)) / STATES**0.5
        near = [energy.around[node].nodes for node in range(settings.nodes)]

        def heard(states: np.ndarray, node: int, own=own, others=others, near=near) -> np.ndarray:
            return np.tanh(states[node] @ own + states[near[node]].sum(axis=0) @ others)

        in_step = energy.inputs
        for _ in range(LAYERS):
            in_step = np.array([heard(in_step, node) for node in range(settings.nodes)])
        out_of_step = energy.inputs.copy()
        for node in rng.permutation(np.repeat(np.arange(settings.nodes), LAYERS)).tolist():
            out_of_step[node] = heard(out_of_step, node)
        far.append(relative(out_of_step, in_step))
    return {"far": far}


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the distance to what nodes in step answer, for each age of news."""
    from basinet import viz

    at = np.array(settings.staleness, float)
    energy = np.array([np.log10(np.mean(found[f"{age}"]["far"])) for age in settings.staleness])
    layers = np.full(len(at), np.log10(np.mean(found["layers"]["far"])))
    return viz.curves(
        at,
        [viz.Line("an energy", energy), viz.Line("layers of messages", layers, dashed=True)],
        title="Relative distance to the answer in step, log10",
        note=f"{settings.graphs} graphs, {settings.rounds} rounds of {settings.nodes} nodes",
        along="age of news, updates",
        upwards="log10 of the relative distance",
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State how far out of step is from in step, for the energy and for layers."""
    same = [
        Claim(
            f"distance to the minimum, news up to {age} updates old",
            max(found[f"{age}"]["far"]),
            0.0,
            NEAR,
            SOURCE,
        )
        for age in settings.staleness
    ]
    layers = float(np.mean(found["layers"]["far"]))
    return [
        *same,
        Claim("distance of layers out of step to layers in step", layers, 1.0, 0.3, INDEPENDENT),
    ]


# After 80 rounds the slowest of 20 graphs is .0025 away, where news are 40 updates old.
FULL = Settings(40, 80, 10, (0, 5, 10, 20, 40), 200)

REPRODUCTION = Reproduction(
    "graphs whose nodes act out of step come to one minimum",
    SOURCE,
    Settings(40, 80, 3, (0, 10, 40), 80),
    FULL,
    (0.1, 0.3),
    pieces,
    figure,
    claims,
)
