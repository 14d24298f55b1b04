"""Reservoirs beside reservoirpy, and a flow beside diffrax: python benchmarks/reservoirs.py.

The same weights, the same inputs, one process, processor time by turns, medians. Needs
`pip install reservoirpy diffrax`; what is missing is left out. Every pair of reservoirs is checked
to compute the same numbers first, the flow in `tests/rates`. A first call contains compiling; that
of the flow is made in a process of its own, so that neither finds what the other has warmed.
"""

import importlib
import importlib.util
import statistics
import subprocess
import sys
import time
import warnings
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import scipy.sparse

from basinet import rates
from basinet.core import Dense
from basinet.rates import Circuit, Constant, EchoState, Leaky
from basinet.rates.medium import quick
from basinet.series.streaming import pieces

ROUNDS = 5


def timed(contestants):
    """Median processor seconds of functions that take turns, and those of their first calls."""
    first, times = {}, {name: [] for name in contestants}
    for name, work in contestants.items():
        started = time.process_time()
        work()
        first[name] = time.process_time() - started
    for _ in range(ROUNDS):
        for name, work in contestants.items():
            started = time.process_time()
            work()
            times[name].append(time.process_time() - started)
    return {name: statistics.median(found) for name, found in times.items()}, first


def states_of(medium, inputs):
    """All states of some series, one after the other in time."""
    return [piece.end for piece in pieces(medium, inputs)][-1]


def reservoirs(units, series, steps):
    """One reservoir in both packages, over some series."""
    rng = np.random.default_rng(0)
    medium = EchoState(units=units).build(np.zeros((1, 1)), 0)
    inputs = [rng.uniform(-1, 1, (steps, 1)) for _ in range(series)]
    contestants = {"basinet": lambda: states_of(quick(medium), inputs)}
    if importlib.util.find_spec("reservoirpy") is not None:
        nodes = importlib.import_module("reservoirpy.nodes")

        w, into = (
            np.asarray(vars(m)["weights"], float).T
            for m in (medium.circuit.couplings, medium.inputs)
        )
        bias = np.asarray(medium.bias, float)
        for name, matrix in (("dense", w), ("sparse", scipy.sparse.csr_array(w))):
            node = nodes.Reservoir(units=units, lr=1.0, W=matrix, Win=into, bias=bias)

            def run(node=node):
                found = []
                for one in inputs:
                    if hasattr(node, "state"):
                        node.reset()
                    found.append(node.run(one))
                return found[-1]

            gap = np.abs(run()[-1] - states_of(medium, inputs)[-1]).max()
            assert gap < 1e-3, gap
            contestants[f"reservoirpy {name}"] = run
    return timed(contestants)


def flows(units=500, steps=2000, dt=0.01):
    """Functions that solve the same differential equation with the same steps of Euler."""
    rng = np.random.default_rng(0)
    weights = jnp.asarray(rng.normal(size=(units, units)) / units**0.5, jnp.float32)
    start = jnp.asarray(rng.normal(size=(1, units)), jnp.float32)
    circuit, nothing = Circuit(Leaky(units), Dense(weights)), Constant(jnp.zeros((1, units)))

    def ours():
        given = circuit, rates.Euler(), nothing, start, itself
        found = rates.record(*given, dt=dt, steps=steps, every=steps).state
        return jax.block_until_ready(found)

    contestants = {"basinet": ours}
    if importlib.util.find_spec("diffrax") is not None:
        import diffrax

        term = diffrax.ODETerm(lambda t, y, args: jnp.tanh(y @ weights) - y)

        @jax.jit
        def theirs(at):
            settings = {"max_steps": steps + 1, "saveat": diffrax.SaveAt(t1=True)}
            way = term, diffrax.Euler(), 0.0, steps * dt, dt, at
            found: Any = diffrax.diffeqsolve(*way, **settings)
            return found.ys[0]

        contestants["diffrax"] = lambda: jax.block_until_ready(theirs(start))
    return contestants


def first_calls(names):
    """Median processor seconds of the first call of each, each in fresh processes by turns."""
    found = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            told = subprocess.run([sys.executable, __file__, name], capture_output=True, check=True)
            found[name].append(float(told.stdout))
    return {name: statistics.median(times) for name, times in found.items()}


def itself(state):
    return state


def show(title, found):
    """Print seconds, and how often basinet goes into them."""
    medians, first = found
    for name, seconds in medians.items():
        ratio = seconds / medians["basinet"]
        print(f"{title:<32} {name:<20} {seconds:8.4f} s  {ratio:6.2f}  first {first[name]:6.2f} s")


def main():
    warnings.simplefilter("ignore")
    if len(sys.argv) > 1:  # one first call, for `first_calls`
        work = flows()[sys.argv[1]]
        started = time.process_time()
        work()
        print(time.process_time() - started)
        return
    contestants = flows()
    medians, _ = timed(contestants)
    show("Euler, 500 units, 2000 steps", (medians, first_calls(list(contestants))))
    show("200 units, 3200 steps", reservoirs(200, 1, 3200))
    show("1000 units, 3200 steps", reservoirs(1000, 1, 3200))
    show("500 units, 64 series of 500", reservoirs(500, 64, 500))


if __name__ == "__main__":
    main()
