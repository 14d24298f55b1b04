"""The folder of a run."""

import json
import threading
from dataclasses import replace

import pytest

from basinet import Steered
from basinet.folders import hold
from basinet.runs import RunFolder, create, next_free
from basinet.saving import save_model


def files(folder):
    return sorted(entry.name for entry in folder.path.iterdir())


def test_a_new_folder_holds_the_configuration_and_where_it_was_made(fresh, run):
    assert files(fresh) == ["environment.json", "run.toml"]
    assert fresh.read_run() == run
    assert fresh.read_environment() == {}


def test_a_finished_run_left_its_model_and_its_history(finished, run):
    assert files(finished) == ["environment.json", "metrics.jsonl", "model.safetensors", "run.toml"]
    model = finished.read_model()
    assert (model.learner, model.seed, model.epoch.number) == (run.learner, run.seed, run.epochs)
    lines = (finished.path / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == model.history
    assert finished.read_environment() == {"made": "here"}


def test_an_empty_folder_may_become_that_of_a_run(tmp_path, run):
    assert create(tmp_path, run, {}).read_run() == run


def test_a_folder_with_something_in_it_is_refused_and_kept(tmp_path, run):
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(
        FileExistsError,
        match=r"not empty and not the folder of a run: it holds no run\.toml; choose.*--out",
    ):
        create(tmp_path, run, {})
    assert [entry.name for entry in tmp_path.iterdir()] == ["notes"]


def test_a_file_is_not_taken_for_a_folder(tmp_path, run):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExistsError, match="file exists and is not the folder of a run"):
        create(tmp_path / "file", run, {})
    with pytest.raises(OSError, match=r"could not make the folder .*choose another"):
        create(tmp_path / "file" / "below", run, {})
    assert (tmp_path / "file").read_text() == "mine"


def test_what_is_no_run_is_named(tmp_path):
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(FileNotFoundError, match=r"is not the folder of a run.*run\.toml"):
            RunFolder(path).read_run()


def test_a_damaged_configuration_is_named_with_its_fault(fresh):
    fresh.configuration.write_text("epochs = 0\n")
    with pytest.raises(ValueError, match=r"run\.toml: epochs is 0.*; restore a copy"):
        fresh.read_run()


def test_a_run_without_a_finished_epoch_says_how_to_go_on(fresh):
    with pytest.raises(FileNotFoundError, match=r"no finished epoch yet.*train --resume"):
        fresh.read_model()


@pytest.mark.parametrize("change", [{"learner": Steered(hidden=17)}, {"seed": 6}])
def test_a_model_of_another_run_is_refused(finished, fresh, change):
    save_model(finished.read_model(), fresh.model)
    fresh.read_model()
    fresh.write_run(replace(fresh.read_run(), **change))
    with pytest.raises(ValueError, match="another learner or seed"):
        fresh.read_model()


def test_the_first_free_number_is_taken(tmp_path):
    assert next_free(tmp_path, "digits") == tmp_path / "digits-1"
    for name in ("digits-1", "digits-2", "digits-4"):
        (tmp_path / name).mkdir()
    assert next_free(tmp_path, "digits") == tmp_path / "digits-3"
    assert next_free(tmp_path, "mnist") == tmp_path / "mnist-1"


def test_what_a_killed_process_left_is_tidied_and_nothing_else(fresh):
    (fresh.path / ".basinet-x1").mkdir()
    (fresh.path / ".basinet-x1" / "half").write_text("")
    for name in (".basinet-x2", ".notes", "model.txt"):
        (fresh.path / name).write_text("")
    fresh.mend()
    assert files(fresh) == [".notes", "environment.json", "model.txt", "run.toml"]


def test_the_same_run_is_found_in_its_folder_and_another_is_refused(finished, run):
    before = finished.model.read_bytes()
    assert create(finished.path, run, {"made": "elsewhere"}).read_environment() == {"made": "here"}
    assert finished.model.read_bytes() == before
    with pytest.raises(ValueError, match=r"holds another run; choose another folder with --out"):
        create(finished.path, replace(run, seed=9), {})
    with pytest.raises(ValueError, match=r"epochs is 1, but .* has finished 4"):
        create(finished.path, replace(run, epochs=1), {})
    assert finished.read_run() == run


def test_metrics_that_lack_what_the_model_knows_are_written_again(finished):
    whole = finished.metrics.read_bytes()
    for text in (b"", whole.splitlines(keepends=True)[0], b"{"):
        finished.metrics.write_bytes(text)
        finished.mend()
        assert finished.metrics.read_bytes() == whole
    finished.metrics.unlink()
    finished.mend()
    assert finished.metrics.read_bytes() == whole


def test_a_killed_run_counts_as_free_for_itself_only(tmp_path, run):
    (tmp_path / "a-1").mkdir()
    assert next_free(tmp_path, "a") == tmp_path / "a-2"
    assert next_free(tmp_path, "a", run) == tmp_path / "a-1"
    create(tmp_path / "a-1", run, {})
    assert next_free(tmp_path, "a", run) == tmp_path / "a-1"
    assert next_free(tmp_path, "a", replace(run, seed=8)) == tmp_path / "a-2"


def test_a_run_that_somebody_works_at_is_not_taken(tmp_path, run):
    create(tmp_path / "a-1", run, {})
    found = []

    def look():
        found.append(next_free(tmp_path, "a", run))

    with hold(tmp_path / "a-1"):
        other = threading.Thread(target=look)
        other.start()
        other.join()
    assert found == [tmp_path / "a-2"]
