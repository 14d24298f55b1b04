"""The data folder: what is in it, and how what is missing gets there."""

import os
from pathlib import Path

from basinet._closest import close
from basinet.data.catalogue import CATALOGUE, RemoteFile, Source
from basinet.data.download import TIMEOUT_SECONDS, Progress, download
from basinet.data.errors import DataError, DownloadError
from basinet.data.files import fingerprint


def data_folder() -> Path:
    """Give the folder in which data sets are kept.

    Returns:
        The folder named by the environment variable BASINET_DATA if it is set, else the user's
        cache folder for this package. It need not exist.
    """
    named = os.environ.get("BASINET_DATA", "")
    if named:
        return Path(named).expanduser()
    import pooch

    return Path(pooch.os_cache("basinet"))


def fetch(name: str, *, progress: Progress | None = None) -> list[Path]:
    """Make sure that the files of a data set are in the data folder, and right.

    Files that are there are used, whoever put them there; missing ones are downloaded.

    Args:
        name: a name of the catalogue.
        progress: called with the name of a file, the bytes done, and the bytes in all or None.

    Returns:
        The files, in the order of the catalogue; none where the data come with scikit-learn.

    Raises:
        ValueError: the name is not in the catalogue.
        DataError: a file in the data folder has other content than it should.
        DownloadError: a missing file could not be downloaded; the message says why and what to
            put where by hand.
        OSError: a file that is there cannot be read.
    """
    return obtain(source_of(name), data_folder(), progress=progress)


def available(name: str) -> bool:
    """Say whether a data set can be loaded without a download.

    Args:
        name: a name of the catalogue.

    Returns:
        True if each of its files is in the data folder with the right content.

    Raises:
        ValueError: the name is not in the catalogue.
    """
    source = source_of(name)
    folder = data_folder()
    try:
        return all(find(source, file, folder) is not None for file in source.files)
    except (DataError, OSError):
        return False


def source_of(name: str) -> Source:
    """Look a name up in the catalogue.

    Args:
        name: a name of the catalogue.

    Returns:
        What is known of the data set.

    Raises:
        ValueError: the name is not in the catalogue; the message lists the known names.
    """
    if name not in CATALOGUE:
        said = f"{name!r} is no known data set{close(name, CATALOGUE)}"
        raise ValueError(f"{said}; known are {', '.join(CATALOGUE)}")
    return CATALOGUE[name]


def obtain(
    source: Source,
    folder: Path,
    *,
    progress: Progress | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> list[Path]:
    """Find the files of a source in a data folder and download the missing ones.

    Args:
        source: the data set.
        folder: the data folder.
        progress: as for `fetch`.
        timeout: seconds to wait for a server.

    Returns:
        The files, in the order of the source.

    Raises:
        DataError: a file that is there has other content than it should.
        DownloadError: a missing file could not be downloaded.
        OSError: a file that is there cannot be read.
    """
    found = {file.name: find(source, file, folder) for file in source.files}
    missing = [file for file in source.files if found[file.name] is None]
    for file in missing:
        target = folder / source.folders[0]
        try:
            found[file.name] = download(file, target, progress=progress, timeout=timeout)
        except DownloadError as error:
            still = [other.name for other in missing if found[other.name] is None]
            raise DownloadError(_by_hand(source, target, still, error)) from error
    return [path for path in found.values() if path is not None]


def find(source: Source, file: RemoteFile, folder: Path) -> Path | None:
    """Look for one file in the folders of its source, packed with gzip or not.

    MNIST and Fashion-MNIST name their files alike, and the data folder may itself be the folder
    of one data set. So outside the source's own folder, a file that is known to belong to
    another source is passed over.

    Args:
        source: the data set.
        file: one of its files.
        folder: the data folder.

    Returns:
        The file with the right content, or None if there is none.

    Raises:
        DataError: a file of this name has a content that is not known.
        OSError: a file of this name cannot be read.
    """
    for inner in source.folders:
        for name in _names(file):
            path = folder / inner / name
            if not path.is_file():
                continue
            content = fingerprint(path)
            if content == file.sha256:
                return path
            owner = _owner(content)
            if owner is None or inner == source.folders[0]:
                raise DataError(_wrong(source, file, path, content, owner))
    return None


def _names(file: RemoteFile) -> list[str]:
    """List the names a file may have: as here or as on a mirror, packed or not."""
    bare = [name.removesuffix(".gz") for name in (file.name, *map(_last, file.mirrors))]
    return [name + ending for name in dict.fromkeys(bare) for ending in (".gz", "")]


def _last(url: str) -> str:
    return url.rsplit("/", maxsplit=1)[-1]


def _owner(content: str) -> str | None:
    for source in CATALOGUE.values():
        if any(file.sha256 == content for file in source.files):
            return source.title
    return None


def _wrong(source: Source, file: RemoteFile, path: Path, content: str, owner: str | None) -> str:
    what = "its content is unknown" if owner is None else f"it is a file of {owner}"
    return (
        f"{path} is not {file.name} of {source.title}: {what} (SHA-256 of the unpacked content"
        f" {content[:12]}..., expected {file.sha256[:12]}...); remove or replace it"
    )


def _by_hand(source: Source, target: Path, missing: list[str], error: DownloadError) -> str:
    reasons = "".join(f"\n  {line}" for line in str(error).splitlines())
    return (
        f"{source.title} is not in the data folder and could not be downloaded:{reasons}\n"
        f"To load it without a download, put {', '.join(missing)} (packed with gzip or not) into"
        f" {target}, or name the folder that holds {source.folders[0]}/ in the environment"
        " variable BASINET_DATA."
    )
