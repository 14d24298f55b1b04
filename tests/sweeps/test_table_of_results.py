"""The table of results is what the folders hold, whatever became of them and of the table."""

import json
import os

import pandas
import pyarrow.parquet as pq
import pytest
from sums import FullDisk, Sum, carried_out, over, results

from basinet.sweeps import Outcome, Store, name_of, open_store, plan
from basinet.sweeps.index import collect, look

pytestmark = pytest.mark.usefixtures("known")


def test_the_table_is_the_folders_whatever_became_of_them(tmp_path):
    sweep = over(1.0, 2.0)
    store = carried_out(open_store(tmp_path / "a", sweep), sweep)
    table = collect(store)
    assert table.column("name").to_pylist() == sorted(store.names())
    assert {row["name"]: row["sum"] for row in table.to_pylist()} == {
        name: row["sum"] for name, row in results(store).items()
    }
    name = table.column("name")[3].as_py()
    store.remove(name)
    assert collect(store).num_rows == len(sweep) - 1
    carried_out(store, sweep)
    assert collect(store).equals(collect(store, afresh=True))
    store.index.write_text("no parquet")
    assert collect(store).num_rows == len(sweep)
    assert pandas.read_parquet(store.index)["sum"].sum() == sum(
        row["sum"] for row in results(store).values()
    )


def test_columns_that_some_results_lack_or_that_change_their_kind_are_joined(tmp_path):
    store = Store(tmp_path)
    store.write(Outcome(Sum(first=1.0), {"sum": 1, "odd": 3}, 0.0))
    collect(store)
    store.write(Outcome(Sum(first=2.0), {"sum": 2.5, "odd": "text"}, 0.0))
    store.write(Outcome(Sum(first=3.0), {}, 0.0, "failed"))
    for afresh in (False, True):
        rows = sorted(collect(store, afresh=afresh).to_pylist(), key=lambda row: row["first"])
        assert [row["sum"] for row in rows] == [1.0, 2.5, None]
        assert [row["odd"] for row in rows] == ["3", "text", None]
        assert [row["error"] for row in rows] == [None, None, "failed"]


def test_a_damaged_result_is_named(tmp_path):
    store = Store(tmp_path)
    store.write(Outcome(Sum(), {"sum": 1.0}, 0.0))
    file = store.folder(name_of(Sum())) / "result.json"
    file.write_text('{"name": ')
    with pytest.raises(ValueError, match=r"result\.json is damaged.*remove the folder"):
        collect(store)


def test_a_changed_byte_in_what_is_kept_of_a_run_is_noticed(tmp_path):
    store, name = Store(tmp_path), name_of(Sum())
    store.write(Outcome(Sum(), {"sum": 1.5}, 0.0, history=[{"epoch": 1, "sum": 0.25}]))
    reads = {
        "result.json": lambda: collect(store),
        "history.jsonl": lambda: store.read_history(name),
    }
    for file, read in reads.items():
        path = store.folder(name) / file
        content = path.read_bytes()
        for place in range(len(content)):
            changed = bytearray(content)
            changed[place] ^= 1
            path.write_bytes(changed)
            with pytest.raises(ValueError, match=rf"{file} is .*damaged.*remove the folder"):
                read()
        path.write_bytes(content)
    (row,) = collect(store).to_pylist()
    assert row == store.read(name)
    plain = json.dumps(row) + "\n"  # as results were written before they had checksums
    (store.folder(name) / "result.json").write_text(plain)
    assert collect(store, afresh=True).to_pylist() == [row]
    assert len(store.read_history(name)) == 1


@pytest.mark.parametrize("indexed", [False, True])
def test_a_folder_without_a_result_counts_as_missing_and_is_done_again(tmp_path, indexed):
    sweep = over(1.0)
    store = carried_out(open_store(tmp_path / "a", sweep), sweep)
    name = name_of(Sum(1.0, 2.0))
    if indexed:
        collect(store)
    (store.folder(name) / "result.json").unlink()
    assert collect(store).num_rows == len(sweep) - 1
    assert [name_of(task) for task in plan(sweep, store).missing] == [name]
    assert len(results(carried_out(store, sweep))) == len(sweep)


def test_results_are_looked_at_where_nothing_can_be_written(tmp_path, monkeypatch):
    store = Store(tmp_path)
    store.write(Outcome(Sum(), {"sum": 1.0}, 0.0))
    monkeypatch.setattr("basinet.sweeps.index.write_atomically", FullDisk(0))
    assert look(store).num_rows == 1
    assert not store.index.exists()
    with pytest.raises(OSError, match="No space left"):
        collect(store)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_run_that_may_not_be_read_is_not_taken_as_missing(tmp_path):
    store = Store(tmp_path)
    store.write(Outcome(Sum(), {"sum": 1.0}, 0.0))
    folder = store.folder(name_of(Sum()))
    folder.chmod(0)
    with pytest.raises(PermissionError, match="result"):
        look(store)
    folder.chmod(0o755)


def test_a_folder_in_the_place_of_a_result_counts_as_missing(tmp_path):
    store = Store(tmp_path)
    store.write(Outcome(Sum(), {"sum": 1.0}, 0.0))
    file = store.folder(name_of(Sum())) / "result.json"
    file.unlink()
    file.mkdir()
    assert look(store).num_rows == 0
    store.write(Outcome(Sum(), {"sum": 1.0}, 0.0))
    assert look(store).num_rows == 1


def test_an_empty_sweep_has_an_empty_table(tmp_path):
    assert collect(open_store(tmp_path / "a", over(1.0))).num_rows == 0
    assert pq.read_table(tmp_path / "a" / "index.parquet").num_rows == 0


def test_an_index_of_which_a_byte_was_changed_is_made_anew(tmp_path):
    store = Store(tmp_path)
    for first in (1.0, 2.0):
        store.write(Outcome(Sum(first), {"sum": first}, 0.0))
    expected = collect(store).to_pylist()
    content = store.index.read_bytes()
    for place in range(0, len(content), 97):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        store.index.write_bytes(changed)
        assert look(store).to_pylist() == expected
