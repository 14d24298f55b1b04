"""Oscillators, swarms, flocks and arrays as stages."""

from typing import Any

from basinet.live.stages.stage import Control, Count, Slider, Stage
from basinet.worlds import FIVE_STATES, WORLDS

MOST = 1600
"""Agents of a world that may be asked for."""


def _world(name: str, title: str, *controls: Control, **more: Any) -> Stage:
    made = WORLDS[name]()
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
        poke="turns the oscillators under the hand by half a circle",
        strength=3.14,
        radius=0.3,
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
        poke="pushes the agents under the hand away",
        strength=0.5,
        radius=0.4,
        facts={"presets": presets},
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
        poke="turns the birds under the hand around",
        strength=3.14,
        radius=0.25,
    )
