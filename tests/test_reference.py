"""The reference: every public name is shown in use, by a program that a test runs."""

import doctest
import inspect
import sys

import pytest
from pages import ROOT

import basinet


@pytest.fixture(scope="module")
def reference():
    """The module that writes the reference; it needs no Sphinx."""
    sys.path.insert(0, str(ROOT / "tools" / "site"))
    try:
        import reference

        yield reference
    finally:
        sys.path.pop(0)


def test_every_public_name_is_shown_in_use(reference):
    missing = reference.without_example()
    assert not missing, f"write a block in docs/site/examples that uses {', '.join(missing)}"


def test_what_counts_as_use_is_the_value_and_not_the_word(reference):
    program = "from basinet import annealing\nprint(annealing.Linear(), 'Geometric')"
    used = sys.modules["uses"].used(program)
    assert id(basinet.annealing.Linear) in used
    assert id(basinet.learners.Linear) not in used
    assert id(basinet.annealing.Geometric) not in used


def test_the_page_of_a_chapter_has_its_examples_and_links_to_them(reference, tmp_path):
    names = reference.write(tmp_path / "reference")
    page = (tmp_path / "reference" / "basinet.search.md").read_text()
    assert "basinet.search" in names
    assert "Example: [Who finds fixed points](#who-finds-fixed-points)" in page
    assert "### Who finds fixed points" in page
    assert "# runnable" not in page


@pytest.mark.slow
def test_the_examples_in_docstrings_print_what_they_say(reference):
    values = [value for known in reference.names().values() for value in known.values()]
    shown = {id(one): one for one in values if ">>>" in (inspect.getdoc(one) or "")}
    assert shown
    for one in shown.values():
        found = doctest.DocTestFinder(recurse=False).find(one, one.__name__, globs={})
        results = [doctest.DocTestRunner().run(each) for each in found]
        assert sum(result.attempted for result in results)
        assert not sum(result.failed for result in results)
