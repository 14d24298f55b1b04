"""
Swarmalators
============

Agents that move and tick: groups on a ring, the phase following the angle.
"""

import jax
import numpy as np

from basinet import viz
from basinet.worlds import Swarmalators, evolve

world = Swarmalators(alike=1.0, coupling=-0.1)
found = evolve(
    world,
    jax.random.key(0),
    steps=600,
    every=10,
    see=lambda world, state: (world.observe(state), world.view(state)),
)
observed, view = found.seen
curves = {name: viz.Curve(np.asarray(values)) for name, values in observed.items()}
scene = viz.Scatter(np.asarray(view.xy), np.asarray(view.hue), world.view(found.state).reach)
figure = viz.world(found.ticks, curves, scene, title="Swarmalators", note="colour: phase")
