import subprocess
import sys
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from basinet import viz
from basinet.viz import style

# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
PROTAN = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
DEUTAN = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    lights = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (first, second))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(rgb):
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = np.clip(to_xyz @ rgb, 0, None) / [0.9505, 1.0, 1.089]
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize(
    ("colour", "least"),
    [(style.INK, 7), (style.MUTED, 4.5), (style.BLUE, 4.5), (style.VERMILION, 3), (style.GOLD, 3)],
)
def test_words_and_lines_stand_out_on_paper(colour, least):
    assert contrast(colour, style.PAPER) > least


@pytest.mark.parametrize("sight", [np.eye(3), PROTAN, DEUTAN], ids=["all", "protan", "deutan"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (style.BLUE, style.VERMILION),
        (style.PALE_BLUE, style.PALE_VERMILION),
        (style.BLUE, style.PALE_BLUE),
        (style.VERMILION, style.PALE_VERMILION),
        (style.GOLD, style.INK),
    ],
)
def test_colours_that_share_a_panel_differ_with_every_kind_of_sight(first, second, sight):
    apart = np.linalg.norm(lab(sight @ linear(first)) - lab(sight @ linear(second)))
    assert apart > 15


def test_house_style_leaves_the_settings_as_they_were():
    with mpl.rc_context({"lines.linewidth": 7.0, "font.size": 3.0}):
        before = dict(mpl.rcParams)
        with style.house_style():
            assert mpl.rcParams["lines.linewidth"] == 2.0
        assert dict(mpl.rcParams) == before


def test_drawing_never_imports_pyplot():
    program = (
        "import sys; from basinet import viz; "
        "history = [dict(epoch=1, accuracy=0.5, sweeps=3, unstable=0.1, seconds=1)]; "
        "viz.to_png(viz.learning_curves(history)); "
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=3, unique=True),
    st.floats(0.01, 0.1),
)
def test_spread_keeps_the_order_of_labels(positions, gap):
    moved = style.spread(positions, gap)
    assert np.argsort(moved).tolist() == np.argsort(positions).tolist()
    if min(b - a for a, b in pairwise(sorted(positions))) >= gap:
        assert moved == pytest.approx(positions)
    assert sum(moved) == pytest.approx(sum(positions))


@pytest.mark.parametrize("positions", [[0.5, 0.5], [0.5, 0.51], [0.1, 0.5, 0.52], [0.5, 0.5, 0.5]])
def test_spread_separates_labels(positions):
    moved = sorted(style.spread(positions, 0.1))
    assert min(b - a for a, b in pairwise(moved)) >= 0.1 - 1e-12


def test_wrapped_names_lose_nothing_and_stay_narrow():
    name = "malignant tumour of the breast"
    lines = style.wrap(name, 16).split("\n")
    assert " ".join(lines) == name
    assert max(map(len, lines)) <= 16


def test_percent_is_written_with_a_space():
    assert style.percent(0.8754) == "87.5 %"
    assert style.percent(1.0, 0) == "100 %"


def test_a_note_without_room_stands_below_its_title():
    line = viz.Line("a line", np.arange(3.0))
    for note, beneath in (("short", False), ("a note that would run out of it " * 2, True)):
        figure = viz.curves(
            np.arange(3.0), [line], title="A title of some length, longer than most", note=note
        )
        title, below = (
            next(text for text in figure.axes[0].texts if text.get_gid() == gid)
            for gid in ("head", "note")
        )
        above = title.get_window_extent().y0 - below.get_window_extent().y0
        assert (above > float(below.get_fontsize())) == beneath
        assert below.get_window_extent().x1 < figure.bbox.x1
