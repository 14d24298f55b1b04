"""The pages of the site: those of the repository, with links as they are there, in sections.

The pages stay readable where the code is hosted. So a link in them is a path in the repository;
here it becomes a page of the site, or an address of the host for what is no page.
"""

import os
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
HOST = "https://github.com/basinet/basinet/blob/main"

GALLERY = "gallery/index.rst"

_LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s]+)(\))")
_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)

OUTSIDE = {
    "front-page": "README.md",
    "contributing": "CONTRIBUTING.md",
    "changelog": "CHANGELOG.md",
    "results": "benchmarks/RESULTS.md",
    "index-of-pages": "docs/index.md",
    "program-steered": "basinet/learners/steered/README.md",
    "program-swarm": "basinet/learners/swarm/README.md",
    "program-forward_forward": "basinet/learners/forward_forward/README.md",
    "program-contrastive": "basinet/learners/contrastive/README.md",
}
"""Pages that have another name or another place in the repository."""


class Section(NamedTuple):
    """A group of pages in the navigation: its page, title, a sentence, and what it lists."""

    name: str
    title: str
    text: str
    pages: tuple[str, ...]


def sections() -> list[Section]:
    """Return the sections of `docs/site/contents.toml`."""
    text = (ROOT / "docs" / "site" / "contents.toml").read_text(encoding="utf-8")
    return [
        Section(one["name"], one["title"], one["text"], tuple(one["pages"]))
        for one in tomllib.loads(text)["section"]
    ]


def homes() -> dict[Path, str]:
    """Return the name on the site of every page of the repository."""
    inside = {path: path.stem for path in (ROOT / "docs").glob("*.md") if path.stem != "index"}
    return inside | {ROOT / path: name for name, path in OUTSIDE.items()}


def write(
    source: Path, *, reference: Sequence[str], reproduced: Sequence[str], tutorials: Sequence[str]
) -> None:
    """Write all pages, a page for each section, and the first page."""
    known = homes()
    for path, name in known.items():
        text = path.read_text(encoding="utf-8")
        (source / f"{name}.md").write_text(moved(text, path, known), encoding="utf-8")
    groups = sections()
    for group in groups:
        entries = list(group.pages)
        for after, folder, names in (
            ("results", "reproduced", reproduced),
            ("notebooks", "tutorials", tutorials),
        ):
            if after in entries:
                place = entries.index(after) + 1
                entries[place:place] = [f"{folder}/{name}" for name in names]
        _section(source, group, entries)
    chapters = Section("reference-of-names", "Reference", "Every public name.", ())
    _section(source, chapters, [f"reference/{name}" for name in reference])
    first = ROOT / "docs" / "site" / "landing.md"
    landing = moved(first.read_text(encoding="utf-8"), first, known)
    entries = [group.name for group in groups]
    place = entries.index("published") + 1
    entries[place:place] = ["gallery/index", "reference-of-names"]
    (source / "index.md").write_text(f"{landing}\n{toctree(entries)}", encoding="utf-8")


def _section(source: Path, group: Section, entries: Sequence[str]) -> None:
    text = f"# {group.title}\n\n{group.text}\n\n{toctree(entries, depth=1)}"
    (source / f"{group.name}.md").write_text(text, encoding="utf-8")


def toctree(entries: Sequence[str], depth: int = 0) -> str:
    """Return the list of pages below a page: shown, or for the navigation alone."""
    how = f":maxdepth: {depth}" if depth else ":hidden:"
    return "\n".join(["```{toctree}", how, "", *entries, "```", ""])


def moved(text: str, path: Path, known: dict[Path, str]) -> str:
    """Return the text of a page with its links as the site has them; code is left alone."""

    def one(found: re.Match[str]) -> str:
        return f"{found[1]}{target(found[2], path, known)}{found[3]}"

    parts = _FENCE.split(text)
    return "".join(part if part.startswith("```") else _LINK.sub(one, part) for part in parts)


def _picture(there: Path) -> str | None:
    """Where a picture of the pages or of a kept result lies on the site; None for other files."""
    images, reproduced = ROOT / "docs" / "images", ROOT / "docs" / "reproduced"
    if there.is_relative_to(images):
        return f"images/{there.relative_to(images)}"
    if there.is_relative_to(reproduced) and there.name == "figure.svg":
        return f"reproduced/{there.parent.name}.svg"
    return None


def target(link: str, path: Path, known: dict[Path, str]) -> str:
    """Return where a link of a page leads on the site."""
    if re.match(r"[a-z]+:|#", link):
        return link
    file, _, anchor = link.partition("#")
    there = Path(os.path.normpath(path.parent / file))
    if picture := _picture(there):
        return picture
    if there == ROOT / "examples" / "gallery":
        return GALLERY
    if there.suffix == ".ipynb":
        return f"tutorials/{there.stem}.md"
    if there in known:
        return f"{known[there]}.md" + (f"#{anchor}" if anchor else "")
    return f"{HOST}/{there.relative_to(ROOT)}" + (f"#{anchor}" if anchor else "")
