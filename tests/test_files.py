"""Files are written whole or not at all."""

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest

from basinet import _files
from basinet._files import replacing, temporary_folder, tidy, write_atomically


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
    ("owner", "function"), [(os, "fsync"), (os, "fdopen"), (Path, "replace"), (os, "open")]
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
    monkeypatch.setattr(os, "open", raises(errno.EACCES))
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
    (tmp_path / ".basinets").write_text("mine")
    (tmp_path / ".basinet-1a").write_text("half")
    (tmp_path / ".basinet-2b").mkdir()
    (tmp_path / ".basinet-2b" / ".tmp1").write_text("what a library keeps while it writes")
    tidy(tmp_path)
    assert names(tmp_path) == [".basinets"]
    tidy(tmp_path / "missing")


def test_what_is_being_written_is_not_tidied_away(tmp_path):
    (tmp_path / "a").write_text("earlier")
    with replacing(tmp_path / "a") as temporary, temporary_folder(tmp_path) as folder:
        temporary.write_text("later")
        tidy(tmp_path)
        assert temporary.exists()
        assert folder.exists()
    assert (tmp_path / "a").read_text() == "later"
    assert names(tmp_path) == ["a"]


def test_a_file_that_is_being_written_is_not_tidied_away(tmp_path, monkeypatch):
    written = os.fsync

    def tidy_meanwhile(handle):
        tidy(tmp_path)
        written(handle)

    monkeypatch.setattr(os, "fsync", tidy_meanwhile)
    write_atomically(tmp_path / "a", "content")
    assert (tmp_path / "a").read_text() == "content"


@pytest.mark.parametrize("length", [200, 250, 255])
def test_every_name_that_the_system_allows_can_be_written(tmp_path, length):
    path = tmp_path / ("n" * length)
    write_atomically(path, "1")
    with replacing(path) as temporary:
        temporary.write_text("2")
    assert path.read_text() == "2"


@pytest.mark.parametrize(
    ("number", "advice"), [(errno.ENOSPC, "free some space"), (errno.EISDIR, "it is a folder")]
)
def test_the_advice_is_about_what_happened(tmp_path, monkeypatch, number, advice):
    monkeypatch.setattr(Path, "replace", raises(number))
    with pytest.raises(OSError, match=advice):
        write_atomically(tmp_path / "file", "content")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(OSError, match=r"could not write .*; it is a folder"):
        write_atomically(tmp_path, "content")


def test_a_pipe_that_nobody_reads_is_not_waited_for_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(_files, "_PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match=r"pipe: .*; it is a pipe that nobody reads"):
        write_atomically(tmp_path / "pipe", "content")


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomically(pipe, "content")
    assert os.read(reader, 100) == b"content"
    with replacing(pipe) as temporary:
        temporary.write_bytes(b"made by a library")
    assert os.read(reader, 100) == b"made by a library"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == ["pipe"]


def test_a_full_device_is_said_to_be_full_and_stays(tmp_path):
    link = tmp_path / "link"
    link.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left on device"):
        write_atomically(link, "content")
    assert link.is_symlink()
    assert not Path("/dev/full").is_file()


@pytest.mark.parametrize("there", [True, False])
def test_a_link_leads_to_the_file_that_is_written(tmp_path, there):
    (tmp_path / "below").mkdir()
    goal, link = tmp_path / "below" / "goal", tmp_path / "link"
    if there:
        goal.write_text("earlier")
    link.symlink_to(goal)
    write_atomically(link, "content")
    assert link.is_symlink()
    assert goal.read_text() == "content"
    assert names(tmp_path / "below") == ["goal"]


def test_what_a_killed_process_left_in_any_folder_goes_when_it_is_written_to_again(tmp_path):
    (tmp_path / ".basinet-half").write_text("half")
    (tmp_path / ".basinet-folder").mkdir()
    (tmp_path / ".basinet-folder" / "figure.gif").write_text("half")
    write_atomically(tmp_path / "figure.png", "whole")
    assert names(tmp_path) == ["figure.png"]


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="Linux has one")
def test_files_are_written_to_memory_that_looks_like_a_disk():
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        for content in (b"one", b"two"):
            write_atomically(Path(folder) / "a", content)
            assert (Path(folder) / "a").read_bytes() == content
        assert os.listdir(folder) == ["a"]  # noqa: PTH208
