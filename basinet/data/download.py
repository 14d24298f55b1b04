"""One file from the first mirror that serves it whole and unchanged."""

import contextlib
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from basinet.data.catalogue import RemoteFile
from basinet.data.errors import DataError, DownloadError
from basinet.data.files import fingerprint

TIMEOUT_SECONDS = 30.0
_CHUNK_BYTES = 65_536

Progress = Callable[[str, int, int | None], None]
"""Called with the name of a file, the bytes done, and the bytes in all where they are known."""


class _Bar:
    """What Pooch asks of a progress bar, told to a `Progress`."""

    def __init__(self, name: str, progress: Progress) -> None:
        self.total = 0
        self._name = name
        self._done = 0
        self._progress = progress

    def update(self, count: int) -> None:
        """Report `count` more bytes; Pooch counts whole chunks, the last one too."""
        self._done += count
        if self.total:
            self._done = min(self._done, self.total)
        self._progress(self._name, self._done, self.total or None)

    def reset(self) -> None:
        """Prepare for the final update, which reports the total, where it is known."""
        if self.total:
            self._done = 0

    def close(self) -> None:
        """Do nothing: there is nothing to close."""


def download(
    file: RemoteFile,
    folder: Path,
    *,
    progress: Progress | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> Path:
    """Bring one file into a folder.

    The mirrors are tried in order until one serves the right content. The file is written under
    a temporary name and gets its own name once its content was checked.

    Args:
        file: what to bring.
        folder: where to; made if it is not there.
        progress: told how far the transfer is.
        timeout: seconds to wait for a connection, and for each next piece.

    Returns:
        The path of the file.

    Raises:
        DownloadError: no mirror served the file, with the reason for each; or the folder cannot
            be written; or the disk is full.
    """
    from requests.exceptions import RequestException

    reasons: list[str] = []
    path = folder / file.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for url in file.mirrors:
            with _temporary(path) as temporary:
                try:
                    _transfer(url, temporary, file, progress, timeout)
                except (RequestException, DataError) as error:
                    reasons.append(f"{url}: {_reason(error, timeout)}")
                    continue
                temporary.replace(path)
                return path
    except OSError as error:
        # Whatever reaches this place is of this machine and not of a mirror.
        raise DownloadError(
            f"{file.name} could not be written into {folder}: {error.strerror or error}; free some"
            " space there, or name another folder in the environment variable BASINET_DATA"
        ) from error
    raise DownloadError("\n".join(reasons))


@contextlib.contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}.part")
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _transfer(
    url: str, target: Path, file: RemoteFile, progress: Progress | None, timeout: float
) -> None:
    import pooch

    # Any: Pooch takes a bar of one's own, but its annotation says bool.
    bar: Any = False if progress is None else _Bar(file.name, progress)
    fetch = pooch.HTTPDownloader(progressbar=bar, chunk_size=_CHUNK_BYTES, timeout=timeout)
    # str: Pooch takes an object that has a write method for an open file.
    fetch(url, str(target), None)
    found = fingerprint(target, name=file.name)
    if found != file.sha256:
        size = target.stat().st_size
        raise DataError(
            f"wrong content ({size} bytes, SHA-256 {found[:12]}..., expected {file.sha256[:12]}...)"
        )


def _reason(error: Exception, timeout: float) -> str:
    """Say in a few words why a mirror failed; the messages of requests are a paragraph each."""
    from requests import exceptions

    text = str(error)
    if isinstance(error, exceptions.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}"
    # In this order: some of these exceptions are kinds of others.
    cases = (
        ("timed out" in text, f"no answer within {timeout:g} s"),
        ("resolve" in text, "the host was not found; is there a connection to the internet?"),
        (isinstance(error, exceptions.ChunkedEncodingError), "the transfer broke off"),
        (isinstance(error, exceptions.TooManyRedirects), "the redirects do not end"),
        (isinstance(error, exceptions.ConnectionError), "no connection"),
    )
    return next((words for holds, words in cases if holds), text.splitlines()[0])
