"""Checksums in a text: of itself, and of the files beside it.

    {"name": "ab12", ..., "checksums": {"by": "crc32", "history.jsonl": "...", "itself": "..."}}

A digit that a disk or a copy has changed is still JSON; the last checksum, of all before it, tells.
Half of a TOML file is still TOML, so that there the checksum stands first, in a comment:

    # checksum: crc32 01ab23cd
"""

import json
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

_MARK = b', "checksums": '
_ITSELF = b', "itself": "'
_LENGTH = len(_ITSELF) + len('01ab23cd"}}\n')
_COMMENT = re.compile(rb"# checksum: crc32 ([0-9a-f]{8})")


def sealed(text: str, beside: Mapping[str, bytes | str] | None = None) -> str:
    """Return JSON or TOML with checksums; an empty table as it is.

    Args:
        text: JSON of a table that ends with a brace and a line end, or TOML.
        beside: the files that are kept with JSON.
    """
    if not text.startswith("{"):
        rest = f"\n{text}"
        return f"# checksum: crc32 {_sum(rest)}{rest}"
    if text == "{}\n":
        return text
    sums = {"by": "crc32"} | {name: _sum(content) for name, content in (beside or {}).items()}
    begin = text.removesuffix("}\n").rstrip("\n") + _MARK.decode()
    begin += json.dumps(sums).removesuffix("}")
    return f'{begin}{_ITSELF.decode()}{_sum(begin)}"}}}}\n'


def unsealed(path: Path | str, content: bytes, remedy: str) -> bytes:
    """Return JSON without its checksums, and TOML or what was written without any as it is.

    Raises:
        ValueError: when it is not what was written; it names the file.
    """
    line, mark, _ = content.rpartition(_MARK)
    if mark or content[-_LENGTH:].startswith(_ITSELF):
        end = f'{_sum(content[:-_LENGTH])}"}}}}\n'.encode()
        if not mark or content[-_LENGTH:] != _ITSELF + end:
            raise _other(path, remedy)
        return line + b"}\n"
    comment = _COMMENT.match(content)
    if comment and comment[1].decode() != _sum(content[comment.end() :]):
        raise _other(path, remedy)
    return content


def _other(path: Path | str, remedy: str) -> ValueError:
    said = f"{path} is damaged: it is not what was written"
    return ValueError(f"{said}; {remedy}" if remedy else said)


def check_beside(path: Path, content: bytes, file: Path, remedy: str) -> None:
    """Refuse a file that is not the one that was kept with a line; lines without sums know none.

    Args:
        path: of the line.
        content: of the line.
        file: the one beside it.
        remedy: what to do.

    Raises:
        ValueError: when it is missing or damaged; it names the file.
    """
    if file.name in (expected := _sums(path, content, remedy)):
        _compare(file, expected[file.name], remedy)


def check_all_beside(path: Path, content: bytes, remedy: str) -> None:
    """Refuse files that are not those that were kept with a line, of which it has checksums.

    Args:
        path: of the line.
        content: of the line.
        remedy: what to do.

    Raises:
        ValueError: when one is missing or damaged; it names the file.
    """
    for name, expected in _sums(path, content, remedy).items():
        if name not in ("by", "itself"):
            _compare(path.with_name(name), expected, remedy)


def _sums(path: Path, content: bytes, remedy: str) -> dict[str, str]:
    """The checksums in a line by the names of files, none in a line without."""
    line = unsealed(path, content, remedy)
    return json.loads(b"{" + content[len(line) :])["checksums"] if line != content else {}


def _compare(file: Path, expected: str, remedy: str) -> None:
    if not file.is_file() or _sum(file.read_bytes()) != expected:
        raise ValueError(f"{file} is missing or damaged: it is not what was written; {remedy}")


def _sum(content: bytes | str) -> str:
    return f"{zlib.crc32(content.encode() if isinstance(content, str) else content):08x}"
