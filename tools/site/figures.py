"""The gallery of the site: its scripts, which lie in one folder, in groups."""

import shutil
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Figures(NamedTuple):
    """A group of figures of the gallery: its folder, title, a sentence, and what scripts it has."""

    name: str
    title: str
    text: str
    scripts: tuple[str, ...]


def groups() -> list[Figures]:
    """Return the groups of the gallery of `docs/site/contents.toml`."""
    text = (ROOT / "docs" / "site" / "contents.toml").read_text(encoding="utf-8")
    return [
        Figures(one["name"], one["title"], one["text"], tuple(one["scripts"]))
        for one in tomllib.loads(text)["figures"]
    ]


def write(folder: Path) -> None:
    """Write the scripts of the gallery, a folder for each group, with the words above them."""
    known = ROOT / "examples" / "gallery"
    folder.mkdir(parents=True)
    shutil.copy(known / "GALLERY_HEADER.rst", folder)
    for group in groups():
        inside = folder / group.name
        inside.mkdir()
        head = f"{group.title}\n{'-' * len(group.title)}\n\n{group.text}\n"
        (inside / "GALLERY_HEADER.rst").write_text(head, encoding="utf-8")
        for script in group.scripts:
            shutil.copy(known / f"plot_{script}.py", inside)
