"""Association: a learning step of `Steered` whose goal is a whole pattern instead of a class.

M readout units take the components of a pattern in the place of C classes (arXiv 2509.05041).
Patterns have no rare class, so that nothing is balanced: the feedback is W_back y with y = -1 or
+1, and the readout targets are y itself.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Key
from basinet.learners._base import Info
from basinet.learners.steered.learner import Steered
from basinet.learners.steered.protocol import Goal
from basinet.learners.steered.wiring import Wiring


def associate(
    learner: Steered,
    state: Wiring,
    cues: Float[Array, "batch features"],
    targets: Float[Array, "batch units"],
    key: Key,
) -> tuple[Wiring, Info]:
    """Steer the network from each cue towards its target and make the states more stable.

    Args:
        learner: the network's settings.
        state: its couplings, with one readout unit for each component of a target.
        cues: inputs.
        targets: patterns of -1 and +1.
        key: for update rules with a random part.

    Returns:
        The couplings after the step, and the means that `Steered.step` reports with the
        `overlap` of the readout with the target, in the states that are learnt.
    """
    learnt, lesson = learner.learn(
        state, cues, Goal(targets, targets, _unweighted, is_class=False), key
    )
    return learnt, lesson.info() | {"overlap": jnp.mean(jnp.sign(lesson.readout))}


def _unweighted(readout: Float[Array, "batch units"]) -> Float[Array, "batch units"]:
    """Return phi(y) = y: both signs are equally frequent."""
    return readout
