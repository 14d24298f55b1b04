"""The pages of the documentation and what they hold: code, commands, links, tables."""

import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").glob("**/*.md"),
        *(ROOT / "basinet").glob("**/*.md"),
        *(ROOT / "benchmarks").glob("*.md"),
    ]
)

_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEAD = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_INLINE = re.compile(r"`((?:\w+=\S+ )*basinet(?: [^`]+)?)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"(\w+=\S+ )*basinet( |$)")
_SHELL = re.compile(r"[|&;]+|\d?[<>].*")


class Block(NamedTuple):
    """A fenced block: its language, its text and the line of the page on which it begins."""

    language: str
    text: str
    line: int


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(found[1], found[2], text.count("\n", 0, found.start(2)) + 1)
        for found in _FENCE.finditer(text)
    ]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def runnable(page: Path) -> list[Block]:
    """The blocks of Python that are run."""
    python = [block for block in blocks(page) if block.language == "python"]
    return [block for block in python if block.text.startswith("# runnable\n")]


def program(page: Path) -> str:
    """The runnable blocks as one program, each on the lines that it has on the page.

    What a block prints follows a line `@@` with the number of the line on which it begins.
    """
    lines: list[str] = []
    for block in runnable(page):
        lines += [""] * (block.line - 2 - len(lines))
        lines += [f"print('@@{block.line}')", *block.text.splitlines()]
    return "\n".join(lines) + "\n"


def defined(page: Path, count: int) -> dict[str, Any]:
    """The names that the first runnable blocks of a page define."""
    names: dict[str, Any] = {"__name__": "page"}
    for block in runnable(page)[:count]:
        exec(compile(block.text, str(page), "exec"), names)
    return names


def printed(page: Path) -> dict[int, str]:
    """What the page says that a runnable block prints, by the line on which the block begins.

    It is the block of text that follows at once.
    """
    text = page.read_text(encoding="utf-8").splitlines()
    after = {block.line: block for block in blocks(page) if block.language == "text"}
    shown = {}
    for block in runnable(page):
        end = block.line + block.text.count("\n")
        if text[end : end + 2] == ["", "```text"]:
            shown[block.line] = after[end + 3].text
    return shown


def commands(page: Path) -> list[list[str]]:
    """The words of every `basinet ...` on the page, in shell blocks and inside sentences.

    What follows a pipe or another word of the shell is left out.
    """
    shell = [b.text.replace("\\\n", " ") for b in blocks(page) if b.language in ("sh", "console")]
    lines = [line.removeprefix("$ ").strip() for text in shell for line in text.splitlines()]
    found = [line for line in lines if _COMMAND.match(line)]
    words = [shlex.split(line, comments=True) for line in found + _INLINE.findall(prose(page))]
    return [_arguments(line) for line in words]


def _arguments(words: list[str]) -> list[str]:
    begin = words.index("basinet") + 1
    ends = (at for at, word in enumerate(words) if at >= begin and _SHELL.fullmatch(word))
    return words[begin : next(ends, None)]


def links(page: Path) -> list[str]:
    """The targets of all links and images that are not addresses on the web."""
    targets = _LINK.findall(prose(page))
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """The names under which the headings of a page can be linked to."""
    return {anchor(found[2]) for found in _HEAD.finditer(prose(page))}


def anchor(title: str) -> str:
    """The name under which a heading can be linked to."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def anchors_of(text: str) -> dict[str, str]:
    """The sections of a page by the names under which they are linked to, with what is in them."""
    heads = [(found.start(), len(found[1]), found[2]) for found in _HEAD.finditer(text)]
    ends = [
        next((at for at, level, _ in heads[place + 1 :] if level <= own), len(text))
        for place, (_, own, _) in enumerate(heads)
    ]
    return {
        anchor(title): text[begin:end] for (begin, _, title), end in zip(heads, ends, strict=True)
    }


def rows(page: Path) -> dict[str, list[str]]:
    """The rows of all tables, by the code in their first cell."""
    table = re.findall(r"^\| `([^`]+)`([^|]*)\|(.*)\|$", page.read_text("utf-8"), re.MULTILINE)
    return {first: [cell.strip() for cell in rest.split("|")] for first, _, rest in table}
