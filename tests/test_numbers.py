"""A number that was measured stands in a file of results before it stands in the README."""

import re

from pages import ROOT, prose

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
