"""Whole files as bytes, packed or not, and their fingerprints."""

import bz2
import contextlib
import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from io import BufferedIOBase, BufferedReader, RawIOBase
from pathlib import Path
from typing import Any

from basinet.data.errors import DataError

PACKED = (".gz", ".bz2", ".zip")
"""Ends of the names of packed files."""

_RATIO, _LARGE = 200, 2**26
"""What unpacks to more than so many times its size, and to more than so many bytes, is refused."""

_GZIP_MAGIC, _BZIP_MAGIC, _ZIP_MAGIC = b"\x1f\x8b", b"BZh", b"PK\x03\x04"


def read_bytes(path: Path) -> bytes:
    """Read a file and unpack it if it is packed.

    Whether a file is packed is seen from its first bytes and not from its name, because some
    servers and browsers unpack a `.gz` on the way and keep the name.

    Args:
        path: the file.

    Returns:
        The unpacked content.

    Raises:
        DataError: the gzip stream is damaged or cut short.
        OSError: the file cannot be read.
    """
    with opened(path) as file:
        return file.read()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BufferedIOBase]:
    """Open a file to read its unpacked content piece by piece.

    Of a zip archive, told by its name too, that is the one file in it.

    Raises:
        DataError: what is packed is damaged or cut short, while it is read, or are several files,
            or unpacks to far more than the file holds.
        OSError: the file cannot be read.
    """
    with path.open("rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        try:
            if magic.startswith(_GZIP_MAGIC):
                with gzip.open(raw) as file:
                    yield _bounded(path, file)
            elif magic.startswith(_BZIP_MAGIC):
                with bz2.open(raw) as file:
                    yield _bounded(path, file)
            elif magic == _ZIP_MAGIC and path.suffix.lower() == ".zip":
                with _only_file(path, raw) as file:
                    yield _bounded(path, file)
            else:
                yield raw
        except _DAMAGED as error:
            raise _damaged(path, magic, error) from error
        except OSError as error:
            # So bz2 says that data are damaged, and zipfile after a number that lies.
            if error.filename is None and magic[:2] in (_BZIP_MAGIC[:2], _ZIP_MAGIC[:2]):
                raise _damaged(path, magic, error) from error
            raise


class _Unpacked(RawIOBase):
    """A stream that ends where it unpacks to far more than its file holds."""

    def __init__(self, path: Path, file: Any):
        self.path, self.file, self.count = path, file, 0
        self.most = max(_LARGE, _RATIO * path.stat().st_size)

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer."""
        count = self.file.readinto(buffer)
        self.count += count
        if self.count > self.most:
            raise DataError(f"{self.path}: it unpacks to more than {self.most:,} bytes; unpack it")
        return count


def _bounded(path: Path, file: Any) -> BufferedIOBase:
    return BufferedReader(_Unpacked(path, file), 2**20)


def _damaged(path: Path, magic: bytes, error: Exception) -> DataError:
    kind = {_GZIP_MAGIC: "gzip", _BZIP_MAGIC[:2]: "bzip2"}.get(magic[:2], "zip")
    return DataError(
        f"{path}: damaged {kind} file ({error}); fetch the file again or unpack a good copy"
    )


_DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError)


@contextlib.contextmanager
def _only_file(path: Path, raw: Any) -> Iterator[Any]:
    with contextlib.ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(raw))
            files = [file for file in archive.infolist() if not file.is_dir()]
            files = [file for file in files if not file.filename.startswith("__MACOSX/")]
            if len(files) != 1:
                raise DataError(
                    f"{path}: it holds {len(files)} files; unpack it, or pack a single one"
                )
            if files[0].flag_bits & 1:
                raise DataError(f"{path}: it is encrypted; unpack it")
            file = stack.enter_context(archive.open(files[0]))
        except DataError:
            raise
        except Exception as error:  # what a damaged directory makes zipfile raise has no end
            raise _damaged(path, _ZIP_MAGIC, error) from error
        yield file


def fingerprint(path: Path, *, name: str | None = None) -> str:
    r"""Give the SHA-256 of a file's unpacked content, in hexadecimal.

    Of a CSV file the line ends count as `\n`, and one at the end of the file, whatever the
    operating system of the server made of them.

    Args:
        path: a file, packed with gzip or not.
        name: the name by which a CSV file is known, where the path has a temporary one.

    Returns:
        64 hexadecimal digits.

    Raises:
        DataError: the gzip stream is damaged.
        OSError: the file cannot be read.
    """
    status = path.stat()
    return _fingerprint(
        path, status.st_size, status.st_mtime_ns, text=".csv" in (name or path.name)
    )


@lru_cache(maxsize=64)
def _fingerprint(path: Path, size: int, modified: int, *, text: bool) -> str:
    # Size and time of change are part of the key: a file that changed is read again.
    del size, modified
    content = read_bytes(path)
    if text:
        content = content.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    return hashlib.sha256(content).hexdigest()
