"""Checksums at the end of a line of JSON: of itself, and of the files beside it.

    {"name": "ab12", ..., "checksums": {"by": "crc32", "history.jsonl": "...", "itself": "..."}}

A digit that a disk or a copy has changed is still JSON; the last checksum, of all before it, tells.
"""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path

_MARK = b', "checksums": '
_END = ', "itself": "%08x"}}\n'
_LENGTH = len(_END % 0)


def sealed(line: str, beside: Mapping[str, bytes | str]) -> str:
    """Return a line with one flat table, with checksums at its end.

    Args:
        line: JSON that ends with a brace and a line end.
        beside: the files that are kept with it.
    """
    sums = {"by": "crc32"} | {name: _sum(content) for name, content in beside.items()}
    begin = line.removesuffix("}\n") + _MARK.decode() + json.dumps(sums).removesuffix("}")
    return begin + _END % zlib.crc32(begin.encode())


def unsealed(path: Path | str, content: bytes, remedy: str) -> bytes:
    """Return the line without its checksums; one that was written without any as it is.

    Raises:
        ValueError: when it is not what was written; it names the file.
    """
    line, mark, _ = content.rpartition(_MARK)
    if not mark and not content.endswith(b"}}\n"):  # a flat table ends with one brace
        return content
    if not mark or content[-_LENGTH:] != (_END % zlib.crc32(content[:-_LENGTH])).encode():
        raise ValueError(f"{path} is damaged: it is not what was written; {remedy}")
    return line + b"}\n"


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
    line = unsealed(path, content, remedy)
    expected = json.loads(b"{" + content[len(line) :])["checksums"] if line != content else {}
    if file.name in expected and (
        not file.is_file() or _sum(file.read_bytes()) != expected[file.name]
    ):
        raise ValueError(f"{file} is missing or damaged: it is not what was written; {remedy}")


def _sum(content: bytes | str) -> str:
    return f"{zlib.crc32(content.encode() if isinstance(content, str) else content):08x}"
