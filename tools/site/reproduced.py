"""A page for each reproduction: what it does and, where results are kept, what it found."""

import json
import shutil
from pathlib import Path
from typing import Any

from basinet.reproductions import REPRODUCTIONS, Reproduction

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "reproduced"
"""Folders of results that are part of the repository: NAME-quick, or NAME for the full version."""


def write(folder: Path) -> list[str]:
    """Write a page for each reproduction and return their names."""
    folder.mkdir(parents=True)
    for name, one in REPRODUCTIONS.items():
        kept = [name, f"{name}-quick"]
        results = [_found(folder, its) for its in kept if (KEPT / its / "results.json").is_file()]
        parts = [_head(name, one), *results]
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
    rows = [_row(claim) for claim in results["claims"]]
    made = results["environment"]
    return "\n".join(
        [
            f"## {'The quick version' if kept.endswith('-quick') else 'The full version'}",
            "",
            f"Verdict: **{results['verdict']}**. `{results['command']}`, seed {results['seed']},"
            f" basinet {made.get('basinet', 'of an unknown version')}.",
            "",
            f"![{results['title']}]({kept}.svg)",
            "",
            "| quantity | measured | published | tolerance | verdict |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )


def _row(claim: dict[str, Any]) -> str:
    cells = [claim["quantity"].replace("|", "\\|"), f"{claim['measured']:.4g}"]
    known = claim["published"] is not None
    cells += [f"{claim['published']:.4g}", f"{claim['tolerance']:.2g}"] if known else ["", ""]
    return f"| {' | '.join([*cells, claim['verdict']])} |"
