"""A number that was measured stands in a file that a command wrote before it stands on a page."""

import json
import re

import pytest
from pages import ROOT, anchors_of, name, prose
from typer.main import get_command

from basinet.cli.app import app

RESULTS = (
    ROOT / "benchmarks" / "RESULTS.md",
    *(ROOT / "benchmarks" / "printed").glob("*.txt"),
    *(ROOT / "docs" / "reproduced").glob("*/results.json"),
    ROOT / "tests" / "test_pictures.py",  # computes those of the picture anew
)
"""Files that commands write, or that hold what they printed with the command beside it."""

ASIDE = re.compile(
    r"`[^`]*`|\]\([^)]*\)|arXiv \d+\.\d+(?:, \d+\.\d+)*|Python \d\.\d+|version is \S+"
    r"|Apache \d\.\d|\(\d{4}\)"
)
"""Code, addresses, versions and years."""

MEASURED = re.compile(
    r"(?<![\w.,/])(?:\d[\d,]*)?\.\d+(?: ?%)?"
    r"|(?<![\w.,])\d[\d,]* ?(?:(?:ms|s|min|times|packages)\b|%)"
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


FENCE = re.compile(r"^[ \t]*```[^\n]*\n.*?^[ \t]*```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
COMMANDS = "|".join(get_command(app).commands)
WRITERS = re.compile(
    rf"\bbasinet (?:{COMMANDS})\b|\b(?:benchmarks|examples|tests|tools|docs)/[\w/]+\.(?:py|toml)"
    r"|\bmake_\w+\.py|\bmake demo|RESULTS\.md|\btheory\.\w+"
)
"""Commands, scripts, tests, functions of the theory and files that hold numbers, by name."""


def unwritten(text):
    """The numbers of a page that stand in a section in which nothing is named that writes them.

    Each section, to the next heading of any level, with the numbers of its paragraphs, lists and
    tables. What a block of the page shows, which its program prints in a test, needs no other
    writer; numbers in code are settings.
    """
    shown = " ".join(FENCE.findall(text))
    parts = HEADING.split(FENCE.sub(lambda block: re.sub(r"^#", " #", block[0], flags=re.M), text))
    found = {}
    for title, part in zip(["", *parts[1::2]], parts[::2], strict=True):
        stated = {re.sub(r"[^\d.]*$", "", number) for number in measured(FENCE.sub(" ", part))}
        missing = {number for number in stated if number not in shown}
        if missing and not WRITERS.search(part):
            found[title] = missing
    return found


def test_a_number_without_a_writer_is_found():
    text = (
        "It was 0.5.\n# One\n| a | .125 |\n"
        "## Two\n```sh\n# a comment\nbasinet train\n```\n| a | 0.75 |\n"
        "## Three\nIt is 0.25, as measured, with `rate=0.125`, in 3 s.\n```text\n0.25\n```\n"
    )
    assert unwritten(text) == {"": {"0.5"}, "One": {".125"}, "Three": {"3"}}


STATED = [
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "basinet").glob("**/*.md"),
    ROOT / "README.md",
    ROOT / "docs" / "site" / "landing.md",
]


@pytest.mark.parametrize("page", sorted(STATED), ids=name)
def test_every_number_of_a_page_is_in_a_file_or_says_what_writes_it(page):
    found = unwritten(page.read_text(encoding="utf-8"))
    assert not found, f"{name(page)}: name what measures {found}; a setting belongs in code"


LINK = re.compile(r"RESULTS\.md#([\w-]+)")
PRINTED = re.compile(r"benchmarks/printed/([\w-]+)\.txt")
REPRODUCED = re.compile(r"`basinet reproduce ([\w-]+)( --quick)?")
KEPT = ROOT / "docs" / "reproduced"
VALUE = re.compile(r"(?<![\w.])(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?")
"""A number in a file of results; of one with an exponent a page may state both parts."""


def statements(text):
    """What the paragraphs of a page say was measured, and where it says that this is kept.

    A table belongs to the paragraphs beside it. Yields numbers, sections of the results, folders of
    reproductions and files of what scripts printed, where at least one of these is named; beside a
    script only the last count, since it may have measured more. A reproduction of which another
    version is kept than the one that is named does not count.
    """
    parts = [part.strip() for part in re.split(r"\n\s*\n", text)]
    for before, part, after in zip(["", *parts], parts, [*parts[1:], ""], strict=False):
        words = part
        if part.startswith("|"):
            words = " ".join(one for one in (before, after) if not one.startswith(("|", "#")))
        sections = LINK.findall(words)
        folders = [
            KEPT / (one + quick.replace(" -", "")) for one, quick in REPRODUCED.findall(words)
        ]
        names = [one.name for one in folders if one.is_dir()]
        files = PRINTED.findall(words)
        kept = files or ((sections or names) and not re.search(r"benchmarks/\w+\.py", words))
        numbers = measured(re.sub(r"[+\u2212-]\d[\d.,]*", " ", part))
        if numbers and kept:
            yield numbers, sections, names, files


def values(sections, names, files):
    """All numbers in sections of the results, results of reproductions and what was printed."""
    page = ROOT / "benchmarks" / "RESULTS.md"
    known = anchors_of(page.read_text(encoding="utf-8"))
    texts = [known[section] for section in sections]
    for file in files:  # the first line has versions
        text = (ROOT / "benchmarks" / "printed" / f"{file}.txt").read_text(encoding="utf-8")
        texts.append(text.partition("\n")[2])
    for one in names:
        kept = json.loads((KEPT / one / "results.json").read_text(encoding="utf-8"))
        texts.append(json.dumps([kept["claims"], kept["pieces"], kept["settings"]]))
    found = [one.replace(",", "") for one in VALUE.findall(" ".join(texts))]
    return [float(part) for one in found for part in {one, one.partition("e")[0]}]


def is_among(number, found):
    """Whether a number is one that was found, rounded as it is; shares also as percentages."""
    digits = re.sub(r"[^\d.]", "", number)
    half = 0.5 * 10.0 ** -len(digits.partition(".")[2]) * (1 + 1e-9)
    scales = (1, 100) if "%" in number else (1, 0.01) if float(digits) < 1 else (1,)
    return any(abs(float(digits) - scale * one) <= half for one in found for scale in scales)


def test_what_is_stated_beside_a_section_of_the_results_is_found():
    text = "As [measured](x/RESULTS.md#speed):\n\n| a | 0.25 s |\n\nElsewhere 0.3.\n"
    assert list(statements(text)) == [({"0.25"}, ["speed"], [], [])]
    text = "See `benchmarks/a.py` and [b](../benchmarks/printed/few-bits.txt): 0.5.\n"
    assert list(statements(text)) == [({"0.5"}, [], [], ["few-bits"])]
    assert is_among("0.25", [0.2541])
    assert is_among("2.5 %", [0.0254])
    assert not is_among("0.25", [0.2551, 12])


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=name
)
def test_numbers_are_those_of_the_results_that_stand_beside_them(page):
    for numbers, *kept in statements(prose(page)):
        found = values(*kept)
        wrong = {number for number in numbers if not is_among(number, found)}
        sections, names, files = kept
        where = [*(f"RESULTS.md#{one}" for one in sections), *names, *files]
        assert not wrong, f"{name(page)} says {wrong}, which {', '.join(where)} does not"
