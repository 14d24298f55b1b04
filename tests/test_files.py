"""Files are written whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from basinet._files import remove_leftovers, replacing, write_atomically


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def raises(number):
    def fail(*arguments, **options):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(("content", "stored"), [("grün\n", "grün\n".encode()), (b"\0\1", b"\0\1")])
def test_text_and_bytes_replace_what_was_there(tmp_path, content, stored):
    path = tmp_path / "file"
    path.write_text("earlier")
    write_atomically(path, content)
    assert path.read_bytes() == stored
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_the_permissions_are_those_of_any_new_file(tmp_path, mask):
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "file", "content")
    finally:
        assert os.umask(before) == mask
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o666 & ~mask


@pytest.mark.parametrize(
    ("owner", "function"), [(os, "fsync"), (os, "fdopen"), (Path, "replace"), (Path, "chmod")]
)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_failed_write_leaves_the_earlier_file_and_no_other(
    tmp_path, monkeypatch, owner, function, number
):
    path = tmp_path / "file"
    path.write_text("earlier")
    monkeypatch.setattr(owner, function, raises(number))
    with pytest.raises(OSError, match=f"{os.strerror(number)}; nothing was changed") as caught:
        write_atomically(path, "later")
    monkeypatch.undo()
    assert caught.value.errno == number
    assert str(path) in caught.value.strerror
    assert path.read_text() == "earlier"
    assert names(tmp_path) == ["file"]


def test_an_interruption_leaves_no_temporary_file(tmp_path, monkeypatch):
    def interrupt(descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "file", "content")
    assert names(tmp_path) == []


def test_a_folder_that_is_missing_or_a_file_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(OSError, match=f"could not write {folder}/model"):
            write_atomically(folder / "model", "content")


def test_a_folder_without_permission_to_write_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.mkstemp", raises(errno.EACCES))
    with pytest.raises(PermissionError, match=r"could not write .*Permission denied.*choose"):
        write_atomically(tmp_path / "file", "content")


def test_a_file_that_a_library_writes_takes_its_place_when_it_is_whole(tmp_path):
    path = tmp_path / "model"
    for file in (path, tmp_path / "a"):
        file.write_text("earlier")
    with replacing(path) as temporary:
        temporary.write_text("later")
        temporary.chmod(0o600)
        assert path.read_text() == "earlier"
    assert path.read_text() == "later"
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "a").stat().st_mode)
    assert names(tmp_path) == ["a", "model"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_file_that_a_library_could_not_write_leaves_nothing(tmp_path, error):
    path = tmp_path / "model"
    path.write_text("earlier")

    def fail_half_way():
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(error):
        fail_half_way()
    assert path.read_text() == "earlier"
    assert names(tmp_path) == ["model"]


def test_what_a_killed_process_left_is_removed_with_all_that_is_in_it(tmp_path):
    path, other = tmp_path / "model", tmp_path / ".models"
    other.write_text("")
    (tmp_path / ".model-x1").write_text("half")
    (tmp_path / ".model-x2").mkdir()
    (tmp_path / ".model-x2" / ".tmp1").write_text("what a library keeps while it writes")
    remove_leftovers(path)
    assert names(tmp_path) == [other.name]
