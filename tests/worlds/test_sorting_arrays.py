"""Arrays that sort themselves: what is exact about them, and the null model of clustering."""

import jax
import numpy as np
import pytest

from basinet.worlds import (
    Bubble,
    Insertion,
    Selection,
    SortingArray,
    beginning,
    delayed_gratification,
    evolve,
)


def inversions(values):
    return sum(a > b for place, b in enumerate(values) for a in values[:place])


@pytest.mark.parametrize("rule", [Bubble(), Insertion()])
def test_cells_that_swap_with_neighbours_need_as_many_swaps_as_there_are_inversions(rule):
    made = SortingArray(units=20, rule=rule, other=rule)
    for seed in range(3):
        key = jax.random.key(seed)
        start = beginning(made, key)
        end, _, seen = evolve(made, key, steps=9000, every=1)
        found = inversions(np.asarray(start.values).tolist())
        assert int(end.swaps) == found
        assert (np.asarray(end.values) == np.arange(20)).all()
        assert (np.diff(seen["progress"]) >= 0).all()
        fallen = 1 - found / 190 + seen["swaps"] / 190
        np.testing.assert_allclose(seen["progress"], fallen, atol=1e-5)
        assert (np.diff(seen["sorted"]) < 0).any()


def test_what_stands_at_a_place_never_grows_among_cells_that_select():
    made = SortingArray(units=24, rule=Selection(), other=Selection())
    found = evolve(made, jax.random.key(5), steps=6000, every=1, see=values_of)
    assert (np.diff(found.seen.astype(int).cumsum(axis=1), axis=0) <= 0).all()
    assert (found.seen[-1] == np.arange(24)).all()


def values_of(world, state):
    return state.values


@pytest.mark.parametrize("other", [Insertion(), Selection()])
def test_values_stay_a_permutation_and_become_sorted(other):
    made, key = SortingArray(units=20, other=other, copies=2), jax.random.key(7)
    middle = evolve(made, key, steps=333, every=9).state
    assert sorted(np.asarray(middle.values).tolist()) == sorted([*range(10)] * 2)
    assert int(middle.labels.sum()) == 10
    end = evolve(made, key, steps=9000, every=9, start=middle)
    assert end.seen["sorted"][-1] == 1
    assert end.seen["progress"][-1] == 1


def test_in_a_round_every_cell_has_one_turn():
    made = SortingArray(units=9)
    state = evolve(made, jax.random.key(1), steps=10, every=10).state
    assert sorted(np.asarray(state.turns).tolist()) == list(range(9))


@pytest.mark.parametrize("rule", [Bubble(), Selection()])
def test_immovable_cells_stay_and_frozen_ones_are_moved_by_others(rule):
    made = SortingArray(units=16, rule=rule, other=rule, immovable=3)
    key = jax.random.key(2)
    start = beginning(made, key)
    end = evolve(made, key, steps=4000, every=4000).state
    where = np.flatnonzero(start.fixed)
    assert len(where) == 3
    np.testing.assert_array_equal(np.flatnonzero(end.fixed), where)
    np.testing.assert_array_equal(end.names[where], start.names[where])
    assert int(end.swaps) > 0


def test_frozen_cells_of_an_array_of_bubbles_are_brought_to_their_place():
    made, key = SortingArray(units=16, frozen=2), jax.random.key(3)
    end = evolve(made, key, steps=6000, every=6000)
    assert end.seen["sorted"][-1] >= 13 / 15
    assert (end.state.names[np.flatnonzero(end.state.still)] >= 0).all()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ([], 0.0),
        ([5.0, 4.0, 3.0], 0.0),
        ([5.0, 6.0, 6.0, 3.0], 2.0),
        ([5.0, 6.0, 7.0, 4.0, 5.0, 3.0], 0.75),
        ([5.0, 6.0], 0.0),
    ],
)
def test_delayed_gratification_by_hand(error, expected):
    assert delayed_gratification(error) == pytest.approx(expected)


def course(made, seed, steps=30_000):
    """What is seen after each swap."""
    seen = evolve(made, jax.random.key(seed), steps=steps, every=1).seen
    first = np.flatnonzero(np.diff(seen["swaps"], prepend=-1))
    return {name: values[first] for name, values in seen.items()}


@pytest.mark.slow
def test_two_rules_cluster_more_than_labels_without_meaning():
    peaks = {}
    for name, other in (("null", Bubble()), ("chimera", Selection())):
        curves = []
        for seed in range(20):
            found = course(SortingArray(other=other), seed)["clustering"]
            at = np.linspace(0, len(found) - 1, 101).round().astype(int)
            curves.append(found[at])
        peaks[name] = np.mean(curves, axis=0).max()
    assert peaks["null"] < 0.54
    assert peaks["chimera"] > peaks["null"] + 0.05


@pytest.mark.slow
def test_delay_grows_with_immovable_cells_and_so_does_the_error():
    gains, errors = [], []
    for immovable in range(4):
        found = [course(SortingArray(immovable=immovable), seed) for seed in range(10)]
        error = [99 * (1 - one["sorted"]) for one in found]
        gains.append(np.mean([delayed_gratification(one.tolist()) for one in error]))
        errors.append(np.mean([one[-1] for one in error]))
    assert gains[0] == pytest.approx(0.38, abs=0.06)
    assert gains[3] > gains[0] + 0.05
    np.testing.assert_allclose(errors, [0, 1.8, 3.6, 5.4], atol=0.6)
