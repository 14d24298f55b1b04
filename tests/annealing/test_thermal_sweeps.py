"""Thermal sweeps: the native kernel against JAX, both against plain loops and against theory."""

import os
import subprocess
import sys
from math import exp

import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from oracles import random_couplings, sweep

from basinet.annealing import IsingModel, draws
from basinet.annealing.graph import upper
from basinet.annealing.sweeps import replicas_of, sweeper
from basinet.core import native

needs_native = pytest.mark.skipif(
    native.status() != "ready", reason=f"native kernels: {native.status()}"
)


def model(n=30, seed=0, scale=1.0, whole=True):
    couplings, field = random_couplings(n, seed, whole)
    pairs, values, _ = upper(couplings * scale, "J")
    return IsingModel(n, pairs, values, field * scale)


def swept(ising, by_hand, heat_bath=False, replicas=37, betas=None, order=None, seed=3):
    words, spins = draws.start(seed, 0, replicas, ising.n)
    betas = np.array([0.02, 0.1, 0.5, np.inf, np.nan]) if betas is None else betas
    order = np.arange(ising.n, dtype=np.int32)[None] if order is None else order
    made = sweeper(ising, heat_bath=heat_bath, by_hand=by_hand)
    return made.run(order, betas, replicas_of(spins, words, ising.whole))


@needs_native
@pytest.mark.parametrize("heat_bath", [False, True])
@pytest.mark.parametrize(
    ("scale", "whole", "narrow"),
    [(1.0, True, True), (1_500_000.0, True, False), (1.0, False, False)],
)
def test_the_native_kernel_makes_the_states_of_jax(scale, whole, narrow, heat_bath):
    ising = model(scale=scale, whole=whole).ising
    assert (ising.whole, ising.narrow) == (whole, narrow)
    betas = np.array([0.05, 0.2, 0.7, np.inf, np.nan]) / scale
    (a, energy), (b, other) = (swept(ising, hand, heat_bath, betas=betas) for hand in (True, False))
    assert_array_equal(a.spins, b.spins)
    assert_array_equal(a.draws, b.draws)
    assert_allclose(energy, other, rtol=0 if whole else 1e-5)
    assert_array_equal(a.best, b.best)
    assert_allclose(a.lowest, b.lowest, rtol=0 if whole else 1e-5)


@needs_native
def test_both_follow_an_order_of_their_own_in_each_sweep():
    ising = model().ising
    order = np.random.default_rng(1).integers(0, ising.n, (5, 12)).astype(np.int32)
    ends = [swept(ising, hand, order=order)[0] for hand in (True, False)]
    assert_array_equal(ends[0].spins, ends[1].spins)
    start = draws.start(3, 0, 37, ising.n)[1]
    never = np.setdiff1d(np.arange(ising.n), order[:4])
    assert len(never)
    assert_array_equal(np.asarray(ends[0].spins)[:, never], start[:, never])


@pytest.mark.parametrize("by_hand", [pytest.param(True, marks=needs_native), False])
def test_a_sweep_is_that_of_a_plain_loop_with_the_same_noise(by_hand):
    couplings, field = random_couplings(12, 5)
    pairs, values, _ = upper(couplings, "J")
    problem = IsingModel(12, pairs, values, field)
    for heat_bath, noise in ((False, draws.metropolis), (True, draws.heat_bath)):
        end, _ = swept(problem.ising, by_hand, heat_bath, replicas=5, betas=np.array([0.6]))
        words, spins = draws.start(3, 0, 5, 12)
        state, drawn = jnp.asarray(words), []
        for _ in range(12):
            state, bits = draws.advance(state)
            drawn.append(np.asarray(noise(bits)) / draws.NOISE_UNIT)
        for r in range(5):
            # s_i h_i, in units of the problem's numbers, is half of the cost.
            expected = sweep(couplings, field, spins[r], 0.3, np.array(drawn)[:, r])
            assert_array_equal(end.spins[r], expected)


@pytest.mark.parametrize("by_hand", [pytest.param(True, marks=needs_native), False])
def test_energies_kept_along_the_way_are_those_of_the_states(by_hand):
    problem = model(scale=0.5)
    end, energy = swept(problem.ising, by_hand)
    in_units = problem.ising.offset + problem.ising.unit * np.asarray(energy, float)
    assert_array_equal(in_units, problem.values(np.asarray(end.spins)))
    lowest = problem.ising.offset + problem.ising.unit * np.asarray(end.lowest, float)
    assert_array_equal(lowest, problem.values(np.asarray(end.best)))
    assert (lowest <= in_units).all()


@needs_native
def test_a_replica_does_not_depend_on_its_company():
    ising = model().ising
    many, few = swept(ising, True, replicas=70)[0], swept(ising, True, replicas=3)[0]
    assert_array_equal(many.spins[:3], few.spins)


def test_a_sweep_at_no_temperature_only_descends_and_leaves_free_spins_alone():
    couplings, field = np.zeros((3, 3)), np.array([2.0, 0.0, -1.0])
    pairs, values, _ = upper(couplings, "J")
    ising = IsingModel(3, pairs, values, field).ising
    end, _ = swept(ising, False, replicas=9, betas=np.array([np.inf]))
    start = draws.start(3, 0, 9, 3)[1]
    assert_array_equal(end.spins, np.stack([np.ones(9), start[:, 1], -np.ones(9)], axis=1))


def test_noise_is_exponential_and_logistic():
    bits = np.random.default_rng(0).integers(0, 2**32, 400_000, dtype=np.uint32)
    exponential = np.asarray(draws.metropolis(jnp.asarray(bits))) / draws.NOISE_UNIT
    logistic = np.asarray(draws.heat_bath(jnp.asarray(bits))) / draws.NOISE_UNIT
    for x in (0.01, 0.3, 1.0, 4.0):
        for noise, chance in ((exponential, exp(-x)), (logistic, 1 / (1 + exp(x)))):
            error = 5 * np.sqrt(chance * (1 - chance) / len(bits))
            assert np.mean(noise >= x) == pytest.approx(chance, abs=error)


def test_the_logarithm_in_whole_numbers_is_right_to_the_stated_error():
    bits = np.unique(np.random.default_rng(1).integers(0, 2**32, 100_000, dtype=np.uint32))
    u = np.float32((bits >> 1) | 1).astype(float) / 2**31
    log = np.asarray(draws.exponential(jnp.asarray(bits))) / 2.0**23
    assert_allclose(log, -np.log2(u), rtol=0, atol=2.0**-16)


REPORT = """
import hashlib, numpy as np
from basinet.annealing import MaxCut, anneal
from basinet.annealing.graphs import erdos_renyi
end = anneal(MaxCut(erdos_renyi(90, 300, signs=True)), sweeps=(30, 60), replicas=130, seed=4)
words = np.concatenate([np.asarray(end.moment.replicas.best).ravel(), end.spins])
print(hashlib.sha256(words.tobytes()).hexdigest())
"""


@needs_native
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="threads cannot be limited here")
def test_the_states_are_the_same_whatever_the_threads_and_without_native_code():
    def told(before="", **variables):
        done = subprocess.run(
            [sys.executable, "-c", before + REPORT],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    usual = told()
    one = "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
    assert told(one) == usual
    assert told(PJRT_NPROC="5") == usual
    assert told(BASINET_NATIVE="0") == usual
