"""A page for each reproduction: what it does and, where results are kept, what it found."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from basinet.reproductions import REPRODUCTIONS, Reproduction

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "reproduced"
"""Folders of results that are part of the repository: NAME-quick, or NAME for the full version."""


SAID = ROOT / "docs" / "reproductions.md"
"""The page that says what is to be known of some of them."""


def write(folder: Path, moved: Callable[[str, Path], str]) -> list[str]:
    """Write a page for each reproduction and return their names.

    `moved` gives a text of some page with its links as a page of this folder needs them.
    """
    folder.mkdir(parents=True)
    said = remarks(SAID.read_text(encoding="utf-8"))
    for name, one in REPRODUCTIONS.items():
        kept = [name, f"{name}-quick"]
        results = [_found(folder, its) for its in kept if (KEPT / its / "results.json").is_file()]
        text = [moved(part, SAID) for part in said.get(name, [])]
        parts = [_head(name, one), *(["## What to know", *text] if text else []), *results]
        (folder / f"{name}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return list(REPRODUCTIONS)


def _head(name: str, one: Reproduction) -> str:
    settings = [
        f"| {field} | `{value!r}` | `{getattr(one.full, field)!r}` |".replace("\n", " ")
        for field, value in one.quick._asdict().items()
    ]
    table = ["| setting | quick | full |", "|---|---|---|", *settings]
    return "\n".join(
        [
            f"# {name}",
            "",
            f"{one.title[0].upper()}{one.title[1:]}. From: {one.source}.",
            "",
            "```sh",
            f"basinet reproduce {name} --quick    # about {one.minutes[0]:g} minutes on two cores",
            f"basinet reproduce {name}            # about {one.minutes[1]:g} minutes",
            "```",
            "",
            *table,
        ]
    )


def _found(folder: Path, kept: str) -> str:
    """What the results in a kept folder say, and their picture."""
    results = json.loads((KEPT / kept / "results.json").read_text(encoding="utf-8"))
    shutil.copy(KEPT / kept / "figure.svg", folder / f"{kept}.svg")
    claims = results["claims"]
    known = [one["source"] for one in claims if one["published"] is not None]
    sources = list(dict.fromkeys(known))
    return "\n".join(
        [
            f"## {'The quick version' if kept.endswith('-quick') else 'The full version'}",
            "",
            f"Verdict: **{results['verdict']}**. {_made(results)}",
            "",
            f"![{results['title']}]({kept}.svg)",
            "",
            "| quantity | measured | reference | from | difference | tolerance | verdict |",
            "|---|---|---|---|---|---|---|",
            *(_row(claim, sources) for claim in claims),
            "",
            *(f"{number}. {source}" for number, source in enumerate(sources, 1)),
        ]
    )


def _made(results: dict[str, Any]) -> str:
    """With what the results were made."""
    made = results["environment"]
    minutes = results.get("processor_seconds", results["seconds"]) / 60  # of the clock, once
    return (
        f"`{results['command']}`, seed {results['seed']}, {minutes:.2g} minutes,"
        f" {made.get('processor', 'an unknown processor')}, basinet"
        f" {made.get('basinet', 'of an unknown version')},"
        f" {str(made.get('started', 'at an unknown time'))[:10]}."
    )


def _row(claim: dict[str, Any], sources: list[str]) -> str:
    cells = [claim["quantity"].replace("|", "\\|"), f"{claim['measured']:.4g}"]
    if claim["published"] is None:
        cells += ["", "", "", ""]
    else:
        place = sources.index(claim["source"]) + 1
        cells += [f"{claim['published']:.4g}", str(place), f"{claim['difference']:+.2g}"]
        cells += [f"{claim['tolerance']:.2g}"]
    return f"| {' | '.join([*cells, claim['verdict']])} |"


def remarks(text: str) -> dict[str, list[str]]:
    """Return the paragraphs of a page that begin with the name of a reproduction, by that name."""
    found: dict[str, list[str]] = {}
    for part in re.split(r"\n\s*\n", text):
        begun = re.match(r"`([\w-]+)`: ", part)
        if begun and begun[1] in REPRODUCTIONS:
            said = part[begun.end() :]
            found.setdefault(begun[1], []).append(said[0].upper() + said[1:])
    return found
