"""Kinds of folders, and how one is begun."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from basinet._files import is_temporary, sync_folder, tidy, write_atomically
from basinet.folders.holding import LOCK, hold
from basinet.folders.sealing import sealed, unsealed


@dataclass(frozen=True)
class Kind:
    """What a folder holds.

    Attributes:
        what: in words, such as `a run`.
        description: the file that describes the job; a folder that has it is of this kind.
        maker: the command that makes such folders.
        below: folders in it in which files are written too.
        remedy: what to do where the description is damaged.
    """

    what: str
    description: str
    maker: str
    below: tuple[str, ...] = ()
    remedy: str = "restore a copy of it, or choose another folder"

    def described(self, path: Path) -> Path:
        """Return the file that describes the job in a folder.

        Raises:
            FileNotFoundError: when the folder is not of this kind.
            ValueError: when the file is empty or not what was written.
        """
        file = path / self.description
        if not file.is_file():
            raise FileNotFoundError(
                f"{path} is not the folder of {self.what}: it holds no {self.description};"
                f" expected a folder that {self.maker} made"
            )
        said = [line for line in file.read_bytes().splitlines() if not line.startswith(b"#")]
        if not b"".join(said).strip():  # in TOML that is a job of which nothing is said
            raise ValueError(f"{file} is empty or cut off; {self.remedy}")
        self.check(file)
        return file

    def check(self, file: Path) -> None:
        """Refuse a description that is not what was written; one without a checksum is believed.

        Raises:
            ValueError: when it is not.
        """
        by_hand = "if you changed it yourself, take its checksum out"
        unsealed(file, file.read_bytes(), f"{self.remedy}; {by_hand}")

    def write(self, path: Path, text: str) -> None:
        """Write the description of the job in a folder, with a checksum.

        Raises:
            OSError: when it cannot be written.
        """
        write_atomically(path / self.description, sealed(text))

    def refuse_others(self, path: Path) -> None:
        """Refuse a path that can neither become a folder of this kind nor is one.

        Raises:
            FileExistsError: when it is a file, or a folder with something else in it.
        """
        if path.is_dir():
            others = (name for name in os.listdir(path) if not (is_temporary(name) or name == LOCK))  # noqa: PTH208
            if (path / self.description).is_file() or not any(others):
                return
            state, lacks = "is not empty and not", f": it holds no {self.description}"
        elif path.exists() or path.is_symlink():
            state, lacks = "exists and is not", ""
        else:
            return
        raise FileExistsError(
            f"{path} {state} the folder of {self.what}{lacks}; choose another folder with --out"
        )


def begin(kind: Kind, path: Path, text: str, compare: Callable[[Path], None]) -> None:
    """Make a folder with its description, or go on with the one that is there.

    Args:
        kind: what the folder is to hold.
        path: the folder.
        text: the description of the job, written where there is none or another one.
        compare: is given the description that is there, if it is not this text, and raises where
            it is that of another job.

    Raises:
        FileExistsError: when there is a file, or a folder with something else in it.
        FolderInUseError: when another process works in it.
        OSError: when it cannot be made or written.
    """
    kind.refuse_others(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise OSError(
            error.errno, f"could not make the folder {path}: {error.strerror}; choose another"
        ) from error
    with hold(path):
        for folder in (path, *(path / name for name in kind.below)):
            tidy(folder)
        file = path / kind.description
        if file.is_file():
            if _holds(file, sealed(text)):
                return
            kind.check(file)
            compare(file)
        kind.write(path, text)


def _holds(file: Path, text: str) -> bool:
    """Whether a file has this text; a long description is then not read and checked again."""
    try:
        return file.read_bytes() == text.encode()
    except OSError:
        return False
