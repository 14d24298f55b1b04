"""Results are written whole or not at all, found again, and never done twice."""

import os

import pytest
from sums import FullDisk, Sum, carried_out, over, results

from basinet.sweeps import Axis, Outcome, Store, Sweep, merge, name_of, open_store, plan

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
