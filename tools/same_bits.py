"""Say whether two libraries of native kernels give the same numbers to the last bit.

    python tools/same_bits.py ONE.so OTHER.so

For example `basinet/core/native/lib/kernels-avx512.so` of an installed wheel, and the library in
the user's cache folder. Each is loaded by a process of its own, which computes fields, learning
steps, sweeps, relaxations and layers of random networks. Prints what differs and ends with 1.
"""

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from basinet.core import Network, Sequential, Synchronous, constant, native, random_sparse, relax
from basinet.core import layer as layers
from basinet.core.layer import Change, Changes, Layer, Window
from basinet.core.native import synapses
from basinet.learners.steered import Ramp

SHAPES = ((3, 7, 5), (1, 40, 9), (17, 130, 411))
WINDOW = Window(-0.5, 6.0)
CHANGES = Changes(Change(0.1, 0.2), Change(0.0, 0.3), Change(0.3, 0.4), Change(0.4, 0.5))


class Drawn:
    """Random arrays, the same in every process."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(0)

    def reals(self, *shape: int) -> jax.Array:
        """Return normal numbers of a spread of 1/20."""
        return jnp.asarray(self.rng.normal(size=shape) / 20, jnp.float32)

    def flips(self, *shape: int, share: float = 1.0, size: float = 2.0) -> jax.Array:
        """Return numbers of one size and either sign in a share of the places, else zero."""
        signs = self.rng.choice([-size, size], shape) * (self.rng.random(shape) < share)
        return jnp.asarray(signs, jnp.float32)


def dense(drawn: Drawn) -> dict[str, jax.Array]:
    """Return fields and learning steps of dense couplings, and a sequential sweep."""
    made = {}
    for batch, sources, targets in SHAPES:
        weights, name = drawn.reals(sources, targets), f"{batch}, {sources}, {targets}"
        for share in (0.02, 0.3, 1.0):
            flips = drawn.flips(batch, sources, share=share)
            made[f"field of flips, {name}, {share}"] = native.shift(flips, weights)
        made[f"field of reals, {name}"] = native.shift(drawn.reals(batch, sources), weights)
        signs = drawn.flips(batch, sources, size=1.0)
        made[f"field of signs, {name}"] = native.shift(signs, weights)
        post = drawn.reals(batch, targets) * (drawn.flips(batch, targets, share=0.3) != 0)
        learn = partial(native.learn, without_self=False)
        factors = jnp.asarray([0.99, 0.013], jnp.float32)
        for kind, pre in (("spins", signs), ("reals", drawn.reals(batch, sources))):
            made[f"learning from {kind}, {name}"] = learn(weights, post, pre, factors)
    spins, weights = drawn.flips(17, 203, size=1.0), drawn.reals(203, 203)
    draws = jnp.asarray(drawn.rng.integers(0, 2**32, 203, dtype=np.uint32))
    given = spins, native.shift(spins, weights), drawn.reals(17, 203), drawn.reals(203)
    made["sequential sweep"] = native.visit(*given, draws, weights)[1]
    return made


def sparse(drawn: Drawn) -> dict[str, jax.Array]:
    """Return fields, learning steps and relaxations of sparse couplings."""
    couplings, made = random_sparse(203, 14, jax.random.key(3)), {}
    for share in (0.02, 0.3):
        flips = drawn.flips(17, 203, share=share)
        made[f"sparse field of flips, {share}"] = synapses.send(flips, *couplings.listed())
    made["sparse field of reals"] = synapses.send(drawn.reals(17, 203), *couplings.listed())
    post = drawn.reals(17, 203) * (drawn.flips(17, 203, share=0.3) != 0)
    for kind, pre in (("spins", drawn.flips(17, 203, size=1.0)), ("reals", drawn.reals(17, 203))):
        made[f"sparse learning from {kind}"] = couplings.learn(post, pre, 0.1, 0.013).weights
    network, stimulus = Network(couplings, jnp.float32(0.1)), constant(drawn.reals(17, 203))
    start = network.place(drawn.flips(17, 203, size=1.0))
    for dynamics in (Synchronous(), Sequential()):
        end = relax(network, dynamics, stimulus, start, jax.random.key(1), max_sweeps=9)
        made[f"sparse relaxation, {dynamics}"] = end.configuration.recurrent
    return made


def layer(drawn: Drawn) -> dict[str, jax.Array]:
    """Return answers and learning steps of a layer without couplings."""
    made = {}
    for batch, features, neurons, classes in ((16, 100, 203, 10), (5, 7, 33, 3)):
        shapes = ((features, neurons), (neurons,), (classes, neurons), (neurons, classes))
        of, x = Layer(*(3 * drawn.reals(*shape) for shape in shapes)), drawn.reals(batch, features)
        found = layers.answer(of, 20 * x, Ramp(phases=8).steps(), WINDOW)
        errors, pace = drawn.reals(batch, classes), jnp.float32(0.7)
        learnt = layers.learn(of, 20 * x, found, errors, WINDOW, CHANGES, pace)
        for i, part in enumerate(jax.tree.leaves((found, learnt))):
            made[f"layer of {neurons}, part {i}"] = part
    return made


def compute(library: str, out: str) -> None:
    """Write everything that the kernels of one library give."""
    native._libraries = lambda: iter([Path(library).resolve()])
    if native.status() != "ready":
        sys.exit(f"{library}: {native.status()}")
    drawn = Drawn()
    np.savez(
        out, **{k: np.asarray(v) for k, v in (dense(drawn) | sparse(drawn) | layer(drawn)).items()}
    )


def main(one: str, other: str) -> None:
    """Compute with both and compare."""
    with tempfile.TemporaryDirectory() as folder:
        outs = [f"{folder}/{i}.npz" for i in range(2)]
        for library, out in zip((one, other), outs, strict=True):
            subprocess.run([sys.executable, __file__, "--compute", library, out], check=True)
        first, second = (dict(np.load(out)) for out in outs)
    differing = [name for name in first if not np.array_equal(first[name], second[name])]
    for name in differing:
        share = np.mean(first[name] != second[name])
        print(
            f"{name}: {share:.1%} differ, by up to {np.abs(first[name] - second[name]).max():.1e}"
        )
    print(f"{len(first) - len(differing)} of {len(first)} results are the same to the last bit")
    sys.exit(bool(differing))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--compute"] and len(sys.argv) == 4:
        compute(*sys.argv[2:])
    elif len(sys.argv) == 3:
        main(*sys.argv[1:])
    else:
        sys.exit(__doc__)
