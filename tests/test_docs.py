"""The documentation says what is so: programs run, links lead somewhere, commands exist."""

import contextlib
import dataclasses
import importlib
import io
import re
import warnings

import pages
import pytest
from pages import PAGES, ROOT
from typer.main import get_command

from basinet import Contrastive, ForwardForward, Steered, Swarm
from basinet.cli.app import app
from basinet.learners.steered import ByLabel
from basinet.reproductions import REPRODUCTIONS
from basinet.settings import make

every_page = pytest.mark.parametrize("page", PAGES, ids=pages.name)
LONG = {
    f"docs/site/examples/basinet.{chapter}.md"
    for chapter in (
        "analysis",
        "compare",
        "draw",
        "exchange",
        "memories",
        "phases",
        "rates",
        "reproductions",
        "runs",
        "viz",
        "worlds",
        "yardsticks",
    )
}
"""Pages whose programs take some seconds each; the slow tests run them."""
pages_with_programs = pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=pytest.mark.slow if pages.name(page) in LONG else ())
        for page in PAGES
        if pages.runnable(page)
    ],
    ids=pages.name,
)
NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d+")


@pages_with_programs
def test_the_programs_of_a_page_run_and_print_what_it_shows(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        exec(compile(pages.program(page), str(page), "exec"), {"__name__": "__main__"})
    blocks = re.split(r"^@@(\d+)\n", out.getvalue(), flags=re.MULTILINE)[1:]
    shown = dict(zip(map(int, blocks[::2]), blocks[1::2], strict=True))
    assert len(shown) == len(pages.runnable(page))
    for line, expected in pages.printed(page).items():
        agree(shown[line], expected)


def agree(actual, expected):
    """The same text; decimal numbers may differ as they do from one machine to another."""
    assert NUMBER.sub("#", actual) == NUMBER.sub("#", expected)
    for one, other in zip(NUMBER.findall(actual), NUMBER.findall(expected), strict=True):
        assert float(one) == pytest.approx(float(other), abs=0.03)


@every_page
def test_every_link_leads_to_a_file_and_a_heading(page):
    for target in pages.links(page):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{pages.name(page)} links to {target}"
        if anchor:
            assert anchor in pages.anchors(file), f"{pages.name(page)} links to {target}"


@every_page
def test_every_command_on_a_page_is_understood(page):
    for words in pages.commands(page):
        command, rest = get_command(app), list(words)
        while rest and hasattr(command, "commands"):
            default = getattr(command, "default", None)
            implied = default and rest[0] not in (*command.commands, "--help")
            if rest[0].startswith("-") and not implied:
                break
            name = default if implied else rest.pop(0)
            assert name in command.commands, f"{pages.name(page)}: basinet {' '.join(words)}"
            command = command.commands[name]
        known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        known |= {"--help", "--debug", "--version", "--install-completion", "--show-completion"}
        given = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert given <= known, f"{pages.name(page)}: basinet {' '.join(words)}"


def test_the_overview_names_every_page():
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / target.partition("#")[0]).resolve() for target in pages.links(index)}
    assert set((ROOT / "docs").glob("*.md")) - {index} <= linked


def test_neighbouring_work_names_every_reproduction_and_what_it_names_is_there():
    text = (ROOT / "docs" / "neighbouring-work.md").read_text(encoding="utf-8")
    found = re.findall(r"reproduced[^:|;]*:? ((?:(?:example and |, )?`[\w-]+`,? ?)+)", text)
    named = {name for part in found for name in re.findall(r"`([\w-]+)`", part)}
    assert named == set(REPRODUCTIONS)
    for chapter, name in re.findall(r"`(analysis|exchange|rates|theory)\.(\w+)", text):
        assert hasattr(importlib.import_module(f"basinet.{chapter}"), name), f"{chapter}.{name}"


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("learning", Steered),
        ("learning", ByLabel),
        ("swarm", Swarm),
        ("forward-forward", ForwardForward),
        ("contrastive", Contrastive),
    ],
)
def test_the_page_of_a_learner_lists_its_fields_and_defaults(page, kind):
    table = pages.rows(ROOT / "docs" / f"{page}.md")
    for field in dataclasses.fields(kind):
        assert field.name in table, field.name
        default = table[field.name][0].strip("`")
        assert make(kind, {field.name: default}) == kind()
