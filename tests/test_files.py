"""Files are written whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from basinet._files import write_atomically


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
