"""The types of what is called, as they are written in its source, with links to other projects."""

import ast
import builtins
import functools
import importlib
import inspect
import re
import textwrap
from typing import Any

import inventories

_NAME = re.compile(r"\"[^\"]*\"|'[^']*'|[A-Za-z_][\w.]*")
_MARKUP = re.compile(r"([\\*_<>\[\]{}|$#~^])")


def types(value: Any) -> dict[str, str]:
    """Return the type of each parameter or field in Markdown, under `return` what is returned."""
    found: dict[str, str] = {}
    for one in reversed(inspect.getmro(value)) if inspect.isclass(value) else (value,):
        if getattr(one, "__module__", "").partition(".")[0] == "basinet":
            names = imported(one.__module__)
            found |= {name: linked(text, names) for name, text in _written(one).items()}
    return found


def _written(value: Any) -> dict[str, str]:
    """Return the annotations of a function, or of the fields and the making of a class."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(value))).body[0]
    except (OSError, TypeError, SyntaxError):
        return {}
    if isinstance(tree, ast.FunctionDef):
        return _parameters(tree)
    found: dict[str, str] = {}
    for node in tree.body if isinstance(tree, ast.ClassDef) else ():
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = ast.unparse(node.annotation)
        elif isinstance(node, ast.FunctionDef) and node.name == "__init__":
            found |= {n: text for n, text in _parameters(node).items() if n != "return"}
    return found


def _parameters(tree: ast.FunctionDef) -> dict[str, str]:
    given = tree.args
    every = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    found = {one.arg: ast.unparse(one.annotation) for one in every if one and one.annotation}
    if tree.returns is not None:
        found["return"] = ast.unparse(tree.returns)
    return found


@functools.cache
def imported(module: str) -> dict[str, str]:
    """Return the full name of what a module imports, and of what Python has itself."""
    found = {name: name for name in vars(builtins)}
    for node in ast.walk(ast.parse(inspect.getsource(importlib.import_module(module)))):
        if isinstance(node, ast.ImportFrom) and not node.level:
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.asname: one.name for one in node.names if one.asname}
    return found


def linked(text: str, names: dict[str, str]) -> str:
    """Return an annotation in Markdown, its names as links where an inventory holds them."""

    def word(match: re.Match[str]) -> str:
        if match[0][0] in "\"'":
            return _MARKUP.sub(r"\\\1", f'"{match[0][1:-1].strip()}"')
        first, dot, rest = match[0].partition(".")
        whole = names.get(first, first) + dot + rest
        found = inventories.link(whole, match[0])
        return found if found != match[0] else _MARKUP.sub(r"\\\1", match[0])

    parts, at = [], 0
    for match in _NAME.finditer(text):
        parts += [_MARKUP.sub(r"\\\1", text[at : match.start()]), word(match)]
        at = match.end()
    return "".join(parts) + _MARKUP.sub(r"\\\1", text[at:])
