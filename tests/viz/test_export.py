import struct
import sys
from collections.abc import Callable
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from basinet import viz

RNG = np.random.default_rng(0)
SPINS = np.sign(RNG.normal(size=(8, 300)) + 4 * RNG.normal(size=300)).astype(np.int8)
COUNTS = np.array([[90, 10, 0], [1, 48, 1], [3, 0, 7]])
EPOCH = {"accuracy": 0.8, "train_accuracy": 0.9, "sweeps": 5, "unstable": 0.1, "seconds": 1}
DRAWINGS: dict[str, Callable[[], Figure]] = {
    "learning_curves": lambda: viz.learning_curves([{"epoch": k, **EPOCH} for k in (1, 2, 3)]),
    "confusion": lambda: viz.confusion(COUNTS, ["one", "two", "three & <more>"]),
    "stabilities": lambda: viz.stabilities(SPINS * 1.5 + 1, 0.9, before=SPINS * 0.5),
    "raster": lambda: viz.raster(SPINS, 4),
    "overlaps": lambda: viz.overlaps(
        np.linspace(0, 1, 9), np.linspace(-1, 0.3, 9), COUNTS / 100 - 0.2, ["a", "b", "c"]
    ),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_same_figure_gives_the_same_bytes(name):
    figure, twin = DRAWINGS[name](), DRAWINGS[name]()
    svg, png = viz.to_svg(figure), viz.to_png(figure)
    assert viz.to_svg(figure) == svg
    assert viz.to_svg(twin) == svg
    assert viz.to_png(twin) == png


@pytest.mark.parametrize("name", DRAWINGS)
def test_settings_of_the_user_neither_matter_nor_change(name):
    expected = viz.to_svg(DRAWINGS[name]())
    changed = {"font.size": 20.0, "axes.facecolor": "red", "svg.hashsalt": "x", "xtick.top": True}
    with mpl.rc_context(changed):
        before = dict(mpl.rcParams)
        assert viz.to_svg(DRAWINGS[name]()) == expected
        assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("name", DRAWINGS)
def test_nothing_is_drawn_outside_the_figure(name):
    figure = DRAWINGS[name]()
    box = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert box.x0 > 0
    assert box.y0 > 0
    assert box.x1 < width
    assert box.y1 < height


def test_another_figure_gives_other_bytes():
    other = viz.confusion(COUNTS.T, ["one", "two", "three & <more>"])
    assert viz.to_png(other) != viz.to_png(DRAWINGS["confusion"]())


def test_png_has_200_dots_an_inch_and_names_no_program():
    figure = DRAWINGS["stabilities"]()
    png = viz.to_png(figure)
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == tuple(
        round(200 * s) for s in figure.get_size_inches()
    )
    assert b"Software" not in png


def test_svg_is_well_formed_without_a_date_and_with_letters_as_outlines():
    svg = viz.to_svg(DRAWINGS["confusion"]())
    root = ElementTree.fromstring(svg)
    tags = {element.tag.rsplit("}")[-1] for element in root.iter()}
    assert "path" in tags
    assert not {"date", "creator", "text", "script"} & tags


def test_without_matplotlib_the_import_says_what_to_install(monkeypatch):
    for module in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, module)
    for module in [name for name in sys.modules if name.startswith("basinet.viz")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r'pip install "basinet\[viz\]"'):
        __import__("basinet.viz")
