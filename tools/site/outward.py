"""What the pages of a built site load from another host: nothing, so that it opens from a disk."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

LOADING = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
"""The attributes with addresses that a browser fetches by itself, by element."""

NOT_LOADED = {"alternate", "author", "canonical", "license", "next", "prev", "search"}
"""Kinds of `link` that only say where something is."""

_OUTSIDE = re.compile(r"(?:https?:)?//[^\s\"')]+")
_STYLE = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])((?:https?:)?//[^\s\"')]+)")


class _Page(HTMLParser):
    """Collects the addresses of other hosts that a page loads."""

    def __init__(self) -> None:
        HTMLParser.__init__(self)
        self.found: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of an element."""
        given = {name: value or "" for name, value in attrs}
        self.in_style = tag == "style"
        self.found += _STYLE.findall(given.get("style", ""))
        if tag == "link" and set(given.get("rel", "").split()) & NOT_LOADED:
            return
        for name in LOADING.get(tag, ()):
            value = given.get(name, "").strip()
            parts = re.split(r",\s+", value) if name == "srcset" else [value]
            self.found += [part for part in parts if _OUTSIDE.match(part)]

    def handle_data(self, data: str) -> None:
        """Look at a style that is written into the page."""
        self.found += _STYLE.findall(data) if self.in_style else []


def of_page(text: str) -> list[str]:
    """Return the addresses of other hosts that a page loads scripts, styles or pictures from."""
    page = _Page()
    page.feed(text)
    return page.found


def loaded(site: Path) -> Iterator[tuple[str, str]]:
    """Yield each page or style of a site that loads something from elsewhere, with the address."""
    for path in sorted(site.rglob("*.html")):
        for address in of_page(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(site)), address
    for path in sorted([*site.rglob("*.css"), *site.rglob("*.svg")]):
        for address in _STYLE.findall(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(site)), address
