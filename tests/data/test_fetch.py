"""Downloads from a server on this machine that misbehaves in every way a server can."""

import errno
import gzip
import hashlib
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pooch
import pytest

from basinet.data import DataError, DownloadError, available, data_folder, fetch
from basinet.data.catalogue import CATALOGUE, RemoteFile, Source
from basinet.data.fetch import find, obtain

CONTENT = bytes(range(256)) * 2000
PACKED = gzip.compress(CONTENT)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
TABLE = b"a,b\n1,2\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        getattr(self, self.path.split("/")[1])()

    def log_request(self, code="-", size="-"):
        pass

    def log_error(self, *args):
        pass

    def serve(self, body, announced=None):
        self.send_response(200)
        if announced != 0:
            self.send_header("Content-Length", str(announced or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def good(self):
        self.serve(PACKED)

    def unannounced(self):
        self.serve(PACKED, 0)

    def unpacked(self):
        self.serve(CONTENT)

    def windows(self):
        self.serve(TABLE.replace(b"\n", b"\r\n"))

    def cut(self):
        self.serve(PACKED[:-1000], len(PACKED))

    def cut_unannounced(self):
        self.serve(PACKED[:-1000], 0)

    def flipped(self):
        self.serve(gzip.compress(CONTENT[:-1] + b"?"))

    def page(self):
        self.serve(b"<html>Please log in</html>")

    def stall(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(PACKED)))
        self.end_headers()
        self.wfile.write(PACKED[:100])
        self.wfile.flush()
        time.sleep(1.5)

    def redirect(self):
        self.send_response(302)
        self.send_header("Location", "/good/file.gz")
        self.end_headers()

    def circle(self):
        self.send_response(302)
        self.send_header("Location", self.path)
        self.end_headers()

    def missing(self):
        self.send_error(404)

    def broken(self):
        self.send_error(500)


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that hangs up in the middle is part of these tests."""


@pytest.fixture(scope="module")
def address():
    server = QuietServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def source(*mirrors, sha256=SHA256, name="file.gz"):
    file = RemoteFile(name, sha256, mirrors)
    return Source("Toy", "", 1, 1, 1, "", "", ("toy", "."), (file,))


def names(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("way", ["good", "unannounced", "unpacked", "redirect"])
def test_what_a_server_gives_whole_is_kept_under_its_name(tmp_path, address, way):
    (path,) = obtain(source(f"{address}/{way}/file.gz"), tmp_path / "new")
    assert path == tmp_path / "new" / "toy" / "file.gz"
    assert path.read_bytes() == (CONTENT if way == "unpacked" else PACKED)
    assert names(tmp_path) == ["file.gz"]


FAILURES = {
    "cut": "broke off",
    "cut_unannounced": "damaged gzip",
    "flipped": "wrong content",
    "page": "wrong content",
    "stall": "no answer within 0.5 s",
    "circle": "redirects do not end",
    "missing": "404 Not Found",
    "broken": "500 Internal Server Error",
}


@pytest.mark.parametrize("way", FAILURES)
def test_after_a_bad_mirror_the_next_one_is_tried(tmp_path, address, way):
    mirrors = f"{address}/{way}/file.gz", f"{address}/good/file.gz"
    (path,) = obtain(source(*mirrors), tmp_path, timeout=0.5)
    assert gzip.decompress(path.read_bytes()) == CONTENT
    assert names(tmp_path) == ["file.gz"]


def test_when_all_mirrors_fail_each_reason_is_told_and_nothing_is_left(tmp_path, address):
    urls = [f"{address}/{way}/file.gz" for way in FAILURES]
    with pytest.raises(DownloadError) as caught:
        obtain(source(*urls), tmp_path, timeout=0.5)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(FAILURES) + 2
    for line, url, reason in zip(lines[1:], urls, FAILURES.values(), strict=False):
        assert url in line
        assert reason in line
    assert "put file.gz" in lines[-1]
    assert str(tmp_path / "toy") in lines[-1]
    assert "BASINET_DATA" in lines[-1]
    assert names(tmp_path) == []


def test_without_a_connection_the_files_to_put_by_hand_are_listed(tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as closed:
        port = closed.server_address[1]
    files = tuple(RemoteFile(f"f{i}", SHA256, (f"http://127.0.0.1:{port}/",)) for i in range(3))
    toy = Source("Toy", "", 1, 1, 1, "", "", ("toy", "."), files)
    with pytest.raises(DownloadError, match="no connection") as caught:
        obtain(toy, tmp_path)
    assert "put f0, f1, f2" in str(caught.value)


def test_progress_ends_with_all_bytes(tmp_path, address):
    seen = []
    obtain(source(f"{address}/good/file.gz"), tmp_path, progress=lambda *told: seen.append(told))
    assert seen[-1] == ("file.gz", len(PACKED), len(PACKED))
    counts = [done for _, done, _ in seen]
    assert counts == sorted(counts)


def test_progress_without_an_announced_length_never_runs_back(tmp_path, address):
    seen = []
    obtain(
        source(f"{address}/unannounced/file.gz"),
        tmp_path,
        progress=lambda *told: seen.append(told),
    )
    assert {total for _, _, total in seen} == {None}
    counts = [done for _, done, _ in seen]
    assert counts == sorted(counts)
    assert counts[-1] >= len(PACKED)


def test_an_exception_in_progress_stops_the_download_and_leaves_nothing(tmp_path, address):
    def interrupt(*told):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        obtain(source(f"{address}/good/file.gz"), tmp_path, progress=interrupt)
    assert names(tmp_path) == []


def test_nothing_is_printed(tmp_path, address, capfd):
    obtain(source(f"{address}/missing/x", f"{address}/good/file.gz"), tmp_path)
    assert capfd.readouterr() == ("", "")


def test_line_ends_of_a_table_do_not_matter(tmp_path, address):
    toy = source(
        f"{address}/windows/data.csv", sha256=hashlib.sha256(TABLE).hexdigest(), name="t.csv"
    )
    (path,) = obtain(toy, tmp_path)
    assert path.read_bytes() == b"a,b\r\n1,2\r\n"
    assert obtain(toy, tmp_path) == [path]


def test_a_folder_that_cannot_be_made_is_told(tmp_path, address):
    (tmp_path / "occupied").write_text("a file")
    with pytest.raises(DownloadError, match=r"could not be written into .*occupied.*BASINET_DATA"):
        obtain(source(f"{address}/good/file.gz"), tmp_path / "occupied")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_disk_that_takes_no_more_is_told_and_left_clean(tmp_path, address, monkeypatch, code):
    def fill(self, url, output_file, pooch):
        Path(output_file).write_bytes(b"some")
        raise OSError(code, errno.errorcode[code])

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", fill)
    with pytest.raises(DownloadError, match=errno.errorcode[code]):
        obtain(source("http://a/file.gz", "http://b/file.gz"), tmp_path)
    assert names(tmp_path) == []


# Files that somebody put there.


@pytest.mark.parametrize("place", ["toy/file.gz", "toy/file", "file.gz", "file", "toy/other.gz"])
@pytest.mark.parametrize("content", [CONTENT, PACKED], ids=["plain", "packed"])
def test_a_file_put_by_hand_is_used_without_a_download(tmp_path, place, content):
    (tmp_path / "toy").mkdir()
    (tmp_path / place).write_bytes(content)
    assert obtain(source("http://nowhere.invalid/other.gz"), tmp_path) == [tmp_path / place]


def test_a_file_that_changed_is_looked_at_again(tmp_path):
    (tmp_path / "toy").mkdir()
    path = tmp_path / "toy" / "file.gz"
    path.write_bytes(PACKED)
    toy = source()
    assert find(toy, toy.files[0], tmp_path) == path
    status = path.stat()
    path.write_bytes(b"x" * len(PACKED))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))
    with pytest.raises(DataError, match="its content is unknown"):
        find(toy, toy.files[0], tmp_path)


@pytest.mark.parametrize("place", ["mnist/train-images-idx3-ubyte.gz", "train-images-idx3-ubyte"])
def test_a_hand_fed_file_with_other_content_is_refused(tmp_path, monkeypatch, place):
    monkeypatch.setenv("BASINET_DATA", str(tmp_path))
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(PACKED)
    with pytest.raises(DataError, match=r"is not train-images-idx3-ubyte\.gz of MNIST") as caught:
        fetch("mnist")
    assert str(path) in str(caught.value)
    assert CATALOGUE["mnist"].files[0].sha256[:12] in str(caught.value)
    assert not available("mnist")


def test_the_folder_is_the_environment_variable_else_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("BASINET_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.setenv("BASINET_DATA", "")
    assert data_folder() == pooch.os_cache("basinet")


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(
        ValueError,
        match=r"'nist' is no known data set .did you mean mnist.*; known are digits, mnist",
    ):
        fetch("nist")


def test_digits_need_no_files(tmp_path, monkeypatch):
    monkeypatch.setenv("BASINET_DATA", str(tmp_path))
    assert fetch("digits") == []
    assert available("digits")
    assert not available("rice")
