"""Where a public name is shown in use: the examples of the reference, the gallery, the pages.

Programs are read, not run: a name counts as used where it is imported from the package, or taken
from one of its chapters, in code that a test runs.
"""

import ast
import importlib
import inspect
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from figures import groups

ROOT = Path(__file__).resolve().parents[2]
HOST = "https://github.com/basinet/basinet/blob/main"
EXAMPLES = ROOT / "docs" / "site" / "examples"
"""A page for each chapter: headings, each with a block that runs by itself."""

_RUNNABLE = re.compile(r"^```python\n# runnable\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """A program: its title, all that is said with it, the program alone, and where it is found."""

    title: str
    said: str
    program: str
    page: str


def written(chapter: str) -> list[Example]:
    """Return the examples that were written for a chapter of the reference."""
    file = EXAMPLES / f"{chapter}.md"
    if not file.is_file():
        return []
    found = []
    for part in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        program = "\n".join(_RUNNABLE.findall(body))
        said = body.strip().replace("# runnable\n", "")
        found.append(Example(title.strip(), said, program, f"#{anchor(title)}"))
    return found


def anchor(title: str) -> str:
    """Return the name under which a heading is linked to."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def gallery() -> list[Example]:
    """Return the scripts of the gallery."""
    folder = ROOT / "examples" / "gallery"
    homes = {f"plot_{name}": group.name for group in groups() for name in group.scripts}
    texts = [(stem, (folder / f"{stem}.py").read_text(encoding="utf-8")) for stem in sorted(homes)]
    return [
        Example(text.split("\n")[1], "", text, f"../gallery/{homes[stem]}/{stem}.rst")
        for stem, text in texts
    ]


def scripts() -> list[Example]:
    """Return the scripts of `examples/`."""
    found = []
    for path in sorted((ROOT / "examples").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Example(f"examples/{path.name}", "", text, f"{HOST}/examples/{path.name}"))
    return found


def on_pages() -> list[Example]:
    """Return the blocks of the pages of `docs/` that a test runs, a program for each page."""
    found = []
    for path in sorted((ROOT / "docs").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        blocks = _RUNNABLE.findall(text)
        title = re.search(r"^# (.+)$", text, re.MULTILINE)
        if blocks and title and path.stem != "index":
            found.append(Example(title[1], "", "\n".join(blocks), f"../{path.stem}.md"))
    return found


def used(program: str) -> set[int]:
    """Return what a program uses of the package, as the identities of the values."""
    chapters: dict[str, Any] = {}
    found = set()
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "basinet":
                    chapters["basinet"] = importlib.import_module("basinet")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "basinet":
            module = importlib.import_module(node.module or "")
            for alias in node.names:
                value = getattr(module, alias.name)
                found.add(id(value))
                chapters[alias.asname or alias.name] = value
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Attribute):
            found.add(id(_value(node, chapters)))
    return found


def _value(node: ast.expr, names: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        outer = _value(node.value, names)
        return getattr(outer, node.attr, None) if inspect.ismodule(outer) else None
    return None


class Uses:
    """All examples there are, and what each of them uses.

    Attributes:
        everything: the values of the public names.
    """

    def __init__(self, everything: list[Any]) -> None:
        self.everything = everything
        elsewhere = [*gallery(), *on_pages(), *scripts()]
        self._elsewhere = [(one, used(one.program)) for one in elsewhere]
        self._written: dict[str, list[tuple[Example, set[int]]]] = {}

    def of(self, value: Any, chapter: str) -> list[Example]:
        """Return the examples that use a value: those of its chapter first, then others."""
        if chapter not in self._written:
            self._written[chapter] = [(one, used(one.program)) for one in written(chapter)]
        known = [*self._written[chapter], *self._elsewhere]
        return [one for one, uses in known if id(value) in uses]

    def indirect(self, value: Any, chapter: str) -> list[tuple[Any, Example]]:
        """Return what shows a class that is not called by hand, each with an example.

        These are its subclasses, and the functions and methods that return it.
        """
        found = [(one, self.of(one, chapter)) for one in shown_by(value, self.everything)]
        return [(one, examples[0]) for one, examples in found if examples]


def shown_by(value: Any, everything: list[Any]) -> list[Any]:
    """Return what shows a name that is not called by hand.

    For a class these are its subclasses, and the functions and methods that return it.
    """
    if not inspect.isclass(value):
        return []
    kinds = [one for one in everything if inspect.isclass(one)]
    below = [one for one in kinds if one is not value and issubclass(one, value)]
    return below + [one for one in everything if any(_returns(f, value) for f in _calls(one))]


def _calls(value: Any) -> Iterator[Any]:
    if inspect.isclass(value):
        for part in vars(value).values():
            got = part.fget if isinstance(part, property) else getattr(part, "__func__", part)
            if callable(got) and inspect.isfunction(inspect.unwrap(got)):
                yield inspect.unwrap(got)
    elif callable(value):
        yield inspect.unwrap(value)


def _returns(function: Any, kind: type) -> bool:
    """Whether a function is said to return a class, or something made of it."""
    words = getattr(function, "__annotations__", {}).get("return", "")
    if not isinstance(words, str):
        return kind in _parts(words)
    return re.search(rf"\b{kind.__name__}\b", words) is not None


def _parts(words: Any) -> Iterator[Any]:
    yield words
    for one in typing.get_args(words):
        yield from _parts(one)
