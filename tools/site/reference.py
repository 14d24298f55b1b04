"""The reference: every public name of every chapter, with its signature and its docstring.

Docstrings are Google's sections in plain sentences, with code in single backticks: that is
Markdown. They are read, not evaluated by another language of markup.
"""

import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import annotations
import inventories
from uses import Example, Uses, written

import basinet

_SECTIONS = ("Args", "Attributes", "Raises", "Returns", "Yields")
_DOTTED = re.compile(r"(?<!`)`([a-z]\w*(?:\.\w+)+)`(?!`)")
_ITEM = re.compile(r"^(\*{0,2}\w[\w.]*(?:, \*{0,2}\w+)*): ?(.*)$")


def write(folder: Path) -> list[str]:
    """Write a page for the top and one for each chapter, and return their names."""
    folder.mkdir(parents=True)
    known = names()
    uses = Uses([value for values in known.values() for value in values.values()])
    seen: dict[int, str] = {}
    for chapter, values in known.items():
        _page(folder, chapter, values, seen, uses)
    return list(known)


def names() -> dict[str, dict[str, Any]]:
    """Return what can be called by its public name, for the top and each chapter that has any."""
    top = [name for name in basinet.__all__ if not inspect.ismodule(getattr(basinet, name))]
    found = {"basinet": {name: getattr(basinet, name) for name in top}}
    for chapter in chapters():
        module = importlib.import_module(f"basinet.{chapter}")
        found[f"basinet.{chapter}"] = {name: getattr(module, name) for name in public(module)}
    called = {
        chapter: {name: value for name, value in values.items() if callable(value)}
        for chapter, values in found.items()
    }
    return {chapter: values for chapter, values in called.items() if values}


def without_example() -> list[str]:
    """Return the public names that no example shows, of those that are shown at their first."""
    known = names()
    uses = Uses([value for values in known.values() for value in values.values()])
    missing, seen = [], set()
    for chapter, values in known.items():
        for name, value in values.items():
            if id(value) not in seen and not _example(value, chapter, uses):
                missing.append(f"{chapter}.{name}")
            seen.add(id(value))
    return missing


def chapters() -> list[str]:
    """Return the parts of the package that its first lines list for type checkers."""
    tree = ast.parse(inspect.getsource(basinet))
    found = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "basinet"
        for alias in node.names
    ]
    return sorted(found)


def public(module: ModuleType) -> list[str]:
    """Return the names that a chapter gives, in its order."""
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and not inspect.ismodule(value)
        and getattr(value, "__module__", module.__name__).startswith("basinet")
    ]


def _page(
    folder: Path, chapter: str, values: dict[str, Any], seen: dict[int, str], uses: Uses
) -> None:
    module = importlib.import_module(chapter)
    parts = [f"# {chapter}", as_markdown(inspect.getdoc(module) or "")]
    for name, value in values.items():
        if id(value) in seen:
            parts.append(f"**{name}**: see {seen[id(value)]}.")
            continue
        seen[id(value)] = f"`{chapter}.{name}`"
        parts.append(described(chapter, name, value))
        parts.append(_example(value, chapter, uses))
    examples = [f"### {one.title}\n\n{one.said}" for one in written(chapter)]
    parts += ["## Examples", *examples] if examples else []
    (folder / f"{chapter}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


MOST = 3
"""Examples that are named beside one name."""


def _example(value: Any, chapter: str, uses: Uses) -> str:
    """Return the line that says where a name is shown in use; empty where it is nowhere."""
    if ">>>" in (inspect.getdoc(value) or ""):
        return "The example above is run by a test."
    direct = uses.of(value, chapter)[:MOST]
    if direct:
        return f"Example: {', '.join(_link(one) for one in direct)}."
    by = uses.indirect(value, chapter)[:MOST]
    words = [f"`{one.__name__}` in {_link(example)}" for one, example in by]
    return f"Example: by {', '.join(words)}." if words else ""


def _link(one: Example) -> str:
    return f"[{one.title}]({one.page})"


def described(module: str, name: str, value: Any) -> str:
    """Return what stands in the reference of a class or a function."""
    text = as_markdown(inspect.getdoc(value) or "", annotations.types(value))
    body = [signature(name, value), "", text]
    if inspect.isclass(value):
        for method, function in vars(value).items():
            if method.startswith("_") or not inspect.isfunction(function) or not function.__doc__:
                continue
            said = as_markdown(inspect.getdoc(function) or "", annotations.types(function))
            body += ["", f"### {method}", "", signature(method, function), "", said]
    return "\n".join([f"## {name}", "", f"`{module}.{name}`", "", *body])


def signature(name: str, value: Any) -> str:
    """Return how something is called, a parameter a line where it is long."""
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return ""
    words = []
    for one in parameters:
        given = "" if one.default is one.empty else f"={_short(one.default)}"
        star = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
        words.append(f"{star}{one.name}{given}")
    line = f"{name}({', '.join(words)})"
    if len(line) > 96:
        line = f"{name}(\n    " + ",\n    ".join(words) + ",\n)"
    return f"```text\n{line}\n```"


def _short(value: Any) -> str:
    text = re.sub(r" at 0x\w+", "", repr(value))
    return text if len(text) <= 60 else "..."


def as_markdown(docstring: str, types: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a docstring with its sections as lists, and indented formulas as code.

    Args:
        docstring: the docstring.
        types: the type of each parameter or field in Markdown, under `return` of what is returned.
    """
    parts: list[str] = []
    section = ""
    lines = docstring.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.rstrip(":") in _SECTIONS and line.endswith(":"):
            section = line.rstrip(":")
            end = at + 1
            while end < len(lines) and (not lines[end] or lines[end].startswith(" ")):
                end += 1
            given = f" ({types['return']})" if section == "Returns" and "return" in types else ""
            items = _items(lines[at + 1 : end], section, types)
            parts += ["", f"**{section}**{given}", "", *items, ""]
            at = end
        elif line.startswith("    "):
            end = at
            while end < len(lines) and (not lines[end] or lines[end].startswith("    ")):
                end += 1
            block = textwrap.dedent("\n".join(lines[at:end])).strip("\n")
            parts += ["", "```text", block, "```", ""]
            at = end
        else:
            parts.append(_plain(line))
            at += 1
    return "\n".join(parts)


def _items(lines: list[str], section: str, types: Mapping[str, str]) -> list[str]:
    """The items of a section as a list; a section without names as a paragraph."""
    text = textwrap.dedent("\n".join(lines)).splitlines()
    found: list[str] = []
    for line in text:
        item = _ITEM.match(line)
        if item is not None:
            found.append(f"- {_named(item[1], section, types)}: {_plain(item[2])}")
        elif line.startswith(" ") and found:
            found[-1] += " " + _plain(line).strip()
        else:
            found.append(_plain(line))
    return found


def _named(names: str, section: str, types: Mapping[str, str]) -> str:
    """The names of an item, with their type where it is known and they have the same one."""
    if section == "Raises":
        linked = inventories.link(names, names)
        return linked if linked != names else f"`{names}`"
    kinds = {types.get(name.strip(" *"), "") for name in names.split(",")}
    kind = kinds.pop() if len(kinds) == 1 else ""
    return f"`{names}` ({kind})" if kind else f"`{names}`"


def _plain(line: str) -> str:
    """A line of a docstring; the full name of something that another project has is a link."""

    def link(match: re.Match[str]) -> str:
        found = inventories.link(match[1], match[1])
        return found if found != match[1] else match[0]

    return _DOTTED.sub(link, line.replace("<", "\\<"))
