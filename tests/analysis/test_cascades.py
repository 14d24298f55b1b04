"""Cascades of coincidences: exact counts."""

from itertools import pairwise

import numpy as np
import pytest

from basinet.analysis import cascades


def random_firings(seed: int, count: int = 8):
    rng = np.random.default_rng(seed)
    return {(int(n), int(t)) for n, t in zip(*rng.integers(0, 6, (2, count)), strict=True)}


def by_the_rule(external, columns: int = 16, steps: int = 24):
    """Elementary rule 192, step by step, on an array."""
    fires = np.zeros((steps, columns), bool)
    for node, time in external:
        fires[time, node] = True
    for time in range(1, steps):
        fires[time, 1:] |= fires[time - 1, :-1] & fires[time - 1, 1:]
    return {(int(n), int(t)) for t, n in np.argwhere(fires)}


@pytest.mark.parametrize("seed", range(20))
def test_the_closure_is_the_rule_run_step_by_step(seed):
    external = random_firings(seed)
    assert cascades.closure(external) == by_the_rule(external)


@pytest.mark.parametrize("width", range(1, 9))
def test_neighbours_at_one_time_make_a_triangle(width):
    run = [(node, 0) for node in range(width)]
    assert len(cascades.induced(run)) == width * (width - 1) // 2
    assert cascades.profit(run) == width * (width - 3) // 2


def test_the_closure_grows_with_what_is_put_in_and_closes_once():
    external = random_firings(3)
    every = cascades.closure(external)
    assert cascades.closure(every) == every
    assert every <= cascades.closure(external | {(2, 1)})
    moved = {(n + 3, t + 5) for n, t in external}
    assert cascades.closure(moved) == {(n + 3, t + 5) for n, t in every}


@pytest.mark.parametrize("seed", range(10))
def test_a_node_fires_where_a_triangle_covers_it(seed):
    external = random_firings(seed)
    parts, every = cascades.triangles(external), cascades.closure(external)
    for firing in [(n, t) for n in range(9) for t in range(16)]:
        assert any(cascades.in_cone(firing, part) for part in parts) == (firing in every)
    assert all(one != other for one, other in pairwise(parts))


def test_chinampas_of_profit_0_and_1_are_as_many_as_are_known():
    assert [cascades.counted(k, 0, 5, 4) for k in (3, 4)] == [1, 5]
    assert [cascades.counted(k, 1, 5, 4) for k in (3, 4)] == [0, 2]


@pytest.mark.slow
def test_with_five_external_firings_there_are_16_and_13():
    assert cascades.counted(5, 0, 6, 5) == 2**2 + 3 * 4
    assert cascades.counted(5, 1, 6, 5) == 13


def test_what_is_induced_as_well_is_no_chinampa():
    assert cascades.is_chinampa([(0, 0), (1, 0), (2, 0)])
    assert not cascades.is_chinampa([(0, 0), (1, 0), (1, 1)])
    assert not cascades.is_chinampa([(0, 0), (5, 0)])
    assert not cascades.is_chinampa([])
