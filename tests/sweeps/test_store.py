"""Results are written whole or not at all, found again, and never done twice."""

import errno
import json
import os
from pathlib import Path

import pandas
import pyarrow.parquet as pq
import pytest
from sums import Sum, carried_out, results

from basinet.sweeps import Axis, Outcome, Store, Sweep, merge, name_of, open_store, plan
from basinet.sweeps.index import collect, look


def over(*first, second=(1.0, 2.0), seeds=(0, 1)):
    return Sweep(Sum(), (Axis("first", first), Axis("second", second)), seeds, show="sum")


@pytest.fixture
def known(monkeypatch):
    """Sweeps over sums can be read back, as those over the package's tasks can."""
    written: dict[Path, Sweep] = {}
    monkeypatch.setattr("basinet.sweeps.store.to_toml", repr)
    monkeypatch.setattr("basinet.sweeps.store.refuse_other_contents", lambda file: None)
    names = {"Sum": Sum, "Sweep": Sweep, "Axis": Axis}
    read = lambda path: eval(path.read_text(), names)  # noqa: E731
    monkeypatch.setattr("basinet.sweeps.store.read_sweep", read)
    return written


pytestmark = pytest.mark.usefixtures("known")


def test_a_finished_sweep_has_nothing_left_to_do_and_an_enlarged_one_only_what_is_new(tmp_path):
    small, large = over(1.0), over(1.0, 3.0, seeds=(0, 1, 2))
    store = carried_out(open_store(tmp_path / "a", small), small)
    assert len(list(store.names())) == len(small) == 4
    assert plan(small, store).missing == []
    before = results(store)
    store = open_store(tmp_path / "a", large)
    todo = plan(large, store)
    assert len(todo.missing) == len(large) - len(small)
    after = results(carried_out(store, large))
    assert len(after) == len(large)
    assert before.items() <= after.items()


def test_a_run_has_its_description_its_numbers_and_its_files_in_its_folder(tmp_path):
    store = carried_out(open_store(tmp_path / "a", over(1.0)), over(1.0))
    name = name_of(Sum(1.0, 2.0, seed=1))
    assert results(store)[name].items() >= {
        "task": "sum", "first": 1.0, "second": 2.0, "seed": 1, "sum": 3.125, "error": None
    }.items()  # fmt: skip
    assert sorted(it.name for it in store.folder(name).iterdir()) == ["note.txt", "result.json"]


def test_a_run_that_raises_is_recorded_with_its_error_and_the_others_go_on(tmp_path):
    sweep = over(1.0, 2.0, second=(1.0, -1.0), seeds=(0, 1, 2))
    store = carried_out(open_store(tmp_path / "a", sweep), sweep)
    found = results(store).values()
    errors = [row["error"] for row in found if row["error"]]
    assert len(found) == len(sweep) == 12
    assert errors
    assert set(errors) == {"RuntimeError: the second is negative"}
    assert all(("sum" in row) == (row["error"] is None) for row in found)


def test_values_that_do_not_go_together_are_told_and_not_done(tmp_path):
    class Picky(Sum):
        def changed(self, name, value):
            if name == "second" and value == self.first:
                raise ValueError("first and second are the same")
            return Sum.changed(self, name, value)

    sweep = Sweep(Picky(), (Axis("first", (1.0, 2.0)), Axis("second", (1.0, 2.0))))
    todo = plan(sweep, Store(tmp_path))
    assert [len(todo.missing), len(todo.impossible), todo.total] == [2, 2, 4]
    assert todo.impossible[0].startswith("at first = 1.0, second = 1.0, seed = 0: ")


class FullDisk:
    """Lets so many files be written, then none."""

    def __init__(self, room):
        self.room = room

    def __call__(self, path, text):
        self.room -= 1
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_text(text)


@pytest.mark.parametrize("room", [0, 1, 2, 3])
def test_a_full_disk_leaves_whole_results_only(room, tmp_path, monkeypatch):
    sweep = over(1.0)
    store = open_store(tmp_path / "a", sweep)
    monkeypatch.setattr("basinet.sweeps.store.write_atomically", FullDisk(room))
    with pytest.raises(OSError, match=r"could not store a run .*No space left.* same command"):
        carried_out(store, sweep)
    monkeypatch.undo()
    shelves = [entry for shelf in store.runs.iterdir() for entry in shelf.iterdir()]
    assert len(shelves) == len(list(store.names())) == room // 2
    assert all((entry / "note.txt").is_file() for entry in shelves)


def test_what_a_killed_process_left_is_removed_and_is_no_result(tmp_path):
    sweep = over(1.0)
    store = open_store(tmp_path / "a", sweep)
    left = store.runs / ".basinet-x"
    left.mkdir(parents=True)
    assert list(store.names()) == []
    carried_out(store, sweep)
    assert not left.exists()


def test_a_result_that_is_there_already_is_left_as_it_is(tmp_path):
    store = Store(tmp_path)
    store.write(Outcome(Sum(), {"sum": 1.0}, 0.1))
    store.write(Outcome(Sum(), {"sum": 2.0}, 0.1))
    assert store.read(name_of(Sum()))["sum"] == 1.0
    assert len(list(store.runs.glob("*/*"))) == 1


def test_two_sweeps_are_merged_once(tmp_path):
    one, other = over(1.0, 2.0), over(2.0, 3.0)
    a = carried_out(open_store(tmp_path / "a", one), one)
    b = carried_out(open_store(tmp_path / "b", other), other)
    assert merge(a, b) == 4
    assert merge(a, b) == 0
    assert len(results(a)) == 12
    assert results(b).items() <= results(a).items()


def test_a_damaged_result_is_not_merged_and_what_stands_in_the_place_of_a_file_is_named(tmp_path):
    sweep = over(1.0)
    a, b = open_store(tmp_path / "a", sweep), carried_out(open_store(tmp_path / "b", sweep), sweep)
    result = next(b.runs.glob("*/*/result.json"))
    whole = result.read_text()
    result.write_text(whole.replace("1.0", "1.5", 1))
    with pytest.raises(ValueError, match=r"result\.json is damaged: .*; remove the folder"):
        merge(a, b)
    assert result.parent.name not in list(a.names())
    result.write_text(whole)
    os.mkfifo(result.parent / "history.jsonl")
    with pytest.raises(ValueError, match=r"history\.jsonl is no file; remove the folder"):
        merge(a, b)
    (result.parent / "history.jsonl").unlink()
    (result.parent / "note.txt").rename(tmp_path / "note.txt")
    with pytest.raises(ValueError, match=r"note\.txt is missing or damaged: .*; remove the folder"):
        merge(a, b)
    (tmp_path / "note.txt").rename(result.parent / "note.txt")
    merge(a, b)
    assert results(a) == results(b)


def test_folders_of_something_else_are_refused(tmp_path):
    open_store(tmp_path / "a", over(1.0))
    with pytest.raises(ValueError, match="holds another sweep: one is a sweep over first, second"):
        open_store(tmp_path / "a", Sweep(Sum(), (Axis("first", (1.0,)),)))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "mine").write_text("")
    with pytest.raises(FileExistsError, match="is not empty and not the folder of a sweep"):
        open_store(tmp_path / "b", over(1.0))
    (tmp_path / "c").write_text("")
    with pytest.raises(FileExistsError, match="not the folder of a sweep"):
        open_store(tmp_path / "c", over(1.0))
    with pytest.raises(FileNotFoundError, match=r"holds no sweep\.toml"):
        Store(tmp_path / "b").read_sweep()


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
