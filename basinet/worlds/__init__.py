"""Worlds: many simple agents under a local rule, and a quantity that settles or does not.

A world is five pure functions (`AbstractWorld`: init, step, observe, view, poke); `evolve` lets one
go and records what is seen. All pairs are computed: up to some two thousand agents.

    from basinet.worlds import Kuramoto, evolve

    evolve(Kuramoto(coupling=3.0), jax.random.key(0), steps=4000, every=20).seen["order"]

- `Kuramoto`: oscillators of different pace come into step, beside exact theory;
- `Swarmalators`: agents that swarm and oscillate, with five ordered states;
- `Vicsek`: birds that align with their neighbours, against noise;
- `Flock`: birds in the open plane that average their velocities;
- `SortingArray`: cells that sort themselves, with null models;
- `Foraging`: agents that remember food and leave traces of it, beside agents that only see;
- `Search`: a particle swarm on a function; `Moons`: a swarm for every neuron of a network;
- `ModernCompletion`, `DenseCompletion`: memories that complete a damaged picture;
- `Settling`: a trained steered network under a hand, made by `settling`.
"""

from basinet.worlds._base import AbstractWorld as AbstractWorld
from basinet.worlds._base import Bars as Bars
from basinet.worlds._base import Cells as Cells
from basinet.worlds._base import Points as Points
from basinet.worlds._base import Poke as Poke
from basinet.worlds._base import View as View
from basinet.worlds.cells import Bubble as Bubble
from basinet.worlds.cells import Insertion as Insertion
from basinet.worlds.cells import Selection as Selection
from basinet.worlds.completing import DenseCompletion as DenseCompletion
from basinet.worlds.completing import ModernCompletion as ModernCompletion
from basinet.worlds.evolve import Evolution as Evolution
from basinet.worlds.evolve import beginning as beginning
from basinet.worlds.evolve import evolve as evolve
from basinet.worlds.evolve import observed as observed
from basinet.worlds.flock import Flock as Flock
from basinet.worlds.flock import Flying as Flying
from basinet.worlds.foraging import Foragers as Foragers
from basinet.worlds.foraging import Foraging as Foraging
from basinet.worlds.kuramoto import Kuramoto as Kuramoto
from basinet.worlds.kuramoto import Oscillators as Oscillators
from basinet.worlds.moons import Learning as Learning
from basinet.worlds.moons import Moons as Moons
from basinet.worlds.named import PARTS as PARTS
from basinet.worlds.named import WORLDS as WORLDS
from basinet.worlds.named import world as world
from basinet.worlds.search import Hunting as Hunting
from basinet.worlds.search import Search as Search
from basinet.worlds.settling import Settling as Settling
from basinet.worlds.sorting import SortingArray as SortingArray
from basinet.worlds.sorting import delayed_gratification as delayed_gratification
from basinet.worlds.swarmalators import FIVE_STATES as FIVE_STATES
from basinet.worlds.swarmalators import Swarm as Swarm
from basinet.worlds.swarmalators import Swarmalators as Swarmalators
from basinet.worlds.trained import class_means as class_means
from basinet.worlds.trained import settling as settling
from basinet.worlds.vicsek import Birds as Birds
from basinet.worlds.vicsek import Vicsek as Vicsek
