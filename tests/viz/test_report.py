import base64
import dataclasses
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from basinet import viz

VOID = {"meta", "img", "br", "hr", "link", "input"}
EVIL = "<script>alert('1')</script> & \"quotes\""


class Page(HTMLParser):
    """Reads a page, keeps its elements and its text, and insists on balanced tags."""

    def __init__(self, text):
        HTMLParser.__init__(self)
        self.open, self.tags, self.text = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def figure():
    return viz.confusion(np.array([[3, 1], [0, 2]]), ["<script>", "b"])


@pytest.fixture(scope="module")
def page(figure):
    return viz.Report(
        title="Digits",
        subtitle="a steered network",
        headline=[("held-out accuracy", "97.8 %"), ("sweeps to settle", "6.3")],
        figures=[("Errors", figure, "Rows are true classes."), ("Again", figure, "")],
        tables=[("Learner", {"margin": "0.9", "update": "synchronous"})],
        command="basinet train steered --seed 0",
    )


def test_tags_are_balanced_and_everything_is_said(page):
    text = " ".join(Page(viz.report(page)).text)
    for words in ("Digits", "a steered network", "held-out accuracy", "97.8 %", "Errors"):
        assert words in text
    for words in ("Rows are true classes.", "Learner", "0.9", "basinet train steered --seed 0"):
        assert words in text


def test_figures_are_embedded_as_svg_with_alternative_texts(page, figure):
    images = Page(viz.report(page)).all("img")
    assert [image["alt"] for image in images] == ["Errors: Rows are true classes.", "Again"]
    kind, data = images[0]["src"].split(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == viz.to_svg(figure)


def test_the_page_loads_nothing(page):
    html = viz.report(page)
    assert not re.search(r"https?:|//\w|@import|url\(", re.sub(r"base64,[\w+/=]+", "", html))
    parsed = Page(html)
    assert not parsed.all("script")
    assert not parsed.all("link")
    sources = [value for _, attributes in parsed.tags for value in attributes.values() if value]
    assert not any(source.startswith(("http", "//")) for source in sources)
    policy = next(meta for meta in parsed.all("meta") if "http-equiv" in meta)
    assert "default-src 'none'" in policy["content"]


@pytest.mark.parametrize("place", ["title", "subtitle", "headline", "figures", "tables", "command"])
def test_text_is_escaped_wherever_it_stands(page, figure, place):
    evil = {
        "headline": [(EVIL, EVIL)],
        "figures": [(EVIL, figure, EVIL)],
        "tables": [(EVIL, {EVIL: EVIL})],
    }.get(place, EVIL)
    parsed = Page(viz.report(dataclasses.replace(page, **{place: evil})))
    assert not parsed.all("script")
    assert EVIL in parsed.text
    if place == "figures":
        assert parsed.all("img")[0]["alt"] == f"{EVIL}: {EVIL}"


def test_the_same_page_gives_the_same_text(page):
    assert viz.report(page) == viz.report(page)


def test_parts_that_are_empty_are_left_out(page):
    bare = viz.Report("Bare", "", [], [], [], "")
    parsed = Page(viz.report(bare))
    assert {"img", "table", "pre", "dl"}.isdisjoint(tag for tag, _ in parsed.tags)


def test_light_dark_and_print_are_provided_for(page):
    style = "".join(Page(viz.report(page)).text)
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style


def test_a_page_is_frozen(page):
    with pytest.raises(dataclasses.FrozenInstanceError):
        page.title = "other"


@pytest.mark.usefixtures("unchecked")
def test_bad_input_is_refused(page):
    with pytest.raises(ValueError, match="a page needs a name"):
        viz.report(dataclasses.replace(page, title=" "))
    with pytest.raises(ValueError, match="'Errors' holds a bytes; expected a Figure"):
        viz.report(dataclasses.replace(page, figures=[("Errors", b"", "")]))
