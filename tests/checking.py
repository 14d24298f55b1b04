"""The type checker that runs while tests run: beartype, but it does not look at two hints.

beartype knows what `Self` means only where it decorates a whole class, and jaxtyping's import
hook decorates methods. Typer gives the base class of its `Context` to whoever asks for one, and
finds out who does from the hints, which are therefore put back.
"""

from collections.abc import Callable
from typing import Any, Self

import typer
from beartype import beartype


def check(function: Callable) -> Callable:
    hints = dict(function.__annotations__)
    for name, hint in hints.items():
        if hint is Self or hint is typer.Context:
            function.__annotations__[name] = Any
    checked = beartype(function)
    function.__annotations__ = checked.__annotations__ = hints
    return checked
