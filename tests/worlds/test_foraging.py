"""Foragers: what a way is worth against a loop, food that is neither made nor lost, the claim."""

from dataclasses import replace

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from basinet.worlds import Foraging, Poke, beginning, evolve

KEY = jax.random.key(3)
SMALL = Foraging(units=6, side=8, sites=0.3, regrowth=0.1)


def worth_by_hand(made, state, agent):
    """A loop over ways and cells; a cell lies towards a way within 45 degrees of it."""
    here, found = state.places[agent], []
    for way in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
        x, y = (here + way) % made.side
        total = 6.0 * float(state.food[x, y])
        for dx in range(-5, 6):
            for dy in range(-5, 6):
                far = np.hypot(dx, dy)
                along = dx * way[0] + dy * way[1]
                if way == (0, 0) or not 0 < far <= 5 or along < far / np.sqrt(2) - 1e-9:
                    continue
                x, y = (here + np.array([dx, dy])) % made.side
                known = made.memory * state.memories[agent, x, y] + made.traces * state.traces[x, y]
                total += float(known) / far
        found.append(total)
    return found


def test_what_ways_are_worth_is_what_a_loop_finds():
    state = evolve(SMALL, KEY, steps=40).state
    found = SMALL._worth(state, state.food)
    kept = jax.tree.map(np.asarray, state)
    by_hand = [worth_by_hand(SMALL, kept, agent) for agent in range(SMALL.units)]
    np.testing.assert_allclose(found, by_hand, rtol=1e-5)
    assert np.ptp(by_hand) > 1


def test_food_is_neither_made_nor_lost_and_what_fades_fades():
    end = evolve(SMALL, KEY, steps=40).state
    assert int(end.grown) == int(end.found.sum() + end.food.sum()) > int(end.sites.sum())
    assert not np.any(end.food & ~end.sites)
    assert 0 <= float(end.memories.min()) <= float(end.memories.max()) <= 1
    start = beginning(SMALL, KEY)
    nothing = jnp.zeros_like(start.food)
    empty = eqx.tree_at(lambda s: (s.sites, s.food), start, (nothing, nothing))
    laid = SMALL.poke(empty, Poke(jnp.array([0.1, 0.1]), 0.4, 1.0))
    assert 4 <= float(laid.traces.sum()) <= 20
    after = evolve(SMALL, KEY, steps=40, start=laid).state
    np.testing.assert_allclose(after.traces, laid.traces * 0.95**40, rtol=1e-4)


def test_without_weights_memory_and_traces_change_nothing():
    blind = replace(SMALL, memory=0.0, traces=0.0)
    ends = [
        evolve(replace(blind, keeping=keeping, lasting=lasting), KEY, steps=40).state
        for keeping, lasting in ((0.98, 0.95), (0.0, 0.5))
    ]
    np.testing.assert_array_equal(ends[0].places, ends[1].places)
    np.testing.assert_array_equal(ends[0].found, ends[1].found)
    assert not np.array_equal(ends[0].places, evolve(SMALL, KEY, steps=40).state.places)


def test_fields_out_of_range_are_refused():
    for field, value in (("side", 2), ("units", 0), ("regrowth", 1.5), ("memory", -1.0)):
        with pytest.raises(ValueError, match=field):
            Foraging(**{field: value})


@pytest.mark.slow
def test_neither_memory_nor_traces_help_as_was_claimed():
    def found(units, memory, traces, regrowth=0.02):
        made = Foraging(units=units, memory=memory, traces=traces, regrowth=regrowth)
        ends = [evolve(made, jax.random.key(seed), steps=300, every=300) for seed in range(20)]
        return np.mean([end.seen["found"][-1] for end in ends])

    assert found(20, 3.0, 0.0) < 1.3 * found(20, 0.0, 0.0)  # claimed: 1.69 times as much
    assert found(20, 3.0, 0.0, 0.2) > 1.3 * found(20, 0.0, 0.0, 0.2)  # where food soon returns
    for regrowth in (0.02, 0.2):  # claimed: more than by memory, above a density of 0.23
        assert found(100, 0.0, 3.0, regrowth) < found(100, 3.0, 0.0, regrowth)
