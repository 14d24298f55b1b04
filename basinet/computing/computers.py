"""What computed the results in a folder: each result has a short name of it, a file says all.

A folder may hold results of several machines, or of one whose compiler went missing. They are
rounded otherwise, which is said when a job is gone on with.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from basinet._files import write_atomically
from basinet.computing import computed_by, differences
from basinet.folders import is_kept, json_text, read

FILE = "computers.json"
"""The file of a folder that says what each short name stands for."""


def short(facts: Mapping[str, str]) -> str:
    """Return the short name of what computes, the same for the same facts."""
    return hashlib.sha256(json.dumps(dict(facts), sort_keys=True).encode()).hexdigest()[:8]


def known(path: Path) -> dict[str, dict[str, str]]:
    """Return what computed the results in a folder, by short names; empty where no file says it.

    Raises:
        ValueError: when the file is damaged.
    """
    file = path / FILE
    remedy = "remove it; then nobody knows what computed the results before"
    if not is_kept(file, remedy):
        return {}
    found = read(file, remedy=remedy)
    for name, facts in found.items():
        if not isinstance(facts, dict) or not all(isinstance(v, str) for v in facts.values()):
            raise ValueError(f"{file} is damaged: {name!r:.40} is no table of texts; {remedy}")
    return found


def note(path: Path, facts: Mapping[str, str]) -> None:
    """Note in a folder what computed a result.

    Raises:
        ValueError: when the file is damaged.
        OSError: when it cannot be written.
    """
    there = known(path)
    if short(facts) not in there:
        write_atomically(path / FILE, json_text(there | {short(facts): dict(facts)}))


def others(path: Path) -> str | None:
    """Return in one line how what computed the results in a folder differs from what would now.

    None where nothing is known, or all was computed by the same.

    Raises:
        ValueError: when the file is damaged.
    """
    now = computed_by()
    different = [facts for name, facts in known(path).items() if name != short(now)]
    return differences(different[-1]) if different else None
