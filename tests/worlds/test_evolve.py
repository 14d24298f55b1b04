"""What holds for every world: the contract, seeds, resumption, one compilation."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet.worlds import WORLDS, Bars, Points, Poke, beginning, evolve, world
from basinet.worlds.evolve import _evolve

KEY = jax.random.key(3)
SMALL = {"units": 12}

every_world = pytest.mark.parametrize("name", sorted(WORLDS.keys() - {"moons"}))
"""All but one whose program takes seconds to compile, which has a test of its own below."""


def small(name, **fields):
    return world(name, SMALL | fields)


def same(one, other):
    jax.tree.map(assert_array_equal, one, other)


@every_world
def test_a_world_shows_what_it_says(name):
    made = small(name)
    start = beginning(made, KEY)
    assert start.time.dtype == jnp.int32
    assert int(start.time) == 0
    end, ticks, seen = evolve(made, KEY, steps=7, every=2)
    assert int(end.time) == 7
    assert list(ticks) == [2, 4, 6]
    assert seen.keys() == made.observables.keys()
    assert all(len(values) == 3 and np.isfinite(values).all() for values in seen.values())
    assert made.expected().keys() <= seen.keys()
    view = made.view(end)
    assert isinstance(view, Points | Bars)
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(view))


@every_world
def test_the_same_key_gives_the_same_run_and_another_does_not(name):
    one, other = (evolve(small(name), KEY, steps=20) for _ in range(2))
    same(one.state, other.state)
    same(one.seen, other.seen)
    third = evolve(small(name), jax.random.key(4), steps=20)
    first = one.seen[next(iter(one.seen))]
    assert (first != third.seen[next(iter(one.seen))]).any()


@every_world
def test_a_run_that_goes_on_ends_where_an_uninterrupted_one_does(name):
    whole = evolve(small(name), KEY, steps=30, every=3)
    part = evolve(small(name), KEY, steps=13, every=3)
    rest = evolve(small(name), KEY, steps=17, every=2, start=part.state)
    same(whole.state, rest.state)
    assert rest.ticks[0] == 15


@every_world
def test_nothing_that_is_seen_changes_the_run(name):
    often = evolve(small(name), KEY, steps=12, every=1)
    once = evolve(small(name), KEY, steps=12, every=12)
    same(often.state, once.state)


@every_world
def test_other_floats_and_other_intervals_compile_nothing_new(name):
    made = small(name)
    floats = [f.name for f in dataclasses.fields(made) if isinstance(f.default, float)]
    evolve(made, KEY, steps=6, every=2)
    before = _evolve._cached._cache_size()
    for field in floats:
        changed = small(name, **{field: getattr(made, field) * 0.9})
        evolve(changed, KEY, steps=9, every=3)
    assert _evolve._cached._cache_size() == before


@every_world
def test_a_poke_that_reaches_nobody_changes_nothing_and_one_that_does_keeps_the_time(name):
    made = small(name)
    state = evolve(made, KEY, steps=3).state
    far = Poke(jnp.array([1e3, 1e3]), 0.5, 1.0)
    same(state, made.poke(state, far))
    after = made.poke(state, Poke(jnp.zeros(2), 1e4, 1.0))
    assert int(after.time) == 3
    changed = jax.tree.map(lambda a, b: bool((a != b).any()), state, after)
    assert any(jax.tree.leaves(changed))


@every_world
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"units": 0}, "units is 0; it must be a whole number of at least"),
        ({"units": "many"}, "units is 'many'"),
        ({"unitz": 3}, r"has no field 'unitz' \(did you mean units\?\)"),
    ],
)
def test_fields_that_cannot_be_are_refused_in_a_line(name, fields, words, unchecked):
    with pytest.raises(ValueError, match=words):
        world(name, fields)


def test_names_and_numbers_of_ticks_are_checked():
    with pytest.raises(ValueError, match=r"no world 'kuramotto' \(did you mean kuramoto\?\)"):
        world("kuramotto")
    with pytest.raises(ValueError, match="steps is 0"):
        evolve(small("kuramoto"), KEY, steps=0)
    with pytest.raises(ValueError, match="every is 9; expected a whole number from 1 to 8"):
        evolve(small("kuramoto"), KEY, steps=8, every=9)


def test_the_moons_keep_the_contract_too():
    made = small("moons", hidden=2, particles=3)
    whole = evolve(made, KEY, steps=12, every=4)
    assert whole.seen.keys() == made.observables.keys()
    part = evolve(made, KEY, steps=4, every=4).state
    same(whole.state, evolve(made, KEY, steps=8, every=4, start=part).state)
    poked = made.poke(part, Poke(jnp.zeros(2), 1e4, 1.0))
    assert_array_equal(poked.labels, 1 - np.asarray(part.labels))
    same(part, made.poke(part, Poke(jnp.array([1e3, 1e3]), 0.5, 1.0)))
    moved = np.asarray(small("moons", right=0.5, up=-0.25).samples(part) - made.samples(part))
    expected = np.outer(np.arange(len(moved)) % 2, [0.5, -0.25])
    np.testing.assert_allclose(moved, expected, atol=1e-6)
    view = made.view(whole.state)
    assert view.ground.shape == (32, 32)
    samples = made.samples(whole.state)
    scores = np.asarray(made.evidence(whole.state, samples))
    right = (scores > 0) == (np.asarray(whole.state.labels) == 1)
    assert float(made.observe(whole.state)["accuracy"]) == pytest.approx(right.mean())
