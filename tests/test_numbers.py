"""A number that was measured stands in a file that a command wrote before it stands on a page."""

import re

import pytest
from pages import ROOT, name, prose

RESULTS = (
    ROOT / "benchmarks" / "RESULTS.md",
    *(ROOT / "benchmarks").glob("**/*.json"),
    *(ROOT / "docs" / "reproduced").glob("*/results.json"),
    ROOT / "tests" / "test_pictures.py",  # computes those of the picture anew
)
"""Files that commands write, or that hold what they printed with the command beside it."""

ASIDE = re.compile(
    r"`[^`]*`|\]\([^)]*\)|arXiv \d+\.\d+|Python \d\.\d+|version is \S+|Apache \d\.\d|\(\d{4}\)"
)
"""Code, addresses, versions and years."""

MEASURED = re.compile(
    r"(?<![\w.,])\d[\d,]*\.\d+|(?<![\w.,])\d[\d,]* ?(?:(?:ms|s|min|times|packages)\b|%)"
)
HELD = {"0.99", "0.65"}
"""Compared with what is computed, within what machines differ by, in test_pictures.py."""


def measured(text):
    """The numbers of a page that somebody must have measured."""
    return {found.strip() for found in MEASURED.findall(ASIDE.sub(" ", text))}


def kept():
    return " ".join(path.read_text(encoding="utf-8") for path in RESULTS)


def test_what_is_taken_for_a_number_that_was_measured():
    text = "In 41 s (Python 3.11, `x 3.5`) it is 2.5 times 0.99, 3 % of 12,800, arXiv 2510.11984."
    assert measured(text) == {"41 s", "2.5", "0.99", "3 %"}


def test_every_measured_number_of_the_readme_is_in_a_file_of_results():
    page, results = ROOT / "README.md", kept()
    stated = measured(prose(page))
    assert stated
    missing = {number for number in stated - HELD if number not in results}
    assert not missing, f"{missing} of README.md: write down what measured it"
    assert stated >= HELD, "a number that test_pictures.py holds is gone from the README"


WRITERS = re.compile(
    r"\bbasinet \w+|(?:benchmarks|examples)/\w+\.py|make_\w+\.py|benchmarks/RESULTS\.md"
)
"""Commands, scripts and files that print numbers, named where the numbers stand."""

EXCEPTIONS = {
    "docs/swarm.md: What helped": "variants of an early version, each measured once by hand",
}
"""Sections whose tables name no writer, and why."""

SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def unwritten(text):
    """The sections with a table of numbers that are in no file, and that name no writer.

    Each with the numbers; what stands before the first section has the title "".
    """
    parts = SECTION.split(text)
    results, found = kept(), {}
    for title, part in zip(["", *parts[1::2]], parts[::2], strict=True):
        rows = "\n".join(line for line in part.splitlines() if line.lstrip().startswith("|"))
        missing = {number for number in measured(rows) if number not in results}
        if missing and not WRITERS.search(part):
            found[title] = missing
    return found


def test_a_table_without_a_writer_is_found():
    text = "## One\n| a | 0.12345 |\n## Two\n`basinet train`\n| a | 0.12345 |\n"
    assert unwritten(text) == {"One": {"0.12345"}}


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=name)
def test_every_table_of_results_is_in_a_file_or_says_what_writes_it(page):
    found = unwritten(page.read_text(encoding="utf-8"))
    told = {title for title in found if f"{name(page)}: {title}" in EXCEPTIONS}
    rest = {title: numbers for title, numbers in found.items() if title not in told}
    assert not rest, f"{name(page)}: name the command that measures {rest}"
