"""What commands printed and was kept names commands that exist, and pages that state it."""

import re
import runpy

import pytest
from pages import PAGES, ROOT
from test_numbers import PRINTED

FILES = sorted((ROOT / "benchmarks" / "printed").glob("*.txt"))
KEEP = runpy.run_path(str(ROOT / "benchmarks" / "keep.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_kept_can_be_made_anew_and_is_stated_somewhere(file):
    text = file.read_text(encoding="utf-8")
    made_with, _, shown = text.partition("\n")
    assert re.match(r"basinet \S+ \(\w+\), Python .* s of processor time", made_with), made_with
    found = KEEP["commands"](shown)
    assert found
    for command in found:
        _, script, *_ = KEEP["arguments"](command)
        assert script == "-m" or (ROOT / script).is_file(), command
    stated = {name for page in PAGES for name in PRINTED.findall(page.read_text("utf-8"))}
    assert file.stem in stated, "no page states what it holds"


def test_a_command_of_another_program_is_not_run():
    with pytest.raises(SystemExit, match="expected python or basinet"):
        KEEP["arguments"]("make demo")


def test_what_a_command_prints_is_kept_as_it_is(tmp_path):
    assert KEEP["printed"]("""python -c 'print("0.5 ")'""", str(tmp_path)) == (
        """$ python -c 'print("0.5 ")'\n0.5"""
    )
    with pytest.raises(SystemExit, match="nothing is kept"):
        KEEP["printed"]("python -c 'raise SystemExit(3)'", str(tmp_path))
