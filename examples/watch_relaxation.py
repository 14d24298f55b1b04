"""Watch a random network settle, first freely, then steered by a stimulus that is withdrawn."""

import jax
import jax.numpy as jnp

from basinet.core import (
    Network,
    Outcome,
    StepOff,
    Stimulus,
    Synchronous,
    constant,
    random_recurrent,
    relax,
    silent,
    trace,
)

PATTERNS, NEURONS, RELEASE, SWEEPS = 4, 500, 6, 40
key_couplings, key_input, key_steer = jax.random.split(jax.random.key(0), 3)
network = Network(random_recurrent(NEURONS, key_couplings), jnp.asarray(1.0))
rule, start, key = Synchronous(), silent(PATTERNS, NEURONS), jax.random.key(1)

sustained = jax.random.normal(key_input, (PATTERNS, NEURONS))
transient = 2 * jax.random.normal(key_steer, (PATTERNS, NEURONS))
free = constant(sustained)
steered = Stimulus(sustained, transient, StepOff(RELEASE))

for name, stimulus in (("free", free), ("steered", steered)):
    end = relax(network, rule, stimulus, start, key, max_sweeps=SWEEPS)
    for sweeps, outcome in zip(end.sweeps.tolist(), end.outcome.tolist(), strict=True):
        print(f"{name:<8} {sweeps:2d} sweeps  {Outcome(outcome).explain()}")

spins = trace(network, rule, steered, start, key, lambda now: now.spins, sweeps=SWEEPS)
flips = (spins[1:, 0] != spins[:-1, 0]).sum(axis=1).tolist()
print(f"flips of the first pattern while steered, from sweep 1: {flips[: RELEASE - 1]}")
print(f"and from sweep {RELEASE}, without the transient field: {flips[RELEASE - 1 : 16]}")
