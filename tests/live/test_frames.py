"""Frames: what goes in comes out, and nothing else is read."""

import jax.numpy as jnp
import numpy as np
import pytest

from basinet.live.frames import BARS, CELLS, POINTS, UNWELL, decode, encode
from basinet.worlds import Bars, Cells, Points

RNG = np.random.default_rng(0)
SEEN = {"order": 0.25, "speed": -3.5}


def test_points_and_what_lies_beneath_come_back():
    xy = RNG.uniform(-1, 1, (50, 2)).astype(np.float32)
    hue = RNG.uniform(-np.pi, np.pi, 50).astype(np.float32)
    ground = RNG.uniform(0, 1, (5, 7)).astype(np.float32)
    points = Points(jnp.array(xy), jnp.array(hue), 1.5, jnp.array(ground))
    found = decode(encode(2**32 + 7, SEEN, points))
    assert (found.kind, found.flags, found.tick) == (POINTS, 0, 7)
    np.testing.assert_array_equal(found.scalars, [0.25, -3.5])
    np.testing.assert_allclose(found.parts["xy"], xy, atol=1.5 / 32767)
    np.testing.assert_allclose(found.parts["ground"], ground, atol=1 / 255)
    turns = np.exp(1j * found.parts["hue"]) / np.exp(1j * hue)
    assert np.abs(np.angle(turns)).max() < 2 * np.pi / 255
    assert len(encode(1, SEEN, Points(jnp.array(xy), jnp.array(hue), 1.0))) < 6 * 50 + 40


def test_points_without_a_square_of_their_own_fill_the_picture():
    xy = RNG.uniform(40, 60, (9, 2)).astype(np.float32)
    found = decode(encode(1, {}, Points(jnp.array(xy), jnp.zeros(9), 0.0)))
    np.testing.assert_allclose(found.parts["xy"], xy, atol=1e-3)
    assert 0 < found.parts["reach"] < 12


def test_cells_and_bars_come_back():
    level = RNG.choice([-1.0, 0.0, 1.0], 19).astype(np.float32)
    marked, beside = RNG.random(19) < 0.4, RNG.uniform(-1, 1, 6).astype(np.float32)
    rows = RNG.normal(size=(2, 3)).astype(np.float32)
    cells = Cells(*(jnp.array(part) for part in (level, marked, beside, rows)), 5, 3)
    found = decode(encode(4, SEEN, cells)).parts
    np.testing.assert_allclose(found["level"], level, atol=1 / 255)
    np.testing.assert_array_equal(found["marked"], marked)
    np.testing.assert_allclose(found["beside"], beside, atol=1 / 255)
    np.testing.assert_array_equal(found["bars"], rows)
    assert (found["columns"], found["beside_columns"]) == (5, 3)
    bars = Bars(jnp.linspace(0.1, 1, 8), jnp.arange(8) % 3)
    found = decode(encode(4, SEEN, bars))
    assert found.kind == BARS
    np.testing.assert_allclose(found.parts["height"], np.linspace(0.1, 1, 8), atol=1e-4)
    np.testing.assert_array_equal(found.parts["kind"], np.arange(8) % 3)
    assert decode(encode(0, {}, cells)).kind == CELLS


def test_a_frame_of_a_network_is_small():
    n = 800
    cells = Cells(jnp.ones(n), jnp.zeros(n, bool), jnp.zeros(64), jnp.zeros((2, 10)), 29, 8)
    assert len(encode(1, SEEN, cells)) < 1200


def test_numbers_that_are_none_are_said_and_shown_somewhere():
    xy = jnp.array([[jnp.nan, 1.0], [jnp.inf, 0.0]])
    found = decode(encode(1, {"order": float("nan")}, Points(xy, jnp.zeros(2), 1.0)))
    assert found.flags & UNWELL
    assert np.isfinite(found.parts["xy"]).all()


@pytest.mark.parametrize("wrong", [b"", b"abc", b"\x00" * 40, b"\x51\xba\x09" + b"\x00" * 40])
def test_what_is_no_frame_is_refused(wrong):
    with pytest.raises(ValueError, match="frame"):
        decode(wrong)


def test_a_frame_that_is_cut_is_refused():
    whole = encode(1, SEEN, Points(jnp.zeros((9, 2)), jnp.zeros(9), 1.0))
    for length in range(0, len(whole) - 1, 7):
        with pytest.raises(ValueError, match="are no frame"):
            decode(whole[:length])
