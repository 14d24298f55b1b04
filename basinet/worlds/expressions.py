"""Functions of x and y from text, by a parser that knows a list of names and executes nothing."""

import ast
import math
from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._closest import close

FUNCTIONS: dict[str, str] = {
    "sphere": "x**2 + y**2",
    "rastrigin": "20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)",
    "himmelblau": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    "ackley": "20 + e - 20*exp(-0.2*sqrt((x**2 + y**2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2)",
}
"""Known functions by their names; all have the minimum 0."""

CALLS: dict[str, Callable[..., Any]] = {
    "abs": jnp.abs,
    "sqrt": jnp.sqrt,
    "exp": jnp.exp,
    "log": jnp.log,
    "sin": jnp.sin,
    "cos": jnp.cos,
    "tan": jnp.tan,
    "tanh": jnp.tanh,
    "minimum": jnp.minimum,
    "maximum": jnp.maximum,
}
CONSTANTS = {"pi": math.pi, "e": math.e}
LONGEST, _DEEPEST, _LARGEST = 200, 60, 1e9

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.Pow: jnp.power,
}

Plane = Callable[[Float[Array, "*any"], Float[Array, "*any"]], Float[Array, "*any"]]
"""A function of the coordinates."""


def function(text: str) -> Plane:
    """Return the function that a text states.

    Args:
        text: one of `FUNCTIONS`, or an expression of x and y, such as `(x - 1)**2 + abs(y)`, with
            + - * / **, numbers, pi, e and the names in `CALLS`.

    Raises:
        ValueError: when it holds anything else.
    """
    stated = FUNCTIONS.get(text.strip(), text)
    if len(stated) > LONGEST:
        raise ValueError(f"a function has {len(stated)} letters; expected at most {LONGEST}")
    try:
        tree = ast.parse(stated.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ValueError(
            f"{text!r:.60} is no expression of x and y, nor a known function"
        ) from error
    _check(tree, text, 0)

    def plane(x: Float[Array, "*any"], y: Float[Array, "*any"]) -> Float[Array, "*any"]:
        return jnp.broadcast_to(_value(tree, {"x": x, "y": y}), x.shape)

    return plane


def _check(node: ast.expr, text: str, depth: int) -> None:
    """Raise ValueError unless an expression consists of what is known."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            inside = [] if abs(value) <= _LARGEST else None
        case ast.Name(id=name):
            inside = [] if name in ("x", "y", *CONSTANTS) else None
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            inside = [operand]
        case ast.BinOp(op=operator, left=left, right=right):
            inside = [left, right] if type(operator) in _BINARY else None
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            count = 2 if name in ("minimum", "maximum") else 1
            inside = arguments if name in CALLS and len(arguments) == count else None
        case _:
            inside = None
    if inside is None or depth > _DEEPEST:
        said = ast.unparse(node)[:40]
        known = [*FUNCTIONS, "x", "y", *CONSTANTS, *CALLS]
        raise ValueError(
            f"{text!r:.60} holds {said!r}{close(said, known)}; expected x, y, numbers, + - * / **,"
            f" {', '.join([*CONSTANTS, *CALLS])}, or one of {', '.join(FUNCTIONS)}"
        )
    for part in inside:
        _check(part, text, depth + 1)


def _value(node: ast.expr, known: dict[str, Any]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as value):
            return jnp.float32(value)
        case ast.Name(id=name):
            return known[name] if name in known else jnp.float32(CONSTANTS[name])
        case ast.UnaryOp(op=operator, operand=operand):
            value = _value(operand, known)
            return -value if isinstance(operator, ast.USub) else value
        case ast.BinOp(op=operator, left=left, right=right):
            exponent = _whole(right) if isinstance(operator, ast.Pow) else None
            if exponent is not None:  # an exact power, also of what is below 0
                return _value(left, known) ** exponent
            return _BINARY[type(operator)](_value(left, known), _value(right, known))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return CALLS[name](*(_value(one, known) for one in arguments))
    raise AssertionError(f"{ast.dump(node)} was not checked")


def _whole(node: ast.expr) -> int | None:
    """A small whole number that stands in the text, None for all else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and 0 <= node.value <= 16:
        return node.value
    return None
