"""Files of results: what stands in them, and what is not read."""

import json
from dataclasses import asdict, fields, replace

import pages
import pytest
from made_up import RESULTS

from basinet.bench.result import FORMAT, Skipped, read, write
from basinet.bench.suite import Plan

FIXED = {"batch_size", "seed"}
"""Fields of a plan that have no option."""


def test_what_is_written_is_read_back(tmp_path):
    results = replace(RESULTS, skipped=[Skipped("swarm", "left out")])
    write(results, tmp_path / "r.json")
    assert read(tmp_path / "r.json") == results


def test_a_file_holds_the_medians_and_the_version_of_its_layout(tmp_path):
    write(RESULTS, tmp_path / "r.json")
    plain = json.loads((tmp_path / "r.json").read_text())
    assert plain["format"] == FORMAT
    assert [item["median"] for item in plain["found"]] == [1.1, 2.1, 4.1e10, 7.0]


def damaged(change):
    plain = RESULTS.to_plain()
    change(plain)
    return json.dumps(plain)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[1]", r"is damaged: it holds \[1\], not a table of names and values"),
        ('{"accuracy": 1}', "not a file that `basinet bench --out` wrote"),
        (damaged(lambda plain: plain.update(format=99)), "has the format 99; .* reads format 1"),
        (damaged(lambda plain: plain.pop("task")), "is damaged: KeyError"),
        (damaged(lambda plain: plain.update(machine=3)), "machine is no table"),
        (damaged(lambda plain: plain["found"][0].update(values=[])), r"has the values \[\]"),
        (damaged(lambda plain: plain["found"][0].update(values=[1, -2])), r"has the values"),
        (damaged(lambda plain: plain["found"][0].update(unit="miles")), "the unit 'miles'"),
    ],
)
def test_a_file_that_is_none_of_results_is_refused(tmp_path, text, message):
    path = tmp_path / "r.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        read(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no file of results .*r\.json"):
        read(tmp_path / "r.json")


def test_the_page_on_benchmarks_describes_every_key_of_a_file():
    page = (pages.ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    plain = RESULTS.to_plain()
    table = pages.rows(pages.ROOT / "docs" / "benchmarks.md")
    assert plain.keys() <= table.keys()
    for key in plain["found"][0].keys() | asdict(Skipped("a", "b")).keys():
        assert f"`{key}`" in page, key
    assert all(f"--{field.name}" in page for field in fields(Plan) if field.name not in FIXED)
