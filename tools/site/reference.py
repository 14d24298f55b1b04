"""The reference: every public name of every chapter, with its signature and its docstring.

Docstrings are Google's sections in plain sentences, with code in single backticks: that is
Markdown. They are read, not evaluated by another language of markup.
"""

import ast
import importlib
import inspect
import re
import textwrap
from pathlib import Path
from types import ModuleType
from typing import Any

import basinet

_SECTIONS = ("Args", "Attributes", "Raises", "Returns", "Yields")
_ITEM = re.compile(r"^(\*{0,2}\w[\w.]*(?:, \*{0,2}\w+)*): ?(.*)$")


def write(folder: Path) -> list[str]:
    """Write a page for the top and one for each chapter, and return their names."""
    folder.mkdir(parents=True)
    seen: dict[int, str] = {}
    top = [name for name in basinet.__all__ if not inspect.ismodule(getattr(basinet, name))]
    _page(folder, "basinet", basinet, top, seen)
    names = ["basinet"]
    for chapter in chapters():
        module = importlib.import_module(f"basinet.{chapter}")
        if _page(folder, f"basinet.{chapter}", module, public(module), seen):
            names.append(f"basinet.{chapter}")
    return names


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
    folder: Path, name: str, module: ModuleType, names: list[str], seen: dict[int, str]
) -> bool:
    parts = [f"# {name}", as_markdown(inspect.getdoc(module) or "")]
    for one in names:
        value = getattr(module, one)
        if callable(value) and id(value) in seen:
            parts.append(f"**{one}**: see {seen[id(value)]}.")
        elif callable(value):
            seen[id(value)] = f"`{name}.{one}`"
            parts.append(described(name, one, value))
    if len(parts) <= 2:
        return False
    (folder / f"{name}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return True


def described(module: str, name: str, value: Any) -> str:
    """Return what stands in the reference of a class or a function."""
    text = as_markdown(inspect.getdoc(value) or "")
    body = [signature(name, value), "", text]
    if inspect.isclass(value):
        for method, function in vars(value).items():
            if method.startswith("_") or not inspect.isfunction(function) or not function.__doc__:
                continue
            said = as_markdown(inspect.getdoc(function) or "")
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


def as_markdown(docstring: str) -> str:
    """Return a docstring with its sections as lists, and indented formulas as code."""
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
            parts += ["", f"**{section}**", "", *_items(lines[at + 1 : end]), ""]
            at = end
        elif line.startswith("    "):
            end = at
            while end < len(lines) and (not lines[end] or lines[end].startswith("    ")):
                end += 1
            block = textwrap.dedent("\n".join(lines[at:end])).strip("\n")
            parts += ["", "```text", block, "```", ""]
            at = end
        else:
            parts.append(line.replace("<", "\\<"))
            at += 1
    return "\n".join(parts)


def _items(lines: list[str]) -> list[str]:
    """The items of a section as a list; a section without names as a paragraph."""
    text = textwrap.dedent("\n".join(lines)).splitlines()
    found: list[str] = []
    for line in text:
        item = _ITEM.match(line)
        safe = line.replace("<", "\\<")
        if item is not None:
            found.append(f"- `{item[1]}`: " + item[2].replace("<", "\\<"))
        elif line.startswith(" ") and found:
            found[-1] += " " + safe.strip()
        else:
            found.append(safe)
    return found
