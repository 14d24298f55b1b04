"""Frames: what a browser needs of a moment, in a few thousand bytes, little endian.

magic u16, kind u8, flags u8, tick u32, agents u32, scalars u8, the scalars f32, then by kind
points  centre x, y and reach f32; x, y i16 in units of reach/32767; hue u8; rows, columns u8
        of the ground, and the ground u8
bars    height u16; kind u8
cells   columns, columns beside u16; cells beside u32; rows, columns of bars u8; level u8,
        marks as bits, the first the lowest; level beside u8; bars f32
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from basinet.worlds import Bars, Cells, Points, View

MAGIC = 0xBA51
POINTS, BARS, CELLS = 1, 2, 3
PAUSED, UNWELL = 1, 2
"""Flags: nothing moves; numbers are no longer finite."""

_HEAD = struct.Struct("<HBBIIB")
_SQUARE = struct.Struct("<fff")
_GRID = struct.Struct("<HHIBB")
_FULL = 32767


@dataclass(frozen=True, eq=False)
class Frame:
    """A frame that was read.

    Attributes:
        kind: `POINTS`, `BARS` or `CELLS`.
        flags: the sum of `PAUSED` and `UNWELL`, as far as they hold.
        tick: the ticks since the room was opened.
        scalars: the observables, in the order of the world's.
        parts: the arrays of the picture by their names in the view.
    """

    kind: int
    flags: int
    tick: int
    scalars: np.ndarray
    parts: dict[str, Any]


def encode(tick: int, seen: Mapping[str, Any], view: View, flags: int = 0) -> bytes:
    """Return the frame of a moment.

    Args:
        tick: the ticks since the room was opened; the frame holds it modulo 2^32.
        seen: the observables, 255 at most.
        view: the picture.
        flags: the sum of `PAUSED` and `UNWELL`.
    """
    scalars = np.array([float(value) for value in seen.values()], "<f4")
    finite = np.isfinite(scalars).all()
    if isinstance(view, Points):
        kind, agents, body = POINTS, len(view.hue), _points(view)
        finite &= bool(np.isfinite(np.asarray(view.xy)).all())
    elif isinstance(view, Bars):
        kind, agents, body = BARS, len(view.kind), _bars(view)
    else:
        kind, agents, body = CELLS, len(view.level), _cells(view)
    flags |= 0 if finite else UNWELL
    head = _HEAD.pack(MAGIC, kind, flags, tick % 2**32, agents, len(scalars))
    return head + scalars.tobytes() + body


def decode(frame: bytes) -> Frame:
    """Return what a frame holds.

    Raises:
        ValueError: when it is none, or too short.
    """
    try:
        magic, kind, flags, tick, agents, count = _HEAD.unpack_from(frame)
        if magic != MAGIC:
            raise KeyError(magic)
        scalars = np.frombuffer(frame, "<f4", count, _HEAD.size)
        reader = {POINTS: _read_points, BARS: _read_bars, CELLS: _read_cells}[kind]
        return Frame(kind, flags, tick, scalars, reader(frame, _HEAD.size + 4 * count, agents))
    except (struct.error, KeyError, IndexError, ValueError) as error:  # where it is cut
        raise ValueError(f"{len(frame)} bytes are no frame") from error


def _points(view: Points) -> bytes:
    xy = np.nan_to_num(np.asarray(view.xy, np.float64), posinf=0, neginf=0)
    centre, reach = np.zeros(2), float(view.reach)
    if not reach:
        centre = (xy.max(axis=0) + xy.min(axis=0)) / 2
        reach = max(float(np.abs(xy - centre).max()) * 1.1, 1e-6)
    scaled = np.clip(np.round((xy - centre) / reach * _FULL), -_FULL, _FULL).astype("<i2")
    turns = np.nan_to_num(np.asarray(view.hue, np.float64)) / (2 * np.pi)
    hue = (np.floor(turns * 256).astype(np.int64) % 256).astype(np.uint8)
    ground = np.zeros((0, 0)) if view.ground is None else np.asarray(view.ground)
    shape = bytes(ground.shape)
    square = _SQUARE.pack(*centre, reach)
    return square + scaled.tobytes() + hue.tobytes() + shape + _levels(2 * ground - 1)


def _read_points(frame: bytes, at: int, agents: int) -> dict[str, Any]:
    x, y, reach = _SQUARE.unpack_from(frame, at)
    at += _SQUARE.size
    places = np.frombuffer(frame, "<i2", 2 * agents, at).reshape(agents, 2)
    hue = np.frombuffer(frame, np.uint8, agents, at + 4 * agents)
    at += 5 * agents
    rows, columns = frame[at], frame[at + 1]
    ground = np.frombuffer(frame, np.uint8, rows * columns, at + 2).reshape(rows, columns)
    xy = np.array([x, y]) + places * (reach / _FULL)
    return {"xy": xy, "hue": hue * (2 * np.pi / 256), "reach": reach, "ground": ground / 255}


def _bars(view: Bars) -> bytes:
    height = np.clip(np.nan_to_num(np.asarray(view.height)), 0, 1)
    kinds = np.asarray(view.kind).astype(np.uint8)
    return np.round(height * 65535).astype("<u2").tobytes() + kinds.tobytes()


def _read_bars(frame: bytes, at: int, agents: int) -> dict[str, Any]:
    height = np.frombuffer(frame, "<u2", agents, at) / 65535
    return {"height": height, "kind": np.frombuffer(frame, np.uint8, agents, at + 2 * agents)}


def _cells(view: Cells) -> bytes:
    bars = np.nan_to_num(np.asarray(view.bars)).astype("<f4")
    head = _GRID.pack(view.columns, view.beside_columns, len(view.beside), *bars.shape)
    marks = np.packbits(np.asarray(view.marked), bitorder="little")
    return head + _levels(view.level) + marks.tobytes() + _levels(view.beside) + bars.tobytes()


def _read_cells(frame: bytes, at: int, agents: int) -> dict[str, Any]:
    columns, beside_columns, cells, rows, across = _GRID.unpack_from(frame, at)
    at += _GRID.size
    level = np.frombuffer(frame, np.uint8, agents, at) / 127.5 - 1
    at += agents
    bits = np.frombuffer(frame, np.uint8, -(-agents // 8), at)
    marked = np.unpackbits(bits, count=agents, bitorder="little").astype(bool)
    at += len(bits)
    beside = np.frombuffer(frame, np.uint8, cells, at) / 127.5 - 1
    bars = np.frombuffer(frame, "<f4", rows * across, at + cells).reshape(rows, across)
    found = {"level": level, "marked": marked, "beside": beside, "bars": bars}
    return found | {"columns": columns, "beside_columns": beside_columns}


def _levels(values: Any) -> bytes:
    """Numbers from -1 to 1 as bytes."""
    known = np.clip(np.nan_to_num(np.asarray(values)), -1, 1)
    return np.round((known + 1) * 127.5).astype(np.uint8).tobytes()
