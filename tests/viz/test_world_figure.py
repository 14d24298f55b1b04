"""Figures of worlds: the data that were given are what is drawn."""

import importlib
import sys

import numpy as np
import pytest

from basinet.viz import Curve, Grid, Row, Scatter, can_write_mp4, world

TICKS = np.array([5, 10, 15])


def test_the_last_picture_stands_beside_the_curves(drawn, words):
    rng = np.random.default_rng(0)
    xy, hue = rng.normal(size=(3, 8, 2)), rng.uniform(-3, 3, size=(3, 8))
    curves = {"order": Curve(np.array([0.1, 0.4, 0.6]), 0.7), "speed": Curve(np.zeros(3))}
    figure = world(TICKS, curves, Scatter(xy, hue, 0.0), title="T", note="n")
    (agents,) = drawn(figure, "agents")
    np.testing.assert_array_equal(agents.get_offsets(), xy[-1])
    (line,) = drawn(figure, "order")
    np.testing.assert_array_equal(line.get_ydata(), curves["order"].values)
    assert len(drawn(figure, "expected")) == 1
    assert "dashed: theory 0.7" in words(figure)


def test_cells_stand_beside_the_picture_that_they_see(drawn):
    level, beside = np.linspace(-1, 1, 21).reshape(3, 7), np.linspace(-1, 1, 12).reshape(3, 4)
    marked, hidden = np.zeros((3, 7), bool), np.zeros((3, 4), bool)
    marked[-1, [0, 5]] = hidden[-1, 2] = True
    grid = Grid(level, 3, beside, 2, marked, hidden)
    figure = world(TICKS, {"unstable": Curve(np.ones(3))}, grid, title="T")
    (agents,), (picture,) = drawn(figure, "agents"), drawn(figure, "picture")
    np.testing.assert_array_equal(agents.get_array().ravel()[:7], level[-1])
    assert agents.get_array().shape == (3, 3)
    np.testing.assert_array_equal(picture.get_array().mask.ravel(), hidden[-1])
    (frames,) = drawn(figure, "marked")
    corners = [path.get_extents().get_points().mean(axis=0) for path in frames.get_paths()]
    left, right, low, _ = agents.get_extent()
    size = (right - left) / 3
    np.testing.assert_allclose(
        corners, [(left + 0.5 * size, -0.5 * size), (left + 2.5 * size, -1.5 * size)]
    )
    assert low == -1


def test_bars_are_drawn_and_shapes_that_do_not_fit_refused():
    row = Row(np.ones((3, 4)) / 2, np.array([[0, 1, 0, 1]] * 3))
    figure = world(TICKS, {"sorted": Curve(np.ones(3))}, row, title="T")
    assert len(figure.axes[0].patches) == 4
    with pytest.raises(ValueError, match="'sorted' has values of shape"):
        world(TICKS, {"sorted": Curve(np.ones(2))}, row, title="T")
    with pytest.raises(ValueError, match="there is no curve"):
        world(TICKS, {}, row, title="T")


def test_the_program_for_films_is_looked_for_in_a_package_too(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    package = tmp_path / "imageio_ffmpeg.py"
    for body, there in (("raise RuntimeError('none')", False), ("return '/of/the/package'", True)):
        package.write_text(f"def get_ffmpeg_exe():\n    {body}\n")
        monkeypatch.delitem(sys.modules, "imageio_ffmpeg", raising=False)
        importlib.invalidate_caches()
        assert can_write_mp4() is there
