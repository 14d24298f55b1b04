"""Oscillators, swarms, flocks, arrays and searching particles as stages."""

from typing import Any

from basinet.live.stages.stage import Act, Choice, Control, Count, Slider, Stage, Text
from basinet.worlds import FIVE_STATES, world
from basinet.worlds import PARTS as RULES
from basinet.worlds.expressions import FUNCTIONS, LONGEST

MOST = 1600
"""Agents of a world that may be asked for."""


def _world(
    name: str, title: str, *controls: Control, fields: dict[str, Any] | None = None, **more: Any
) -> Stage:
    made = world(name, fields)
    return Stage(name, title, made, controls, origin={"world": name}, **more)


def kuramoto() -> Stage:
    """Return oscillators that come into step, or do not."""
    return _world(
        "kuramoto",
        "Do clocks of different pace come into step?",
        Slider("coupling", "coupling K", 0.0, 6.0, 0.05),
        Slider("width", "spread of the paces γ", 0.0, 2.0, 0.05),
        Count("units", "oscillators", 10, MOST, 10),
        pace=30.0,
        about="Clocks that hear one another. Each has a pace of its own; a strong coupling "
        "brings them into step, a weak one does not, and theory knows where the one "
        "becomes the other.",
        window=1500,
        poke="turns the oscillators under the hand by half a circle",
        strength=3.14,
        radius=0.3,
        facts={
            "view": "Clocks at their phases, fastest and slowest outside",
            "legend": [["wheel", "the phase"]],
        },
    )


def swarmalators() -> Stage:
    """Return agents that swarm and oscillate."""
    presets = {
        name: {"alike": world.alike, "coupling": world.coupling}
        for name, world in FIVE_STATES.items()
    }
    return _world(
        "swarmalators",
        "Agents that swarm and keep time",
        Slider("alike", "attraction of like phases J", -1.0, 1.0, 0.05),
        Slider("coupling", "coupling of phases K", -1.0, 1.0, 0.05),
        Slider("attraction", "attraction A", 0.0, 3.0, 0.1),
        Slider("repulsion", "repulsion B", 0.1, 3.0, 0.1),
        Count("units", "agents", 10, 800, 10),
        pace=30.0,
        about="Agents that move and keep time: what phase they have decides whom they "
        "approach, and where they are decides whose phase they follow.",
        window=3000,
        poke="pushes the agents under the hand away",
        strength=0.5,
        radius=0.4,
        facts={
            "presets": presets,
            "view": "Agents in the plane",
            "legend": [["wheel", "the phase"]],
        },
    )


def vicsek() -> Stage:
    """Return birds that align with their neighbours, against noise."""
    return _world(
        "vicsek",
        "How much noise does a flock stand?",
        Slider("noise", "noise η", 0.0, 6.25, 0.05),
        Slider("radius", "how far a bird sees", 0.1, 3.0, 0.05),
        Slider("speed", "speed", 0.0, 0.2, 0.005),
        Count("units", "birds", 10, MOST, 10),
        pace=30.0,
        about="Birds that fly as fast as one another and as those around them fly, but err "
        "a little. What leaves on one side comes in on the other.",
        window=1500,
        poke="turns the birds under the hand around",
        strength=3.14,
        radius=0.25,
        facts={"view": "Birds on a torus", "arrows": True, "legend": [["wheel", "where it flies"]]},
    )


def flock() -> Stage:
    """Return birds that average their velocities."""
    return _world(
        "flock",
        "Birds that average: when do they agree?",
        Slider("radius", "how far a bird sees", 0.1, 4.0, 0.05),
        Count("units", "birds", 2, 800, 10),
        pace=20.0,
        about="Birds that take the mean velocity of those within their reach. The picture "
        "flies with the flock.",
        window=1500,
        poke="frightens the birds under the hand away",
        strength=0.05,
        radius=0.4,
        facts={
            "view": "Birds, seen from their midst",
            "logarithmic": ["disagreement", "energy"],
            "arrows": True,
            "legend": [["wheel", "where it flies"]],
        },
    )


def sorting() -> Stage:
    """Return cells that sort themselves."""
    rules = {f"{name}()": name.lower() for name in RULES}
    return _world(
        "sorting",
        "An array that sorts itself, without a leader",
        Choice("rule", "rule of one half", rules, restarts=True),
        Choice("other", "rule of the other half", rules, restarts=True),
        Count("immovable", "immovable cells", 0, 20),
        Count("frozen", "frozen cells", 0, 20),
        Count("copies", "copies of each value", 1, 50),
        Count("units", "cells", 40, 400, 10),
        fields={"other": "Selection()"},
        pace=300.0,
        about="Cells that know a local rule and have turns at random. Nobody leads, and yet"
        " the array sorts itself. Is what looks like a plan more than the rule?",
        window=20000,
        poke="turns the part of the row under the hand around",
        radius=0.05,
        parts=RULES,
        facts={
            "view": "Values of the cells",
            "legend": [["first", "one half"], ["orange", "the other half"], ["grey", "never acts"]],
            "presets": {
                "no meaning (null model)": {"rule": "Bubble()", "other": "Bubble()"},
                "two rules": {"rule": "Bubble()", "other": "Selection()"},
            },
        },
    )


def search() -> Stage:
    """Return particles on a function of the plane."""
    return _world(
        "search",
        "Particles that look for the lowest place",
        Text("function", "function of x and y", LONGEST),
        Slider("inertia", "inertia", 0.0, 1.0, 0.01),
        Slider("cognitive", "pull of one's own best", 0.0, 4.0, 0.05),
        Slider("social", "pull of the best of all", 0.0, 4.0, 0.05),
        Count("units", "particles", 1, 400, 5),
        acts={"scatter": Act({}, lambda world, state, key: world.scatter(state, key))},
        pace=8.0,
        about="Particles that remember the best place they have seen, and hear of the best "
        "that any has seen.",
        window=300,
        poke="throws the particles under the hand away",
        strength=0.5,
        radius=0.3,
        facts={
            "view": "Particles over the function",
            "arrows": True,
            "logarithmic": ["best", "mean", "spread"],
            "legend": [
                ["low", "low, where they want to go"],
                ["high", "high"],
                ["wheel", "where a particle flies"],
            ],
            "presets": {name: {"function": name} for name in FUNCTIONS},
        },
    )


def moons() -> Stage:
    """Return a network whose neurons are swarms, before two moons."""
    return _world(
        "moons",
        "Every neuron a swarm: the boundary that they draw",
        Slider("spread", "noise of the samples", 0.0, 0.6, 0.01),
        Slider("right", "one moon to the right", -1.5, 1.5, 0.05),
        Slider("up", "one moon upwards", -1.5, 1.5, 0.05),
        Slider("speed", "largest step of a weight", 0.01, 1.0, 0.01),
        Count("hidden", "neurons", 1, 30),
        Count("particles", "particles of a neuron", 1, 60),
        Count("units", "samples", 10, 800, 10),
        pace=10.0,
        about="A network without gradients: each neuron is a swarm of candidates for its "
        "weights, and the line is where its answer changes.",
        window=600,
        poke="gives the samples under the hand the other label",
        radius=0.1,
        facts={
            "view": "Samples, and the boundary",
            "ground": "sides",
            "legend": [["blue", "labelled 0"], ["amber", "labelled 1"]],
        },
    )
