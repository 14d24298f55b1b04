"""A worm's circuit of four weights swims untrained: a wave that runs down the body.

After the motor circuit of C. elegans (Bhattasali, Zador and Engel, arXiv 2201.05242): at each joint
a dorsal and a ventral neuron hear how the joint before them is bent, those of the head an
oscillator, and each excites the muscle of its side and inhibits the other. With weights of -1 and
+1 all that is exactly a line of delays: every joint is told the bend of the joint before it.

Without a body the joints here follow their torques with a lag, which a formula checks. With
`pip install "dm-control>=1.0.30" "mujoco<4"` the circuit also swims in MuJoCo's water, beside what
its parts and random torques reach. Nothing of the library is used.
"""

from typing import NamedTuple

import numpy as np

PERIOD = 60
"""Steps of the oscillator."""


class Weights(NamedTuple):
    """The four weights: of the joint before, of the oscillator, to one's own and the other side."""

    before: float = 1.0
    oscillator: float = 1.0
    own: float = 1.0
    other: float = -1.0


def torques(bends, time, weights):
    """Return the torque of each joint in [-1, 1], given how joints are bent, in [-1, 1]."""
    first = time % PERIOD < PERIOD // 2
    sides = []
    for bent, driven in ((np.maximum(bends, 0), first), (np.maximum(-bends, 0), not first)):
        heard = np.concatenate([[weights.oscillator * driven], weights.before * bent[:-1]])
        sides.append(np.clip(heard, 0, 1))
    dorsal, ventral = sides
    up = np.clip(weights.own * dorsal + weights.other * ventral, 0, 1)
    down = np.clip(weights.own * ventral + weights.other * dorsal, 0, 1)
    return up - down


def lagged(weights, joints, share, steps):
    """Return the bends of joints that follow their torques, a share of the way in each step."""
    bends, course = np.zeros(joints), []
    for time in range(steps):
        bends = bends + share * (torques(bends, time, weights) - bends)
        course.append(bends)
    return np.array(course)


def phases(course):
    """Return the phase of each joint at the frequency of the oscillator, over whole periods."""
    last = course[len(course) % PERIOD + PERIOD :]
    turns = np.exp(-2j * np.pi * np.arange(len(last)) / PERIOD)
    return np.unwrap(np.angle(turns @ last))


def swim(weights, links, seed, *, still=False, random=False):
    """Return for how many of 1,000 steps it swims forward at 0.1, slower ones counted in part."""
    from dm_control.suite import swimmer  # pyright: ignore[reportMissingImports]

    world = swimmer.swimmer(n_links=links, random=seed)
    draws, total = np.random.default_rng(seed), 0.0
    at = world.reset()
    for time in range(1000):
        bends = np.clip(at.observation["joints"] / (2 * np.pi / links), -1, 1)
        told = torques(0 * bends if still else bends, time, weights)
        at = world.step(draws.uniform(-1, 1, links - 1) if random else told)
        speed = -world.physics.named.data.sensordata["head_vel"][1]
        total += np.clip(speed / 0.1, 0, 1)
    return total


def main():
    """Print the exact facts, the wave, and where there is a body how it swims."""
    bends = np.random.default_rng(0).uniform(-1, 1, 5)
    delayed = np.concatenate([[1.0], bends[:-1]])
    print(f"told the bend before: {np.array_equal(torques(bends, 0, Weights()), delayed)}")
    mirrored = -torques(-bends, PERIOD // 2, Weights())
    print(f"mirrored, half a period later: {np.array_equal(mirrored, delayed)}")
    print(f"weights of 0: torque {np.abs(torques(bends, 0, Weights(0, 0, 0, 0))).max():.0f}")

    share = 0.2
    turn = np.exp(-2j * np.pi / PERIOD)
    # A joint follows the one before it, as that was a step earlier.
    expected = np.angle(turn * share / (1 - (1 - share) * turn))
    steps = np.diff(phases(lagged(Weights(), 5, share, 10 * PERIOD)))
    print(f"wave: {steps.mean():.4f} radians a joint (spread {np.ptp(steps):.0e}),", end=" ")
    print(f"by the formula {expected:.4f}")

    try:
        import dm_control  # noqa: F401  # pyright: ignore[reportMissingImports]
    except ImportError:
        print("no body: dm-control is missing")
        return
    for name, weights, how in (
        ("as it is", Weights(), {}),
        ("joints unheard", Weights(), {"still": True}),
        ("no oscillator", Weights(oscillator=0), {}),
        ("other side excited", Weights(other=1), {}),
        ("random torques", Weights(), {"random": True}),
    ):
        reached = [swim(weights, 6, seed, **how) for seed in range(3)]
        print(f"swims, {name:18}  forward {np.round(reached).astype(int)} of 1000")


if __name__ == "__main__":
    main()
