"""Which texts spell values: numbers, None, tuples and parts as they are constructed."""

import ast
from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any


def expression(text: str, parts: Mapping[str, type]) -> ast.expr | None:
    """Return the expression that a text is, or None where it is no spelling of a value."""
    found = _parsed(text)
    return None if found is None or not _is_spelling(found, parts) else found


def wrong_inside(text: str, field: Field, parts: Mapping[str, type]) -> tuple[str, str, Field]:
    """Return where in a text that spells no value the wrong value stands.

    Args:
        text: what was given.
        field: the field that it was given for.
        parts: what a text may construct.

    Returns:
        The field's name inside the part, with dots, empty where all of it is wrong; the text that
        is wrong; and the field for which that stands.
    """
    found, inside = _parsed(text), ""
    while isinstance(found, ast.Call) and isinstance(found.func, ast.Name):
        if found.func.id not in parts:
            break
        kind: Any = parts[found.func.id]
        known = {one.name: one for one in fields(kind)}
        given = [*zip(known, found.args, strict=False)]
        given += [(item.arg, item.value) for item in found.keywords if item.arg in known]
        wrong = next(((n, v) for n, v in given if not _is_spelling(v, parts)), None)
        if wrong is None:
            break
        inside, field, found = f"{inside}.{wrong[0]}".strip("."), known[wrong[0]], wrong[1]
    return inside, text if found is None or not inside else ast.unparse(found), field


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):  # the last two: too nested
        return None


def _is_spelling(node: ast.expr, parts: Mapping[str, type]) -> bool:
    """Whether an expression consists of numbers, None, tuples and known parts."""
    match node:
        case ast.Constant(value=None | bool() | int() | float()):
            return True
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=value)):
            return isinstance(value, int | float) and not isinstance(value, bool)
        case ast.Name(id=part):
            return part in parts
        case ast.Call(func=ast.Name(id=part), args=args, keywords=keywords):
            names = [keyword.arg for keyword in keywords]
            distinct = None not in names and len(set(names)) == len(names)
            values = [*args, *(keyword.value for keyword in keywords)]
            return part in parts and distinct and all(_is_spelling(v, parts) for v in values)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return all(_is_spelling(element, parts) for element in elements)
    return False
