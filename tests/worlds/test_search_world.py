"""Particles on functions, functions from text, and memories at work."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.memories import CentredUnit, DenseHopfield, Modern
from basinet.worlds import (
    DenseCompletion,
    ModernCompletion,
    Poke,
    Search,
    beginning,
    completing,
    evolve,
)
from basinet.worlds.expressions import FUNCTIONS, function

KEY = jax.random.key(0)


def test_without_pulls_a_particle_flies_on_as_its_inertia_says():
    made = Search(units=5, function="sphere", inertia=0.5, cognitive=0.0, social=0.0)
    start = beginning(made, KEY)
    end = evolve(made, KEY, steps=9).state
    way = np.asarray(start.particles.velocity) * 0.5 * (1 - 0.5**9) / 0.5
    assert_allclose(end.particles.position, start.particles.position + way, atol=1e-5)


@pytest.mark.parametrize("name", ["sphere", "rastrigin", "himmelblau"])
def test_the_swarm_finds_the_lowest_place_and_the_best_never_rises(name):
    made = Search(function=name)
    for seed in range(5):
        seen = evolve(made, jax.random.key(seed), steps=300).seen
        assert (np.diff(seen["best"]) <= 0).all()
        assert seen["best"][-1] < 1e-4


MINIMA = {"sphere": (0, 0), "rastrigin": (0, 0), "himmelblau": (3, 2), "ackley": (0, 0)}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_known_functions_have_their_minimum_0(name):
    plane = function(name)
    x, y = (jnp.float32(v) for v in MINIMA[name])
    assert float(plane(x, y)) == pytest.approx(0, abs=1e-4)
    grid = jnp.linspace(-5, 5, 41)
    assert float(plane(*jnp.meshgrid(grid, grid)).min()) >= -1e-4


def test_expressions_are_what_they_say():
    x, y = jnp.float32(-1.5), jnp.float32(0.5)
    for text, expected in {
        "x": -1.5,
        "3": 3.0,
        "-x**2 + 2*y": -1.25,
        "x**3": -3.375,
        "minimum(x, y) / 2": -0.75,
        "abs(x) ** y": 1.5**0.5,
        "sin(pi*y) + log(e)": 2.0,
    }.items():
        assert float(function(text)(x, y)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x +",
        "z",
        "__import__('os')",
        "x.real",
        "(lambda: 1)()",
        "[x]",
        "x if y else 1",
        "open('a')",
        "x < y",
        "sin",
        "sin(x, y)",
        "sin(x=1)",
        "'a'",
        "True",
        "1e999",
        "x @ y",
        "x // y",
        "x; y",
        "x" + " + x" * 60,
        "-" * 150 + "x",
        "9**9**9**99999999999",
        "rastrigin2",
    ],
)
def test_nothing_but_known_names_is_taken(text):
    with pytest.raises(ValueError, match=r"expected|no expression"):
        function(text)
    with pytest.raises(ValueError, match=r"expected|no expression"):
        Search(function=text)


def test_what_is_no_number_is_avoided():
    made = Search(units=8, function="log(x)**2 + sqrt(y)")
    end = evolve(made, KEY, steps=60)
    assert np.isfinite(end.seen["best"]).all()
    assert np.isfinite(made.view(end.state).ground).all()


RNG = np.random.default_rng(0)
PATTERNS = RNG.choice([-1.0, 1.0], (6, 64)).astype(np.float32)


def test_completion_is_the_recall_of_the_memory_with_a_mask():
    patterns = RNG.uniform(-1, 1, (6, 64)).astype(np.float32)
    made = ModernCompletion(jnp.array(patterns), 8, beta=20.0)
    state = completing.half_hidden(made, completing.show(made, beginning(made, KEY), 4))
    end = evolve(made, KEY, steps=30, start=state)
    memory = Modern(beta=20.0, preparation=CentredUnit())
    stored = memory.store(patterns, None, KEY)
    known = np.arange(64)[None] < 32
    found = memory.recall(stored, jnp.array(patterns[4:5]), KEY, jnp.array(known), energies=True)
    assert_allclose(end.state.at, found.state[0], atol=1e-5)
    assert_allclose(end.seen["energy"][-1], found.energies[0, -1], atol=1e-5)
    assert (np.diff(end.seen["energy"]) <= 1e-6).all()
    assert_allclose(made.view(end.state).level, found.output[0], atol=1e-4)
    assert end.seen["agreement"][-1] > 0.99


def test_a_dense_memory_descends_to_the_picture_that_was_damaged():
    made = DenseCompletion(jnp.array(PATTERNS), 8)
    state = completing.noisy(made, completing.show(made, beginning(made, KEY), 2), 0.2, KEY)
    assert not np.array_equal(state.cue, PATTERNS[2])
    end = evolve(made, KEY, steps=10, start=state)
    assert_array_equal(end.state.at, PATTERNS[2])
    assert (np.diff(end.seen["energy"]) <= 0).all()
    assert end.seen["agreement"][-1] == pytest.approx(1.0)
    memory = DenseHopfield(order=4)
    stored = memory.store(PATTERNS, None, KEY)
    assert end.seen["energy"][-1] == pytest.approx(float(memory.energy(stored, PATTERNS[2:3])[0]))


@pytest.mark.parametrize("kind", [ModernCompletion, DenseCompletion])
def test_a_hand_hides_pixels_and_shows_them_again(kind):
    made = kind(jnp.array(PATTERNS), 8)
    whole = completing.show(made, beginning(made, KEY), 3)
    hidden = made.poke(whole, Poke(jnp.array([-1.0, -1.0]), 0.5, 1.0))
    assert 0 < int((~hidden.known).sum()) < 20
    assert not hidden.known[0]
    assert (np.asarray(hidden.cue)[~np.asarray(hidden.known)] == 0).all()
    again = made.poke(hidden, Poke(jnp.array([-1.0, -1.0]), 0.5, -1.0))
    assert_array_equal(again.known, True)
    assert_array_equal(again.cue, PATTERNS[3])
    assert_array_equal(completing.restored(made, hidden).cue, PATTERNS[3])
