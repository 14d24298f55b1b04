"""Whole files as bytes, packed with gzip or not, and their fingerprints."""

import contextlib
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from functools import lru_cache
from io import BufferedIOBase
from pathlib import Path

from basinet.data.errors import DataError

_GZIP_MAGIC = b"\x1f\x8b"


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

    Raises:
        DataError: the gzip stream is damaged or cut short, while it is read.
        OSError: the file cannot be read.
    """
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP_MAGIC
        raw.seek(0)
        if not packed:
            yield raw
            return
        try:
            with gzip.open(raw) as file:
                yield file
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise DataError(
                f"{path}: damaged gzip file ({error}); fetch the file again or unpack a good copy"
            ) from error


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
