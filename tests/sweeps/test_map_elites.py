"""The archive of MAP-Elites: cells over what was seen, points in their ranges, and a planar arm."""

import numpy as np
import pytest

pytest.importorskip("ribs")
pytest.importorskip("pyarrow")

from basinet.sweeps.archives import Archive, Axis, Children, axis_over
from basinet.sweeps.genome import decode, random_point
from basinet.sweeps.space import Between, OneOf


def test_axes_reach_over_the_values_with_a_cell_beyond_at_each_end():
    for values in ([100.0, 200.0], [100.0, 9000.0], [5.0, 5.0]):
        axis = axis_over("synapses", values, 6)
        edges = axis.edges()
        assert len(edges) == 7
        assert axis.log == (max(values) > 4 * min(values))
        assert edges[1] <= min(values)
        assert max(values) <= edges[5]
        archive = Archive((axis, Axis("sweeps", 0.0, 3.0, 3)), 1, 0)
        assert [archive.cell((value, 1.5))[0] in (1, 2, 3, 4) for value in values] == [True, True]
        assert archive.cell((min(values) * 1e-6, -5.0)) == (0, 0)
        assert archive.cell((max(values) * 1e6, 99.0)) == (5, 2)


ARM = (
    Axis("x", -1.0, 1.0, 20),
    Axis("y", -1.0, 1.0, 20),
)


def reached(genome):
    """A planar arm of 8 joints: minus the spread of its angles, and where its tip is."""
    angles = (genome - 0.5) * np.pi
    along = np.cumsum(angles)
    return 1 - angles.std(), (np.cos(along).mean(), np.sin(along).mean())


def test_map_elites_reaches_more_of_a_planar_arm_than_random_search():
    evolved, random = Archive(ARM, 8, 0), Archive(ARM, 8, 0)
    children, drawn = Children(evolved, 8, 50, 0), np.random.default_rng(0).random((1500, 8))
    count, tried = 0, []
    for genomes in np.split(drawn, 30):
        tried += [reached(genome) for genome in genomes]
        for genome in genomes if count < 200 else children.draw():
            evolved.add(count, genome, *reached(genome))
            count += 1
    for number, (genome, (score, tip)) in enumerate(zip(drawn, tried, strict=True)):
        random.add(number, genome, score, tip)
    for archive in (evolved, random):  # no tip lies beyond the length of the arm
        assert all(np.hypot(*archive_corner(cell)) <= 1 for cell in archive.elites())
    filled, score = evolved.grid.stats.num_elites, evolved.grid.stats.qd_score
    best = {}  # what a dictionary keeps of random search
    for score_, tip in tried:
        best[random.cell(tip)] = max(score_, best.get(random.cell(tip), -2.0))
    assert len(best) == random.grid.stats.num_elites
    assert sum(best.values()) == pytest.approx(float(random.grid.stats.qd_score))
    assert filled >= len(best)
    assert score > 1.05 * random.grid.stats.qd_score


def archive_corner(cell):
    """The corner of a cell that is nearest to the shoulder."""
    return [max(0, abs(at - 9.5) - 0.5) / 10 for at in cell]


def test_points_of_the_cube_are_values_in_their_ranges():
    space = {"a": Between(1, 4), "b": Between(1e-3, 10.0, log=True), "c": OneOf(("x", "y"))}
    assert decode(space, np.zeros(3)) == {"a": 1, "b": 0.001, "c": "x"}
    assert decode(space, np.ones(3)) == {"a": 4, "b": 10.0, "c": "y"}
    assert decode(space, np.full(3, 0.5))["b"] == pytest.approx(0.1)
    drawn = [decode(space, random_point(3, 0, number))["a"] for number in range(4000)]
    assert np.bincount(drawn)[1:] == pytest.approx(1000, abs=5 * np.sqrt(750))
