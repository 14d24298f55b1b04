"""The script that puts the tables of a comparison into its page."""

import runpy

from pages import ROOT


def test_a_comparison_takes_the_place_of_the_one_before(tmp_path):
    script = runpy.run_path(str(ROOT / "docs" / "insert_comparison.py"))
    script["main"].__globals__["DOCS"] = tmp_path
    folder = tmp_path / "made"
    (tmp_path / "images").mkdir()
    folder.mkdir()
    (folder / "comparison.png").write_bytes(b"drawn")
    (tmp_path / "comparison.md").write_text("a\n<!-- x -->\nold\n<!-- end -->\nb\n")
    for table in ("| one |\n", "| two |\n"):
        (folder / "comparison.md").write_text(table)
        script["main"](folder, "x")
    text = (tmp_path / "comparison.md").read_text()
    assert text.startswith("a\n<!-- x -->\n\n| two |\n\n![")
    assert text.endswith("(images/comparison-x.png)\n\n<!-- end -->\nb\n")
    assert "old" not in text
    assert "one" not in text
    assert (tmp_path / "images" / "comparison-x.png").read_bytes() == b"drawn"
