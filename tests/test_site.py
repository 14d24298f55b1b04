"""The site of the documentation: every page has its place, and links are as the site needs them."""

import ast
import importlib
import importlib.util
import json
import sys
from pathlib import Path

import pages as repository
import pytest
from pages import ROOT

import basinet


def module(name):
    """A module of what builds the site; these need no Sphinx."""
    spec = importlib.util.spec_from_file_location(f"site_{name}", ROOT / f"tools/site/{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[f"site_{name}"] = made
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def site():
    """The module that puts the pages of the site together."""
    return module("pages")


def test_every_figure_stands_in_one_group_and_is_copied_there(tmp_path):
    figures = module("figures")
    listed = [script for group in figures.groups() for script in group.scripts]
    scripts = (ROOT / "examples" / "gallery").glob("plot_*.py")
    assert sorted(listed) == sorted(script.stem.removeprefix("plot_") for script in scripts)
    figures.write(tmp_path / "scripts")
    assert len(list(tmp_path.glob("scripts/*/plot_*.py"))) == len(listed)
    assert len(list(tmp_path.glob("scripts/**/GALLERY_HEADER.rst"))) == 1 + len(figures.groups())


def test_every_page_stands_in_one_section(site):
    listed = [page for section in site.sections() for page in section.pages]
    assert sorted(listed) == sorted(site.homes().values())
    assert all(path.is_file() for path in site.homes())


def test_links_between_pages_are_links_of_the_site_and_others_lead_to_the_host(site):
    known = site.homes()
    for path in [*known, ROOT / "docs" / "site" / "landing.md"]:
        for link in repository.links(path):
            there = site.target(link, path, known)
            if link.startswith("#"):
                assert there == link
            elif there.startswith("images/"):
                assert (ROOT / "docs" / there).is_file()
            elif there.startswith("reproduced/"):
                assert (ROOT / "docs" / "reproduced" / Path(there).stem / "figure.svg").is_file()
            elif there == site.GALLERY:
                assert link.endswith("examples/gallery")
            elif there.startswith("tutorials/"):
                assert (ROOT / "examples" / "notebooks" / f"{Path(there).stem}.ipynb").is_file()
            elif there.startswith(site.HOST):
                assert (ROOT / there.removeprefix(f"{site.HOST}/").partition("#")[0]).exists()
            else:
                assert there.partition(".md")[0] in known.values(), link


def test_links_in_code_are_left_alone(site):
    page = ROOT / "docs" / "theory.md"
    text = "[a](learning.md)\n\n```text\n[a](../README.md)\n```\n[b](../README.md#data)\n"
    moved = site.moved(text, page, site.homes())
    assert moved == text.replace("b](../README.md#data", "b](front-page.md#data")


def test_every_notebook_is_a_page_with_its_words_its_code_and_what_it_shows(tmp_path):
    tutorials = module("tutorials")
    books = (ROOT / "examples" / "notebooks").glob("*.ipynb")
    assert sorted(tutorials.write(tmp_path / "pages", None)) == sorted(book.stem for book in books)
    assert "viz.annealing(" in (tmp_path / "pages" / "annealing.md").read_text(encoding="utf-8")


def test_what_a_cell_prints_and_shows_stands_below_it(tmp_path):
    tutorials, cells = module("tutorials"), module("cells")
    found = cells.outputs("print('one')\n1 + 1", {}, "book-0", tmp_path)
    assert found == [{"text": "one"}, {"text": "2"}]
    book = [
        {"cell_type": "markdown", "source": ["# Title"]},
        {"cell_type": "code", "source": ["print('one')\n", "1 + 1"]},
    ]
    page = tutorials.page("book", book, [found])
    assert page.startswith("# Title\n")
    assert page.endswith("1 + 1\n```\n\n```text\none\n```\n\n```text\n2\n```\n")


def test_each_inventory_that_the_site_names_is_there_and_is_read():
    inventories = module("inventories")
    tree = ast.parse((ROOT / "docs" / "site" / "conf.py").read_text(encoding="utf-8"))
    others = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "OTHERS"
    )
    files = {file.stem: file for file in inventories.FOLDER.glob("*.inv")}
    assert files.keys() == others.keys()
    for file in files.values():
        assert len(inventories.names(file.read_bytes())) > 1000, file.name
    assert sum(file.stat().st_size for file in files.values()) < 1e6
    known = inventories.known()
    assert known["matplotlib.figure.Figure"] == "external+matplotlib:py:class"
    assert known["numpy.random.RandomState"].startswith("external+numpy:")
    with pytest.raises(ValueError, match="four lines"):
        inventories.names(b"<html>no such page</html>")


def test_what_differs_from_what_is_published_is_explained_on_its_page():
    reproduced = module("reproduced")
    said = reproduced.remarks((ROOT / "docs" / "reproductions.md").read_text(encoding="utf-8"))
    for kept in sorted(reproduced.KEPT.glob("*/results.json")):
        found = json.loads(kept.read_text(encoding="utf-8"))
        if found["verdict"] == "different":
            assert found["name"] in said, f"{kept}: docs/reproductions.md says nothing of it"
    assert said["plane"][0].startswith("With 400 neurons a layer")


def test_types_are_links_where_an_inventory_holds_them(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools" / "site"))
    annotations = importlib.import_module("annotations")
    found = annotations.linked("Path | None", {"Path": "pathlib.Path"})
    assert found.startswith(r"{external+python:py:class}`Path <pathlib.Path>` \| ")
    shaped = annotations.linked("Float[Array, ' n']", {"Array": "jaxtyping.Array"})
    assert shaped == r'Float\[{external+jax:py:obj}`Array <jax.Array>`, "n"\]'
    assert annotations.types(basinet.viz.curves)["return"].endswith("<matplotlib.figure.Figure>`")


@pytest.mark.parametrize(
    ("page", "loaded"),
    [
        ('<script defer src="https://a.b/c.js"></script>', ["https://a.b/c.js"]),
        ('<link rel="stylesheet" href="//a.b/c.css">', ["//a.b/c.css"]),
        ('<img src="x.png" srcset="x.png 1x, https://a.b/c.png 2x">', ["https://a.b/c.png 2x"]),
        ("<style>p { background: url('http://a.b/c.svg') }</style>", ["http://a.b/c.svg"]),
        ('<p style="background: url(//a.b/c.svg)">', ["//a.b/c.svg"]),
        ('<a href="https://a.b/">url(https://a.b/c)</a><link rel="next" href="//a.b/">', []),
        ('<script src="_static/a.js"></script><img src="data:image/png;base64,//aa">', []),
    ],
)
def test_what_a_page_would_load_from_another_host_is_found(page, loaded, tmp_path):
    outward = module("outward")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "ours.css").write_text("a { background: url(b.svg) }", encoding="utf-8")
    assert list(outward.loaded(tmp_path)) == [("page.html", one) for one in loaded]
