"""Count all fixed points of a small network and check that relaxations end in one of them.

A fixed point is a state in which every spin agrees with its own field, so that 2^n states can
simply be asked. The more self-coupling, the more of them there are.
"""

import itertools

import jax
import jax.numpy as jnp
import numpy as np

from basinet.core import Network, Outcome, RandomSubset, constant, random_recurrent, relax

NEURONS, STARTS = 14, 200
couplings = random_recurrent(NEURONS, jax.random.key(3))
states = jnp.array(list(itertools.product([-1.0, 1.0], repeat=NEURONS)))
no_field = jnp.zeros(NEURONS)
rng = np.random.default_rng(0)
starts = jnp.asarray(rng.choice([-1.0, 1.0], size=(STARTS, NEURONS)), jnp.float32)

for self_coupling in (0.0, 0.5, 1.0, 1.5):
    network = Network(couplings, jnp.asarray(self_coupling))
    is_fixed = network.settled(network.place(states), no_field)
    points = {tuple(state) for state in np.asarray(states[is_fixed])}

    end = relax(
        network,
        RandomSubset(0.5),
        constant(jnp.zeros((STARTS, NEURONS))),
        network.place(starts),
        jax.random.key(0),
        max_sweeps=200,
    )
    settled = np.asarray(end.outcome) == Outcome.FIXED_POINT
    reached = {tuple(state) for state in np.asarray(end.spins[settled])}
    assert reached <= points, "a relaxation ended in a state that is no fixed point"
    print(
        f"self-coupling {self_coupling:.1f}: {len(points):5d} fixed points;"
        f" {settled.sum():3d} of {STARTS} relaxations settled, in {len(reached)} of them"
    )
